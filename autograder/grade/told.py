"""The public checks as a student reads them: lines of text, or data for a page."""

from collections.abc import Iterator, Sequence
from typing import Any

from autograder.course import Assignment
from autograder.grade.outcome import KINDS, SubmissionOutcome
from autograder.grade.results import results_json


def told_json(outcome: SubmissionOutcome, assignment: Assignment) -> dict[str, Any]:
    """Return the results of the public checks, ``output`` being what the student reads.

    Points are left to grading, which has more checks.
    """
    table = results_json(outcome, assignment)
    return {**table, "output": "\n".join(describe_checks(outcome, assignment))}


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


def _details(kind: str, told: Sequence[str]) -> Iterator[str]:
    if kind not in ("passed", "wrong"):
        yield f"       {KINDS[kind]}:"
    for line in told:
        yield f"       {line}"
