"""The page that a student gets: points, what is wrong and where, what to try next."""

from collections.abc import Iterator, Sequence
from typing import Any

from autograder import __version__
from autograder.course import Assignment, Question
from autograder.grade.errormap import ErrorMap
from autograder.grade.final import Grade, final_grades
from autograder.grade.outcome import KINDS, CheckOutcome, SubmissionOutcome, tidy
from autograder.grade.results import remarks
from autograder.inert import inert
from autograder.report.pages import render

_MARKS = {"passed": "\N{CHECK MARK}", "partial": "\N{ALMOST EQUAL TO}"}


def feedback_page(
    outcome: SubmissionOutcome, assignment: Assignment, grade: Grade | None = None
) -> str:
    """Return ``feedback.html`` for one submission.

    ``grade`` adds what people gave and what lateness took.
    """
    grade = grade or final_grades([outcome], assignment, {}, {})[0]
    scores = grade.scores
    page = {
        "title": assignment.title,
        "name": inert(outcome.name),
        "refused": inert(outcome.refused),
        "score": f"{grade.total:g}",
        "total": f"{grade.max:g}",
        "late": f"{grade.late:g}" if grade.late else "",
        "remarks": inert(remarks(outcome)),
        "questions": [
            _question(question, scores[question.name], outcome.checks)
            for question in assignment.questions
        ],
        "next": _next(outcome, assignment),
        "version": __version__,
        "layers": ", ".join(outcome.layers),
    }
    return render("feedback.html", page)


def _question(
    question: Question, score: float | None, checks: Sequence[CheckOutcome]
) -> dict[str, Any]:
    if score is None:
        shown, tone = "not graded yet", "soft"
    else:
        shown = f"{score:g}"
        tone = "good" if score == question.points else "part" if score else "bad"
    return {
        "name": question.name,
        "title": question.title,
        "points": f"{question.points:g}",
        "score": shown,
        "tone": tone,
        "checks": [_check(c) for c in checks if c.question == question.name],
    }


def _check(check: CheckOutcome) -> dict[str, Any]:
    public = check.visibility == "visible"
    told = [*check.lines, *(check.secret_lines if public else ())]
    tones = {"passed": "good", "partial": "part", "needs_data": "soft"}
    return {
        "title": inert(check.title),
        "passed": check.passed,
        "hidden": not public,
        "mark": _MARKS.get(check.kind, "\N{MULTIPLICATION SIGN}"),
        "tone": tones.get(check.kind, "bad"),
        "kind": "" if check.kind in ("passed", "wrong") else KINDS[check.kind],
        "points": f"{tidy(check.score):g} of {tidy(check.points):g}",
        "lines": [inert(line) for line in told],
        "hint": check.hint,
        "picture": _picture(check.errors) if check.errors else None,
    }


def _picture(errors: ErrorMap) -> dict[str, Any]:
    """Return the cells of an error map, equal neighbours in a row as one."""
    width, height = len(errors.rows[0]), len(errors.rows)
    return {
        "width": width,
        "height": height,
        "cell": min(24, 640 // width),
        "cells": list(_cells(errors.rows)),
        "caption": (
            f"Where it is off, in the array of shape {errors.shape}: "
            "grey right, yellow slightly, orange clearly, red by more than the "
            "largest right value."
        ),
    }


def _cells(rows: Sequence[str]) -> Iterator[dict[str, Any]]:
    for y, row in enumerate(rows):
        start = 0
        for x in range(1, len(row) + 1):
            if x == len(row) or row[x] != row[start]:
                yield {"x": start, "y": y, "length": x - start, "level": row[start]}
                start = x


def _next(outcome: SubmissionOutcome, assignment: Assignment) -> str:
    """Say where to begin: at the first question that lost points."""
    scores = outcome.by_question(assignment)
    for question in assignment.questions:
        score = scores[question.name]
        if score is not None and score < question.points:
            where = f" in notebook {question.notebook}" if question.notebook else ""
            return (
                f"Begin with {question.name}{where}: what comes later may fail for "
                "its sake alone. Read its first failed check above, mend that, and run "
                f'check("{question.name}") again.'
            )
    return ""
