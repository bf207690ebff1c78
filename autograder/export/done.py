"""What an export comes to: the file, and what the instructor should know of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from autograder.grade.final import Grade
from autograder.report.text import some


@dataclass
class Done:
    """An export: its content, ``notes`` on it, and who is in it not, and why."""

    content: bytes
    notes: list[str] = field(default_factory=list)
    lost: dict[str, str] = field(default_factory=dict)


def points(number: float) -> str:
    """Write points with two decimals at most, as gradebooks compare them."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def number(text: str) -> float | None:
    """Read a number with a decimal point or comma; None if it is none."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def unmarked_note(grades: Sequence[Grade]) -> list[str]:
    """Say which grades aren't complete."""
    open_ = [grade.name for grade in grades if grade.unmarked]
    if not open_:
        return []
    questions = {name for grade in grades for name in grade.unmarked}
    return [
        f"{len(open_)} grades lack points for {some(sorted(questions))}: "
        "mark these questions, then export again"
    ]


def absent_note(count: int) -> list[str]:
    """Say how many of the LMS's students have no result."""
    if not count:
        return []
    return [f"{count} students have no result here: left as they were"]


def maximum_note(here: str, there: str) -> list[str]:
    """Say that the LMS has another maximum than the assignment."""
    return [f"of {here} points here, of {there} there: written as they are"]
