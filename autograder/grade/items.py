"""What a collected test is: its question, its title, its worth, who may see it."""

import hashlib

import pytest

from autograder.course import Assignment
from autograder.errors import CourseError
from autograder.grade.outcome import tidy


def worth_of(
    items: list[pytest.Item], assignment: Assignment, whole: bool = True
) -> dict[str, float]:
    """Return what each test is worth, by its id.

    ``whole`` says that all of the assignment's tests are among ``items``.

    Raises
    ------
    CourseError
        If a test has no question, or a question's tests don't add up to its points.
    """
    cases: dict[str, int] = {}
    for item in items:
        function = item.nodeid.partition("[")[0]
        cases[function] = cases.get(function, 0) + 1
    worth, sums = {}, {question.name: 0.0 for question in assignment.questions}
    for item in items:
        name, function = question_name(item), item.nodeid.partition("[")[0]
        if name not in sums:
            raise CourseError(
                f"{function}: no question {name!r} in assignment.toml; add it there "
                "or correct the name"
            )
        worth[item.nodeid] = _mark(item).kwargs["points"] / cases[function]
        sums[name] += worth[item.nodeid]
    for question in assignment.questions if whole else ():
        if question.kind == "function" and tidy(sums[question.name]) != question.points:
            raise CourseError(
                f"question {question.name}: assignment.toml says {question.points:g} "
                f"points, its tests add up to {tidy(sums[question.name]):g}"
            )
    return worth


def visibility(item: pytest.Item) -> str:
    """Return a test's visibility in the words of Gradescope's schema."""
    return "hidden" if is_hidden(item) else "visible"


def is_hidden(item: pytest.Item) -> bool:
    """Tell whether students never see a test."""
    return folder(item) == "hidden"


def folder(item: pytest.Item) -> str:
    """Return the folder that a test is in: "public" or "hidden"."""
    return item.path.parent.name


def _mark(item: pytest.Item) -> pytest.Mark:
    mark = item.get_closest_marker("question")
    if mark is None:
        raise CourseError(f"{item.nodeid}: say which question it is for: @question(…)")
    return mark


def question_name(item: pytest.Item) -> str:
    """Return the name of a test's question."""
    name: str = _mark(item).kwargs["name"]
    return name


def title(item: pytest.Item) -> str:
    """Return what a test is called in results: its name, as words."""
    name, bracket, case = item.name.removeprefix("test_").partition("[")
    return name.replace("_", " ") + (f" [{case}" if bracket else "")


def seed_of(text: str) -> int:
    """Return a seed of 32 bits that depends on ``text`` alone."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "little")
