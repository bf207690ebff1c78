"""The files of a grading run: one folder a submission, and what concerns all."""

from collections.abc import Sequence
from pathlib import Path

from autograder.course import Assignment
from autograder.grade import results
from autograder.grade.outcome import SubmissionOutcome
from autograder.report.classpage import class_page
from autograder.report.feedback import feedback_page


def write_submission(
    outcome: SubmissionOutcome, assignment: Assignment, out: Path
) -> None:
    """Write one submission's ``results.json`` and ``feedback.html``."""
    folder = out / outcome.name
    results.write_json(
        folder / "results.json", results.results_json(outcome, assignment)
    )
    results.write_text(folder / "feedback.html", feedback_page(outcome, assignment))


def write_class(
    outcomes: Sequence[SubmissionOutcome], assignment: Assignment, out: Path
) -> None:
    """Write what concerns all: ``grades.csv``, ``summary.json``, ``index.html``."""
    results.write_text(out / "grades.csv", results.grades_csv(outcomes, assignment))
    results.write_json(out / "summary.json", results.summary_json(outcomes, assignment))
    results.write_text(out / "index.html", class_page(outcomes, assignment))
