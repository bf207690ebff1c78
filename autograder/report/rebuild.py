"""Making the pages of a results folder anew: with marks, lateness, similar pairs."""

from collections.abc import Callable
from pathlib import Path

from autograder.course import Assignment
from autograder.grade.final import Grade, final_grades
from autograder.grade.stored import read_outcomes
from autograder.report.files import write_grade, write_overview
from autograder.report.known import Known


def rebuild_pages(
    folder: Path, assignment: Assignment, known: Known, step: Callable[[str], None]
) -> list[Grade]:
    """Write each submission's ``feedback.html`` and the class's ``index.html``.

    Totals in ``results.json``, ``grades.csv`` and ``summary.json`` follow.

    Returns
    -------
    list of Grade
        What each submission is worth.

    Raises
    ------
    UsageError
        If results can't be read. Then no page has changed.
    """
    outcomes = read_outcomes(folder, assignment)
    grades = final_grades(outcomes, assignment, known.marks, known.times)
    for grade in grades:
        write_grade(grade, assignment, folder)
        step(grade.name)
    write_overview(outcomes, grades, assignment, folder, known)
    return grades
