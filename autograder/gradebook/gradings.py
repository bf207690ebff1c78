"""Gradings: what came of each submission, and how it came out before."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timezone
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, Table, func, insert, select
from sqlalchemy.exc import IntegrityError

from autograder.course import Assignment
from autograder.grade.outcome import SubmissionOutcome
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.schema import gradings, scores, submissions

_PAGE = 200  # gradings read at once, so that memory stays flat


def now() -> str:
    """Return the time as the gradebook writes it: UTC, ISO 8601, to the second."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


@dataclass(frozen=True)
class Basis:
    """All that a result rests on. Equal bases give equal results.

    Attributes
    ----------
    content : str
        SHA-256 of what the student handed in.
    grader : str
        Versions of numgrade, Python and numpy.
    course : str
        SHA-256 of the assignment and its model solutions.
    data : str
        SHA-256 of the data sets; "" without.
    settings : str
        Limits and sandbox.
    """

    content: str
    grader: str
    course: str
    data: str
    settings: str


@dataclass(frozen=True)
class Grading:
    """One submission graded once.

    Attributes
    ----------
    attempt : int
        Counts from 1; the gradebook gives it.
    token : str
        Tells this grading from any other, so that none is written twice.
    at : str
        When, in UTC.
    """

    assignment: str
    basis: Basis
    outcome: SubmissionOutcome
    max_score: float
    attempt: int = 0
    token: str = field(default_factory=lambda: uuid.uuid4().hex)
    at: str = field(default_factory=now)

    @property
    def name(self) -> str:
        """The submission's name."""
        return self.outcome.name

    @property
    def status(self) -> str:
        """``graded``, ``refused`` or ``set aside``; the outcome says why."""
        if self.outcome.set_aside:
            return "set aside"
        return "refused" if self.outcome.refused else "graded"


def record(
    book: Gradebook,
    assignment: Assignment,
    basis: Basis,
    outcome: SubmissionOutcome,
    again: bool = False,
) -> Grading:
    """Write what came of a submission; return it as it is in the book.

    Where the latest grading of that submission has the same basis, that one stays and
    is returned, unless ``again``.

    Raises
    ------
    GradebookError
        If the database fails. Then nothing of it is written.
    """
    grading = Grading(assignment.id, basis, outcome, outcome.total(assignment))

    def write(connection: Connection) -> Grading:
        latest = _first(connection, grading.assignment, grading.name)
        if latest is not None:
            written = latest.token == grading.token  # by a try whose answer was lost
            if written or (latest.basis == basis and not again):
                return latest
        attempt = latest.attempt + 1 if latest is not None else 1
        numbered = replace(grading, attempt=attempt)
        _insert(connection, numbered, assignment)
        return numbered

    while True:
        try:
            return book.write(write)
        except IntegrityError:
            continue  # another grader was first: look again at what is there


def find(book: Gradebook, assignment: str, name: str, basis: Basis) -> Grading | None:
    """Return a submission's latest grading, if it rests on this very basis."""
    found = book.read(lambda connection: _first(connection, assignment, name))
    return found if found is not None and found.basis == basis else None


def latest(book: Gradebook, assignment: str) -> Iterator[Grading]:
    """Yield the latest grading of every submission, by name; a page at a time."""
    after = ""
    while True:
        page = book.read(partial(_page, assignment=assignment, after=after))
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].name


def history(book: Gradebook, assignment: str, name: str) -> list[Grading]:
    """Return all gradings of one submission, the first one first."""
    query = _select(assignment).where(submissions.c.name == name)
    query = query.order_by(gradings.c.attempt)
    return book.read(
        lambda connection: [_read(row) for row in connection.execute(query)]
    )


def contents(book: Gradebook, assignment: str) -> dict[str, str]:
    """Return the digest of what was graded last, by submission."""
    columns = submissions.c.name, gradings.c.content
    query = select(*columns).join_from(gradings, submissions)
    query = query.where(submissions.c.assignment == assignment)
    query = query.order_by(gradings.c.attempt)
    return book.read(
        lambda connection: {row.name: row.content for row in connection.execute(query)}
    )


def submission_id(connection: Connection, assignment: str, name: str) -> int:
    """Return the number of a submission; a new one if it has none yet."""
    query = select(submissions.c.id).where(
        submissions.c.assignment == assignment, submissions.c.name == name
    )
    found = connection.scalar(query)
    if found is not None:
        return int(found)
    row = {"assignment": assignment, "name": name}
    return _added(connection, submissions, row)


def _added(connection: Connection, table: Table, row: dict[str, Any]) -> int:
    """Add a row; return the number that the database gave it."""
    number = connection.scalar(insert(table).values(row).returning(table.c.id))
    assert number is not None
    return int(number)


def _insert(connection: Connection, grading: Grading, assignment: Assignment) -> None:
    outcome = grading.outcome
    row = {
        "submission": submission_id(connection, grading.assignment, grading.name),
        "attempt": grading.attempt,
        "token": grading.token,
        **asdict(grading.basis),
        "status": grading.status,
        "score": outcome.score,
        "max_score": grading.max_score,
        "outcome": json.dumps(msgspec.to_builtins(replace(outcome, answers=None))),
        "at": grading.at,
    }
    number = _added(connection, gradings, row)
    earned = outcome.by_question(assignment)
    rows = [
        {
            "grading": number,
            "question": question.name,
            "place": place,
            "points": earned[question.name],
            "max_points": question.points,
        }
        for place, question in enumerate(assignment.questions)
    ]
    connection.execute(insert(scores), rows)


def _select(assignment: str) -> Select[tuple[Any, ...]]:
    query = select(submissions.c.assignment, gradings).join_from(gradings, submissions)
    return query.where(submissions.c.assignment == assignment)


def _first(connection: Connection, assignment: str, name: str) -> Grading | None:
    query = _select(assignment).where(submissions.c.name == name)
    query = query.order_by(gradings.c.attempt.desc()).limit(1)
    row = connection.execute(query).first()
    return None if row is None else _read(row)


def _page(connection: Connection, assignment: str, after: str) -> list[Grading]:
    newest = (
        select(gradings.c.submission, func.max(gradings.c.attempt).label("attempt"))
        .group_by(gradings.c.submission)
        .subquery()
    )
    query = _select(assignment).join(
        newest,
        (newest.c.submission == gradings.c.submission)
        & (newest.c.attempt == gradings.c.attempt),
    )
    query = query.where(submissions.c.name > after).order_by(submissions.c.name)
    return [_read(row) for row in connection.execute(query.limit(_PAGE))]


def _read(row: Row[tuple[Any, ...]]) -> Grading:
    fields = row._mapping
    basis = Basis(*(fields[name] for name in Basis.__dataclass_fields__))
    outcome = msgspec.convert(json.loads(fields["outcome"]), SubmissionOutcome)
    return Grading(
        fields["assignment"],
        basis,
        outcome,
        fields["max_score"],
        fields["attempt"],
        fields["token"],
        fields["at"],
    )
