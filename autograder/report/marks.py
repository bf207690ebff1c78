"""What people gave by hand, from the gradebook of a folder of results."""

from pathlib import Path

from autograder.grade.final import ByHand, Marks
from autograder.gradebook import FILE, latest_marks, open_gradebook


def read_marks(folder: Path, assignment_id: str, url: str = "") -> Marks:
    """Return the marks in the gradebook at ``url``, or that of ``folder`` if any.

    Raises
    ------
    GradebookError
        If it can't be read.
    """
    if not url and not (folder / FILE).is_file():
        return {}
    with open_gradebook(url or folder, create=False) as book:
        marks = latest_marks(book, assignment_id)
    given: dict[str, dict[str, ByHand]] = {}
    for mark in marks:
        if mark.points is not None:
            by_hand = ByHand(mark.points, mark.reasons, mark.comment)
            given.setdefault(mark.name, {})[mark.question] = by_hand
    return given
