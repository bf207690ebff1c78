"""``numgrade report``: the pages of a results folder, made anew."""

from collections.abc import Sequence
from pathlib import Path

from autograder.cli.output import tell
from autograder.cli.progress import Progress
from autograder.course import Assignment, find_root, load
from autograder.errors import UsageError
from autograder.grade.final import Grade
from autograder.grade.stored import stored_assignment_id
from autograder.gradebook import FILE, handed_in, open_gradebook
from autograder.report.known import lateness_notes, read_known
from autograder.report.pdf import find_browser
from autograder.report.rebuild import rebuild_pages


def run(course: Path, folder: Path, times: str, pdf: bool, gradebook: str) -> None:
    """Rebuild the pages; print them as PDF, too, if asked.

    Raises
    ------
    NumgradeError
        If results can't be read, or there is nothing to print with.
    """
    assignment = load(find_root(course), stored_assignment_id(folder))
    browser = _find_printer() if pdf else ""
    known = read_known(folder, assignment, gradebook, times)
    names = sorted(file.parent.name for file in folder.glob("*/results.json"))
    tell(lateness_notes(assignment.late, known.times, names))
    count = len(names)
    with Progress(count) as progress:
        grades = rebuild_pages(folder, assignment, known, progress.step)
    if pdf:
        _print(browser, folder, assignment, grades, gradebook)
    print(folder / "index.html")


def _find_printer() -> str:
    """Return the path of what prints.

    Raises
    ------
    UsageError
        If it isn't installed, or what it prints can't be made.
    """
    try:
        import autograder.report.record  # noqa: F401
    except ModuleNotFoundError as error:
        raise UsageError(
            f"--pdf needs {error.name}: pip install 'numgrade[pdf]'"
        ) from None
    return find_browser()


def _print(
    browser: str,
    folder: Path,
    assignment: Assignment,
    grades: Sequence[Grade],
    gradebook: str,
) -> None:
    """Print the records; say in which ones the notebooks are missing."""
    from autograder.report.record import print_records

    where = {}
    if gradebook or (folder / FILE).is_file():
        with open_gradebook(gradebook or folder, create=False) as book:
            where = handed_in(book, assignment.id)
    with Progress(len(grades)) as progress:
        without = print_records(
            browser, folder, assignment, grades, where, progress.step
        )
    tell(
        f"{name}: its PDF is without its notebooks: {why}"
        for name, why in without.items()
    )
