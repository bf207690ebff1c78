"""Making the pages of a results folder anew: with marks, lateness, similar pairs."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from autograder.course import Assignment
from autograder.errors import UsageError
from autograder.grade.final import Marks, final_grades
from autograder.grade.late import read_times
from autograder.grade.results import write_text
from autograder.grade.stored import read_outcomes
from autograder.report.classpage import Beside, class_page
from autograder.report.feedback import feedback_page
from autograder.report.totals import write_totals
from autograder.written import ANSWERS, Answer, Answers

SIMILAR = "similarity.json"
_SHOWN = 20  # pairs on the class page


def rebuild_pages(
    folder: Path,
    assignment: Assignment,
    marks: Marks,
    times: Path | None,
    step: Callable[[str], None],
) -> list[Path]:
    """Write each submission's ``feedback.html`` and the class's ``index.html``.

    Totals in ``results.json``, ``grades.csv`` and ``summary.json`` follow.

    Returns
    -------
    list of Path
        The feedback pages, by submission.

    Raises
    ------
    UsageError
        If results or times can't be read. Then no page has changed.
    """
    outcomes = read_outcomes(folder, assignment)
    when = read_times(times, assignment.late) if times is not None else {}
    grades = final_grades(outcomes, assignment, marks, when)
    beside = Beside(grades, when, read_pairs(folder)[:_SHOWN])
    pages = []
    for outcome, grade in zip(outcomes, grades, strict=True):
        answers = read_answers(folder / outcome.name / ANSWERS)
        page = folder / outcome.name / "feedback.html"
        write_text(page, feedback_page(outcome, assignment, grade, answers))
        pages.append(page)
        step(outcome.name)
    write_text(folder / "index.html", class_page(outcomes, assignment, beside))
    write_totals(outcomes, grades, assignment, folder)
    return pages


def read_answers(file: Path) -> Answers | None:
    """Read what a student wrote for people to read; None if there is nothing.

    Raises
    ------
    UsageError
        If the file is damaged.
    """
    if not file.is_file():
        return None
    return Answers(_read(file, dict[str, Answer]))


def read_pairs(folder: Path) -> list[dict[str, Any]]:
    """Read the pairs that ``numgrade similarity`` found, the most alike first.

    Raises
    ------
    UsageError
        If the file is damaged.
    """
    file = folder / SIMILAR
    return _read(file, list[dict[str, Any]]) if file.is_file() else []


def _read(file: Path, kind: Any) -> Any:
    try:
        return msgspec.convert(json.loads(file.read_text(encoding="utf-8")), kind)
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        raise UsageError(f"{file} is damaged: {error}; make it again") from None
