"""``numgrade report``: the pages of a results folder, made anew."""

from pathlib import Path

from autograder.cli.progress import Progress
from autograder.course import find_root, load
from autograder.grade.stored import stored_assignment_id
from autograder.report.marks import read_marks
from autograder.report.pdf import find_browser, print_pages
from autograder.report.rebuild import rebuild_pages


def run(
    course: Path, folder: Path, times: Path | None, pdf: bool, gradebook: str
) -> None:
    """Rebuild the pages; print them as PDF, too, if asked.

    Raises
    ------
    NumgradeError
        If results can't be read, or there is nothing to print with.
    """
    assignment = load(find_root(course), stored_assignment_id(folder))
    browser = find_browser() if pdf else None
    marks = read_marks(folder, assignment.id, gradebook)
    count = len(list(folder.glob("*/results.json")))
    with Progress(count) as progress:
        pages = rebuild_pages(folder, assignment, marks, times, progress.step)
    if browser is not None:
        with Progress(count) as progress:
            print_pages(browser, pages, progress.step)
    print(folder / "index.html")
