"""From a folder of results to one file in the format that was asked for."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course import Assignment
from autograder.errors import UsageError
from autograder.export.archives import feedback_zip, gradescope_zip
from autograder.export.canvas import into_canvas, new_canvas
from autograder.export.ci import autolab, classroom50, prairielearn, single
from autograder.export.done import Done
from autograder.export.github import annotations, summary
from autograder.export.junit import junit_xml
from autograder.export.moodle import into_moodle, new_moodle
from autograder.export.names import pseudonyms
from autograder.export.plain import plain_csv
from autograder.export.sheet import Sheet, read_sheet
from autograder.grade.final import Grade, final_grades
from autograder.grade.outcome import SubmissionOutcome
from autograder.grade.stored import read_outcomes
from autograder.report import Known, feedback_page
from autograder.report.known import lateness_notes

#: Format -> ending of its file.
FORMATS = {
    "canvas": "csv",
    "moodle": "csv",
    "csv": "csv",
    "gradescope": "zip",
    "junit": "xml",
    "feedback": "zip",
    "classroom50": "json",
    "autolab": "json",
    "prairielearn": "json",
    "summary": "md",
    "annotations": "txt",
}
#: Of one submission alone.
_SINGLE = ("classroom50", "autolab", "prairielearn", "summary", "annotations")
_BY_NAME = ("canvas", "moodle")


@dataclass(frozen=True)
class Order:
    """What to export: the results' folder, the format, and how."""

    format: str
    folder: Path
    into: Path | None = None
    column: str = ""
    times: str = ""
    like: str = ""
    anonymous: bool = False
    source: Path | None = None


def export(order: Order, assignment: Assignment, known: Known) -> Done:
    """Make the file that ``order`` asks for, with what is ``known`` of the class.

    Raises
    ------
    UsageError
        If what it names doesn't exist or doesn't go together.
    """
    _check(order)
    outcomes = read_outcomes(order.folder, assignment)
    names = [outcome.name for outcome in outcomes]
    notes = lateness_notes(assignment.late, known.times, names)
    if order.times and assignment.late is None:
        notes.append("--times has no use: assignment.toml has no [late]")
    grades = final_grades(outcomes, assignment, known.marks, known.times)
    if order.anonymous:
        outcomes, grades = _anonymous(order.folder, outcomes, grades)
    done = _write(order, assignment, outcomes, grades)
    done.notes[:0] = notes
    return done


def _check(order: Order) -> None:
    if order.format not in FORMATS:
        raise UsageError(f"no format {order.format!r}; there are: {', '.join(FORMATS)}")
    named = order.format in _BY_NAME or order.like
    if order.anonymous and named:
        raise UsageError(
            "--anonymous: an LMS needs to know whose grade it is; leave it out"
        )
    if order.like and order.format != "feedback":
        raise UsageError("--like goes with the format feedback alone")
    if order.source and order.format != "annotations":
        raise UsageError("--source goes with the format annotations alone")
    if order.into and not (order.format in _BY_NAME or order.like == "moodle"):
        raise UsageError("--into goes with the formats canvas and moodle")


def _anonymous(
    folder: Path, outcomes: Sequence[SubmissionOutcome], grades: Sequence[Grade]
) -> tuple[list[SubmissionOutcome], list[Grade]]:
    """Give pseudonyms in place of names, in their order."""
    known = pseudonyms(folder, [outcome.name for outcome in outcomes])
    pairs = sorted(
        zip(outcomes, grades, strict=True), key=lambda pair: known[pair[0].name]
    )
    return (
        [_hidden(outcome, known[outcome.name]) for outcome, _ in pairs],
        [replace(grade, name=known[grade.name]) for _, grade in pairs],
    )


def _hidden(outcome: SubmissionOutcome, pseudonym: str) -> SubmissionOutcome:
    """Replace a submission's name, also where what it says holds it as a word."""
    word = re.compile(rf"(?<!\w){re.escape(outcome.name)}(?!\w)")

    def hide(text: str) -> str:
        return word.sub(pseudonym, text)

    checks = [
        replace(
            check,
            lines=tuple(map(hide, check.lines)),
            secret_lines=tuple(map(hide, check.secret_lines)),
            call=hide(check.call),
        )
        for check in outcome.checks
    ]
    refused = hide(outcome.refused)
    return replace(outcome, name=pseudonym, checks=checks, refused=refused)


def _write(
    order: Order,
    assignment: Assignment,
    outcomes: Sequence[SubmissionOutcome],
    grades: Sequence[Grade],
) -> Done:
    sheet: Sheet | None = read_sheet(order.into) if order.into else None
    if order.format == "canvas":
        if sheet is None:
            return new_canvas(grades, assignment, order.column)
        return into_canvas(grades, assignment, order.column, sheet)
    if order.format == "moodle":
        if sheet is None:
            return new_moodle(grades, assignment, order.column)
        return into_moodle(grades, assignment, order.column, sheet)
    if order.format == "csv":
        return plain_csv(grades)
    if order.format == "gradescope":
        return gradescope_zip(outcomes, grades, assignment)
    if order.format in _SINGLE:
        return _write_single(order, assignment, single(outcomes, order.format))
    if order.format == "junit":
        return junit_xml(outcomes, assignment.title)

    def page(outcome: SubmissionOutcome, grade: Grade) -> str:
        return feedback_page(outcome, assignment, grade)

    return feedback_zip(outcomes, grades, page, order.like, sheet)


def _write_single(
    order: Order, assignment: Assignment, outcome: SubmissionOutcome
) -> Done:
    if order.format == "classroom50":
        return classroom50(outcome, assignment, os.environ)
    if order.format == "annotations":
        return annotations(outcome, assignment, order.source)
    writers = {"autolab": autolab, "prairielearn": prairielearn, "summary": summary}
    return writers[order.format](outcome, assignment)
