"""Results as lines of text: for a terminal and under a notebook's cell."""

from collections.abc import Iterator, Sequence

from autograder.course import Assignment
from autograder.grade.outcome import KINDS, SubmissionOutcome, tidy


def describe_checks(outcome: SubmissionOutcome, assignment: Assignment) -> list[str]:
    """Return what a student is told of the public checks, question by question."""
    titles = {question.name: question.title for question in assignment.questions}
    lines: list[str] = []
    for name, title in titles.items():
        checks = [check for check in outcome.checks if check.question == name]
        if not checks:
            continue
        passed = sum(check.passed for check in checks)
        lines.append(f"{name}: {title}: {passed} of {len(checks)} checks passed")
        for check in checks:
            mark = "ok  " if check.passed else "FAIL"
            lines.append(f"  {mark} {check.title}")
            lines += _details(check.kind, check.told)
    return lines


def lost_points(outcome: SubmissionOutcome, assignment: Assignment) -> str:
    """Say in which questions how many points are missing: ``relu_forward 1.5``."""
    if not outcome.score:
        return "all"
    scores = outcome.by_question(assignment)
    lost = {
        question.name: tidy(question.points - score)
        for question in assignment.questions
        if (score := scores[question.name]) is not None
    }
    return ", ".join(f"{name} {points:g}" for name, points in lost.items() if points)


def _details(kind: str, told: Sequence[str]) -> Iterator[str]:
    if kind not in ("passed", "wrong"):
        yield f"       {KINDS[kind]}:"
    for line in told:
        yield f"       {line}"
