"""Points: every question can be earned, and all add up to what is stated."""

from collections.abc import Iterator, Sequence

from autograder.course import Assignment
from autograder.lint.findings import Finding
from autograder.lint.tests import TestFile

RULE = "points"


def find_wrong_points(
    assignment: Assignment, tests: Sequence[TestFile]
) -> Iterator[Finding]:
    """Find questions that nobody can earn, and sums that aren't what is stated."""
    yield from _unknown_questions(assignment, tests)
    for question in assignment.questions:
        if question.kind == "written":
            continue
        points = [
            check.points
            for file in tests
            for check in file.checks
            if check.question == question.name
        ]
        where = f"question {question.name}"
        if not points:
            yield Finding(
                RULE,
                where,
                f"has no check; nothing earns its {question.points:g} points",
            )
        elif question.kind == "function" and None not in points:
            total = sum(p for p in points if p is not None)
            if abs(total - question.points) > 1e-6:
                yield Finding(
                    RULE,
                    where,
                    f"is worth {question.points:g} points, but its checks add up to "
                    f"{total:g}; change either",
                )
    yield from _stated_total(assignment)


def _unknown_questions(
    assignment: Assignment, tests: Sequence[TestFile]
) -> Iterator[Finding]:
    known = {question.name for question in assignment.questions}
    for file in tests:
        for check in file.checks:
            if check.question not in known:
                yield Finding(
                    RULE,
                    file.at(check.line),
                    f"is for question {check.question!r}, which assignment.toml "
                    "doesn't have; correct the name",
                )
            if check.points == 0:
                yield Finding(RULE, file.at(check.line), "earns 0 points; give it some")


def _stated_total(assignment: Assignment) -> Iterator[Finding]:
    total = assignment.total + assignment.total_by_hand
    if assignment.points is not None and abs(total - assignment.points) > 1e-6:
        yield Finding(
            RULE,
            "assignment.toml",
            f"states {assignment.points:g} points, but its questions add up to "
            f"{total:g}; change either",
        )
