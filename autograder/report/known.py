"""What is known of a class beside what checks gave: marks by hand, times, likeness."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from autograder.course import Assignment, Late
from autograder.errors import UsageError
from autograder.grade.final import ByHand, Grade, Marks
from autograder.grade.late import Times, corrected, read_times, told_times
from autograder.gradebook import (
    FILE,
    Gradebook,
    Mark,
    latest_arrivals,
    latest_marks,
    open_gradebook,
)
from autograder.report.text import some
from autograder.written import Answer, read_answers

SIMILAR = "similarity.json"
#: In the place of a file of times: those of the submissions' files.
FILE_TIMES = "files"


@dataclass(frozen=True)
class Known:
    """What people, clocks and comparisons say of a class.

    ``outdated`` has the questions whose mark was given for an earlier answer, by
    submission; ``pairs`` the most similar submissions, as ``similarity.json`` has them.
    """

    marks: Marks = field(default_factory=dict)
    times: Times = field(default_factory=dict)
    outdated: Mapping[str, Collection[str]] = field(default_factory=dict)
    pairs: Sequence[Mapping[str, Any]] = ()


NOTHING = Known()


def read_known(
    folder: Path, assignment: Assignment, url: str = "", times: str = ""
) -> Known:
    """Return what the gradebook at ``url``, or that of ``folder``, says of a class.

    Parameters
    ----------
    folder : Path
        The results.
    assignment : Assignment
        What they are of.
    url : str
        The gradebook's, if it isn't the folder's own.
    times : str
        A CSV file with times that go before those told by the submissions' forms, or
        ``files`` for the times of files.

    Raises
    ------
    GradebookError, UsageError
        If something of it can't be read.
    """
    given = read_times(Path(times), assignment.late) if _is_file(times) else {}
    if not url and not (folder / FILE).is_file():
        return Known(times=given, pairs=read_pairs(folder))
    with open_gradebook(url or folder, create=False) as book:
        return known_of(book, folder, assignment, times == FILE_TIMES, given)


def known_of(
    book: Gradebook,
    folder: Path,
    assignment: Assignment,
    files: bool = False,
    given: Times | None = None,
) -> Known:
    """Return what an open gradebook says; parameters as those of `read_known`."""
    marks = [
        mark for mark in latest_marks(book, assignment.id) if mark.points is not None
    ]
    told = told_times(latest_arrivals(book, assignment.id), files)
    return Known(
        _by_submission(marks),
        corrected(told, given or {}),
        _outdated(marks, folder),
        read_pairs(folder),
    )


def _is_file(times: str) -> bool:
    return times not in ("", FILE_TIMES)


def _by_submission(marks: Iterable[Mark]) -> Marks:
    given: dict[str, dict[str, ByHand]] = {}
    for mark in marks:
        if mark.points is not None:
            by_hand = ByHand(mark.points, mark.reasons, mark.comment)
            given.setdefault(mark.name, {})[mark.question] = by_hand
    return given


def _outdated(marks: Iterable[Mark], folder: Path) -> dict[str, set[str]]:
    """Return submission -> questions whose answer isn't the one that was marked."""
    found: dict[str, set[str]] = {}
    for mark in marks:
        if not mark.answer:
            continue  # by a numgrade that didn't say
        answer = read_answers(folder / mark.name).get(mark.question, Answer())
        if mark.answer != answer.digest:
            found.setdefault(mark.name, set()).add(mark.question)
    return found


def read_pairs(folder: Path) -> list[dict[str, Any]]:
    """Read the pairs that ``numgrade similarity`` found, the most alike first.

    Raises
    ------
    UsageError
        If the file is damaged.
    """
    file = folder / SIMILAR
    if not file.is_file():
        return []
    try:
        pairs = json.loads(file.read_text(encoding="utf-8"))
        return msgspec.convert(pairs, list[dict[str, Any]])
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        raise UsageError(f"{file} is damaged: {error}; make it again") from None


def lateness_notes(late: Late | None, times: Times, names: Sequence[str]) -> list[str]:
    """Say of whom the late policy could not be applied, and why."""
    if late is None:
        return []
    unknown = [name for name in names if name not in times]
    known = [(name, times[name]) for name in names if name in times]
    marked = [name for name, told in known if told.late and told.at is None]
    notes = []
    if marked:
        notes.append(
            "late by their files' names, which tell no time; taken as in time unless "
            f"--times gives it: {some(marked)}"
        )
    if unknown:
        notes.append(
            "taken as in time, since nothing tells when they came in unless --times "
            f"does: {some(unknown)}"
        )
    return notes


def late_notes(grades: Iterable[Grade]) -> list[str]:
    """Say who has lost points for being late, which no check shows."""
    names = [grade.name for grade in grades if grade.late]
    if not names:
        return []
    return [f"late, with fewer points in files and pages: {some(names)}"]
