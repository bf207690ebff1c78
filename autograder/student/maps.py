"""Maps of a wrong array under a notebook's cell: where it is off, got and expected."""

from collections.abc import Mapping, Sequence
from typing import Any

from autograder.grade.errormap import CLEAR, GROSS, NO_NUMBER, RIGHT, SLIGHT

_CELL, _WIDEST = 16, 480  # pixels
_ERRORS = {
    str(RIGHT): "#c9d1d9",
    str(SLIGHT): "#e3b341",
    str(CLEAR): "#e16f24",
    str(GROSS): "#b3261e",
}
_VALUES = dict(
    zip(
        "012345678" + NO_NUMBER,
        [
            "#0b4a8f",
            "#2f78bd",
            "#74a9d8",
            "#b9d4ec",
            "#eceef1",
            "#f6c9a8",
            "#e89a63",
            "#cc6a2b",
            "#983f0a",
            "#000",
        ],
        strict=True,
    )
)


def maps_of(extra: Mapping[str, Any]) -> str:
    """Return the maps in a check's ``extra_data`` as HTML; "" if there are none."""
    errors, values = extra.get("errors"), extra.get("values")
    if not errors or len(errors["rows"]) * len(errors["rows"][0]) == 1:
        return ""
    pictures = [_picture("where it is off", errors["rows"], _ERRORS)]
    if values:
        pictures.append(_picture("yours", values["got"], _VALUES))
        pictures.append(_picture("expected", values["want"], _VALUES))
    return f'<div class="maps">{"".join(pictures)}</div>'


def _picture(title: str, rows: Sequence[str], colours: Mapping[str, str]) -> str:
    width, height = len(rows[0]), len(rows)
    cells = "".join(
        f'<rect x="{x}" y="{y}" width=".94" height=".94" fill="{colours[digit]}"/>'
        for y, row in enumerate(rows)
        for x, digit in enumerate(row)
    )
    pixels = width * min(_CELL, _WIDEST // width)
    return (
        f"<figure><figcaption>{title}</figcaption>"
        f'<svg viewBox="0 0 {width} {height}" width="{pixels}" role="img" '
        f'aria-label="{title}">{cells}</svg></figure>'
    )
