"""Pictures of arrays as rectangles: where values are off, what they are."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from autograder.grade.errormap import (
    CLEAR,
    GROSS,
    RIGHT,
    SLIGHT,
    STEPS,
    ErrorMap,
    ValueMap,
)
from autograder.grade.outcome import CheckOutcome

LEVELS = {
    RIGHT: "right",
    SLIGHT: "off by less than 1 %",
    CLEAR: "clearly off",
    GROSS: "off by more than the largest right value",
}
_CELL, _WIDEST = 24, 640  # pixels
_FEW = 400  # cells that are drawn one by one


def figures(check: CheckOutcome) -> list[dict[str, Any]]:
    """Return the pictures that a student may see of a wrong array."""
    if check.errors is None or check.errors.rows in (("1",), ("2",), ("3",)):
        return []  # a single number needs no map
    shown = [_errors(check.errors)]
    if check.values is not None and check.public:
        shown += _values(check.values)
    return shown


def _errors(errors: ErrorMap) -> dict[str, Any]:
    counts = Counter(int(level) for row in errors.rows for level in row)
    said = ", ".join(f"{counts[level]} {LEVELS[level]}" for level in sorted(counts))
    shape = " x ".join(map(str, errors.shape)) or "one number"
    return {
        **_grid(errors.rows, "level"),
        "title": f"Where it is off ({shape})",
        "label": f"Of {sum(counts.values())} cells: {said}.",
        "legend": [
            {"style": f"level{level}", "text": text}
            for level, text in LEVELS.items()
            if counts[level] or level == RIGHT
        ],
    }


def _values(values: ValueMap) -> list[dict[str, Any]]:
    scale = f"{values.scale:.3g}"
    legend = [
        {"style": "value0", "text": f"-{scale}"},
        {"style": f"value{STEPS // 2}", "text": "0"},
        {"style": f"value{STEPS - 1}", "text": scale},
        {"style": "valuex", "text": "nan or inf"},
    ]
    label = f"A map of the values, from -{scale} to {scale}."
    return [
        {**_grid(rows, "value"), "title": title, "label": label, "legend": legend}
        for title, rows in (("Yours", values.got), ("Expected", values.want))
    ]


def _grid(rows: Sequence[str], style: str) -> dict[str, Any]:
    width, height = len(rows[0]), len(rows)
    return {
        "width": width,
        "height": height,
        "pixels": width * min(_CELL, _WIDEST // max(width, 1)),
        "cells": list(_cells(rows, style, width * height > _FEW)),
    }


def _cells(rows: Sequence[str], style: str, join: bool) -> Iterator[dict[str, Any]]:
    """Yield rectangles; ``join`` makes equal neighbours in a row one."""
    for y, row in enumerate(rows):
        start = 0
        for x in range(1, len(row) + 1):
            if x == len(row) or not join or row[x] != row[start]:
                name = f"{style}{row[start]}"
                yield {"x": start, "y": y, "length": x - start, "style": name}
                start = x
