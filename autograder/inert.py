"""Making a submission's text harmless for the place where it is shown.

HTML needs nothing from here: its templates escape.
"""

import re

#: Control characters, and those that change the direction of what follows.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_FORMULA = ("=", "+", "-", "@")


def inert(text: str) -> str:
    """Take from ``text`` what could change how its surroundings show."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", _ANSI.sub("", text))


def inert_cell(text: str) -> str:
    """Keep a spreadsheet, too, from taking ``text`` for a formula, or for two rows."""
    text = inert(text.replace("\r", " "))  # which csv leaves unquoted
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text
