"""One PDF a student, for the record: what was handed in, and what was given for it."""

import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from autograder.course import Assignment
from autograder.errors import SubmissionError
from autograder.grade.final import Grade
from autograder.grade.stored import read_outcome
from autograder.gradebook import HandedIn, content_digest
from autograder.report.feedback import feedback_page
from autograder.report.notebooks import Shown, show_notebooks
from autograder.report.pdf import print_page
from autograder.written import read_answers


def print_records(
    browser: str,
    folder: Path,
    assignment: Assignment,
    grades: Iterable[Grade],
    handed_in: Mapping[str, HandedIn],
    step: Callable[[str], None],
) -> dict[str, str]:
    """Print each submission's ``feedback.pdf``: feedback, answers, its notebooks.

    Parameters
    ----------
    browser : str
        A Chromium's path.
    folder : Path
        The results.
    assignment : Assignment
        What they are of.
    grades : iterable of Grade
        Whose records are printed.
    handed_in : mapping
        Where each submission lies.
    step : callable
        Told each name when its record is there.

    Returns
    -------
    dict
        Submission -> why its notebooks are not in the record.

    Raises
    ------
    UsageError
        If the browser fails, or results are damaged.
    """
    without: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="numgrade-pdf-") as work:
        page = Path(work, "record.html")
        for grade in grades:
            own = folder / grade.name
            notebooks, why = _notebooks(assignment, handed_in.get(grade.name))
            if why:
                without[grade.name] = why
            outcome = read_outcome(own / "results.json", assignment)
            answers = read_answers(own)
            html = feedback_page(outcome, assignment, grade, answers, notebooks)
            page.write_text(html, encoding="utf-8")
            print_page(browser, page, own / "feedback.pdf", Path(work, "profile"))
            step(grade.name)
    return without


def _notebooks(
    assignment: Assignment, handed_in: HandedIn | None
) -> tuple[list[Shown], str]:
    """Return a submission's notebooks, and why there are none if they are missing."""
    if handed_in is None:
        return [], "the gradebook doesn't say where it lies"
    try:
        digest = content_digest(handed_in.path)
    except OSError:
        return [], f"it isn't at {handed_in.path} any more"
    if digest != handed_in.content:
        return [], f"{handed_in.path} has changed since it was graded"
    try:
        return show_notebooks(assignment, handed_in.path), ""
    except SubmissionError as error:
        return [], f"it {error}"
