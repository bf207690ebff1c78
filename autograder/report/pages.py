"""Filling in pages: one file each, with no address outside of it."""

import re
from functools import cache
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup

_TEMPLATES = "autograder.report"
#: Control characters, and those that change the direction of what follows.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


def render(template: str, page: Any) -> str:
    """Return the page ``template`` filled in with ``page``; all text is escaped."""
    return _environment().get_template(template).render(page=page)


def inert(text: str) -> str:
    """Take from a submission's text what could change how its surroundings show."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", _ANSI.sub("", text))


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    folder = resources.files(_TEMPLATES) / "templates"
    for name, file in (("style", "style.css"), ("script", "table.js")):
        text = (folder / file).read_text(encoding="utf-8")
        # our own text, and no student's: it may stand as it is
        environment.globals[name] = Markup(text)
    return environment
