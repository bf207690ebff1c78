"""``numgrade report``: the pages of a results folder, made anew."""

import sys
from pathlib import Path

from autograder.cli.progress import Progress
from autograder.course import find_root, load
from autograder.grade.stored import stored_assignment_id
from autograder.inert import inert
from autograder.report.known import lateness_notes, read_known
from autograder.report.pdf import find_browser, print_pages
from autograder.report.rebuild import rebuild_pages


def run(course: Path, folder: Path, times: str, pdf: bool, gradebook: str) -> None:
    """Rebuild the pages; print them as PDF, too, if asked.

    Raises
    ------
    NumgradeError
        If results can't be read, or there is nothing to print with.
    """
    assignment = load(find_root(course), stored_assignment_id(folder))
    browser = find_browser() if pdf else None
    known = read_known(folder, assignment, gradebook, times)
    names = sorted(file.parent.name for file in folder.glob("*/results.json"))
    for note in lateness_notes(assignment.late, known.times, names):
        print(f"note: {inert(note)}", file=sys.stderr)
    count = len(names)
    with Progress(count) as progress:
        pages = rebuild_pages(folder, assignment, known, progress.step)
    if browser is not None:
        with Progress(count) as progress:
            print_pages(browser, pages, progress.step)
    print(folder / "index.html")
