"""The files of a grading run: one folder a submission, and what concerns all."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from autograder.course import Assignment
from autograder.grade import results
from autograder.grade.final import Grade, final_grades
from autograder.grade.outcome import SubmissionOutcome
from autograder.grade.stored import read_outcome
from autograder.report.classpage import class_page
from autograder.report.feedback import feedback_page
from autograder.report.known import NOTHING, Known
from autograder.report.totals import write_total, write_totals
from autograder.written import (
    ANSWERS,
    DOCUMENTS,
    QUESTIONS,
    Answers,
    WrittenQuestion,
    read_answers,
)


def write_submission(
    outcome: SubmissionOutcome, assignment: Assignment, out: Path
) -> None:
    """Write one submission's ``results.json`` and ``feedback.html``.

    What people are to grade goes into ``answers.json``, and documents beside it.
    """
    folder = out / outcome.name
    results.write_text(folder / "feedback.html", feedback_page(outcome, assignment))
    if outcome.answers is not None:
        _write_answers(outcome.answers, folder)
    # the last one: where it is, the others are
    results.write_json(
        folder / "results.json", results.results_json(outcome, assignment)
    )


def write_questions(questions: Sequence[WrittenQuestion], out: Path) -> None:
    """Write what graders see beside the answers: ``written.json``."""
    results.write_json(out / QUESTIONS, msgspec.to_builtins(questions))


def _write_answers(answers: Answers, folder: Path) -> None:
    for name, content in answers.documents.items():
        results.write_bytes(folder / DOCUMENTS / Path(name).name, content)
    results.write_json(folder / ANSWERS, msgspec.to_builtins(answers.answers))


def write_class(
    outcomes: Sequence[SubmissionOutcome],
    assignment: Assignment,
    out: Path,
    known: Known = NOTHING,
) -> list[Grade]:
    """Write what concerns all: ``grades.csv``, ``summary.json``, ``index.html``.

    Where marks by hand or lateness change totals, each submission's ``results.json``
    and ``feedback.html`` follow; they must have been written.

    Returns
    -------
    list of Grade
        What each submission is worth.

    Raises
    ------
    UsageError
        If a file to be changed is damaged.
    """
    grades = final_grades(outcomes, assignment, known.marks, known.times)
    if known.marks or any(grade.late for grade in grades):
        for grade in grades:
            write_grade(grade, assignment, out)
    write_overview(outcomes, grades, assignment, out, known)
    return grades


def write_overview(
    outcomes: Sequence[SubmissionOutcome],
    grades: Sequence[Grade],
    assignment: Assignment,
    out: Path,
    known: Known,
) -> None:
    """Write the three files that concern all, of grades that are settled."""
    write_totals(outcomes, grades, assignment, out)
    page = class_page(outcomes, assignment, grades, known)
    results.write_text(out / "index.html", page)


def write_grade(grade: Grade, assignment: Assignment, out: Path) -> None:
    """Bring a grade into a submission's page and results.

    Raises
    ------
    UsageError
        If its results are damaged.
    """
    folder = out / grade.name
    outcome = read_outcome(folder / "results.json", assignment)
    answers = read_answers(folder)
    page = feedback_page(outcome, assignment, grade, answers)
    results.write_text(folder / "feedback.html", page)
    write_total(outcome, grade, assignment, folder / "results.json")
