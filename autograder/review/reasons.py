"""Reasons for points, as graders pick them and students read them: ``1/2: the kink``.

A mark keeps its reasons as such lines, so that it says all by itself, and a reason that
was written once can be picked again wherever it occurs.
"""

import re
from collections.abc import Iterable
from fractions import Fraction

from autograder.gradebook import Mark
from autograder.written import RubricItem

MAX_REASON = 300  # characters

_LINE = re.compile(r"([+-]?\d+(?:\.\d+)?(?:/[1-9]\d*)?): (.+)\Z", re.DOTALL)
_LARGEST = 12  # denominator that is written as a fraction


def reason_line(points: float, text: str) -> str:
    """Return a reason as one line: ``-0.5: the sign is lost``."""
    return f"{points_text(points)}: {' '.join(text.split())}"


def rubric_line(item: RubricItem) -> str:
    """Return a rubric's item as the line of a mark that has it."""
    return reason_line(item.points, item.text)


def reason_points(line: str) -> float | None:
    """Return a reason's points; None if the line has none."""
    found = _LINE.match(line)
    if found is None:
        return None
    try:
        return float(Fraction(found.group(1)))
    except (ValueError, OverflowError):
        return None


def reason_text(line: str) -> str:
    """Return what a reason says."""
    found = _LINE.match(line)
    return found.group(2) if found else line


def points_text(points: float) -> str:
    """Write points as people do: ``2``, ``0.5``, ``1/3``."""
    fraction = Fraction(points).limit_denominator(_LARGEST)
    near = abs(float(fraction) - points) < 1e-6
    if near and fraction.denominator not in (1, 2, 4, 5, 8, 10):
        return str(fraction)
    return f"{round(points, 6):g}"


def written_reasons(marks: Iterable[Mark], rubric: Iterable[RubricItem]) -> list[str]:
    """Return reasons beside the rubric's that marks have, the most used ones first."""
    known = {rubric_line(item) for item in rubric}
    used: dict[str, int] = {}
    for mark in marks:
        for line in mark.reasons:
            if line not in known:
                used[line] = used.get(line, 0) + 1
    return sorted(used, key=lambda line: (-used[line], line))
