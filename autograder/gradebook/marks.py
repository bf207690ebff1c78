"""Marks by hand: points, reasons and a comment that a person gives to a question.

Nothing is overwritten but a comment by whoever is typing it. A mark has a revision,
counted up from 1; whoever saves says which revision was seen, and gets a
``ConflictError`` if there is a newer one. To take a mark back is to save one more,
without points or with the earlier ones.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from autograder.gradebook.gradings import now, submission_id
from autograder.gradebook.opening import Gradebook, GradebookError
from autograder.gradebook.schema import marked_answers, marks, submissions


@dataclass(frozen=True)
class Mark:
    """What a person gave one question of one submission.

    Attributes
    ----------
    assignment, name, question : str
        What was marked; ``name`` is the submission's.
    points : float or None
        None if it is not marked (any more).
    reasons : tuple of str
        The reasons picked from the rubric.
    comment : str
        What the student reads beside them.
    person : str
        Who marked.
    revision : int
        Counts from 1; 0 if it was never saved.
    at : str
        When, in UTC.
    answer : str
        What tells the answer that was marked from a later one; "" if not known.
    """

    assignment: str
    name: str
    question: str
    points: float | None
    reasons: tuple[str, ...] = ()
    comment: str = ""
    person: str = ""
    revision: int = 0
    at: str = ""
    answer: str = ""


class ConflictError(GradebookError):
    """Somebody else has saved that mark meanwhile; ``current`` is what it is now."""

    def __init__(self, current: Mark | None) -> None:
        who = current.person if current is not None else "nobody"
        super().__init__(
            f"{who} has marked this meanwhile; look at it, then save again"
        )
        self.current = current


def save_mark(book: Gradebook, mark: Mark, typing: bool = False) -> Mark:
    """Write a mark on top of the revision it carries; return it with the next one.

    Nothing else than a comment's wording may be ``typing``: then the mark takes the
    place of the revision before it, if the same person was typing that.

    Parameters
    ----------
    book : Gradebook
        Where to.
    mark : Mark
        ``revision`` is the one that the person saw, 0 if there was none;
        ``at`` is filled in.
    typing : bool
        Whether the person goes on with what the revision before has begun.

    Raises
    ------
    ConflictError
        If that isn't the latest revision. Then nothing is written.
    GradebookError
        If the database fails.
    """
    saved = replace(
        mark,
        comment=_storable(mark.comment),
        person=_storable(mark.person),
        revision=mark.revision + 1,
        at=now(),
    )

    def write(connection: Connection) -> Mark:
        current = _current(connection, mark)
        if current == saved:
            return saved  # by a try whose answer was lost
        if (current.revision if current else 0) != mark.revision:
            raise ConflictError(current)
        if typing and current is not None and _reworded(current) == _reworded(saved):
            _replace(connection, saved)
        else:
            _insert(connection, saved)
        return saved

    while True:
        try:
            return book.write(write)
        except IntegrityError:
            continue  # both looked before either wrote: look again


def latest_marks(
    book: Gradebook, assignment: str, question: str | None = None
) -> list[Mark]:
    """Return the latest revision of every mark, by question and submission.

    Those without points are among them. ``question`` chooses one question.
    """
    newest = (
        select(
            marks.c.submission,
            marks.c.question,
            func.max(marks.c.revision).label("revision"),
        )
        .group_by(marks.c.submission, marks.c.question)
        .subquery()
    )
    query = _select(assignment).join(
        newest,
        (newest.c.submission == marks.c.submission)
        & (newest.c.question == marks.c.question)
        & (newest.c.revision == marks.c.revision),
    )
    if question is not None:
        query = query.where(marks.c.question == question)
    return _all(book, query.order_by(marks.c.question, submissions.c.name))


def mark_history(
    book: Gradebook, assignment: str, name: str, question: str
) -> list[Mark]:
    """Return all revisions of one mark, the first one first."""
    query = _select(assignment).where(
        submissions.c.name == name, marks.c.question == question
    )
    return _all(book, query.order_by(marks.c.revision))


def points_by_hand(marks: Sequence[Mark]) -> dict[str, dict[str, float]]:
    """Sort marks that have points: submission -> question -> points."""
    given: dict[str, dict[str, float]] = {}
    for mark in marks:
        if mark.points is not None:
            given.setdefault(mark.name, {})[mark.question] = mark.points
    return given


def _select(assignment: str) -> Select[tuple[Any, ...]]:
    answer = func.coalesce(marked_answers.c.answer, "").label("answer")
    query = select(submissions.c.assignment, submissions.c.name, marks, answer)
    query = query.select_from(marks.join(submissions).outerjoin(marked_answers))
    return query.where(submissions.c.assignment == assignment)


def _all(book: Gradebook, query: Select[tuple[Any, ...]]) -> list[Mark]:
    return book.read(lambda c: [_read(row) for row in c.execute(query)])


def _reworded(mark: Mark) -> Mark:
    """Return a mark without what typing changes."""
    return replace(mark, comment="", revision=0, at="")


def _insert(connection: Connection, mark: Mark) -> None:
    row = {
        "submission": submission_id(connection, mark.assignment, mark.name),
        "question": mark.question,
        "revision": mark.revision,
        "points": mark.points,
        "reasons": json.dumps(mark.reasons),
        "comment": mark.comment,
        "person": mark.person,
        "at": mark.at,
    }
    number = connection.scalar(insert(marks).values(row).returning(marks.c.id))
    if mark.answer:
        answer = {"mark": number, "answer": mark.answer}
        connection.execute(insert(marked_answers).values(answer))


def _replace(connection: Connection, mark: Mark) -> None:
    """Put a mark in the place of the revision before it.

    Raises
    ------
    ConflictError
        If that has changed since it was looked at.
    """
    row = {"revision": mark.revision, "comment": mark.comment, "at": mark.at}
    number = submission_id(connection, mark.assignment, mark.name)
    done = connection.execute(
        update(marks)
        .where(
            marks.c.submission == number,
            marks.c.question == mark.question,
            marks.c.revision == mark.revision - 1,
        )
        .values(row)
    )
    if done.rowcount != 1:
        raise ConflictError(_current(connection, mark))


def _current(connection: Connection, mark: Mark) -> Mark | None:
    query = _select(mark.assignment).where(
        submissions.c.name == mark.name, marks.c.question == mark.question
    )
    row = connection.execute(query.order_by(marks.c.revision.desc()).limit(1)).first()
    return None if row is None else _read(row)


def _storable(text: str) -> str:
    """Replace what PostgreSQL takes in no text: NUL, halves of surrogate pairs."""
    return (
        text.encode("utf-8", "replace")
        .decode()
        .replace("\0", "\N{REPLACEMENT CHARACTER}")
    )


def _read(row: Row[tuple[Any, ...]]) -> Mark:
    fields = row._mapping
    return Mark(
        assignment=fields["assignment"],
        name=fields["name"],
        question=fields["question"],
        points=fields["points"],
        reasons=tuple(json.loads(fields["reasons"])),
        comment=fields["comment"],
        person=fields["person"],
        revision=fields["revision"],
        at=fields["at"],
        answer=fields["answer"],
    )
