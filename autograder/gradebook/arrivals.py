"""Arrivals: when each submission came in, by everything that tells it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from autograder.gradebook.gradings import submission_id
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.schema import arrivals, submissions
from autograder.intake import Arrival

Arrivals = Mapping[str, Sequence[Arrival]]  # by submission, the surest first


def save_arrivals(book: Gradebook, assignment: str, found: Arrivals) -> None:
    """Note when submissions came in, where the book says something else.

    Raises
    ------
    GradebookError
        If the database fails. Then nothing is written.
    """

    def write(connection: Connection) -> None:
        known = _latest(connection, assignment)
        rows = []
        for name, told in found.items():
            look, before = known.get(name, (0, []))
            if before != list(told):
                number = submission_id(connection, assignment, name)
                place = {"submission": number, "look": look + 1}
                rows += [{**place, **_row(arrival)} for arrival in told]
        if rows:
            connection.execute(insert(arrivals), rows)

    while True:
        try:
            return book.write(write)
        except IntegrityError:
            continue  # another grader was first: look again at what is there


def latest_arrivals(book: Gradebook, assignment: str) -> Arrivals:
    """Return what was told last of each submission."""
    found = book.read(lambda connection: _latest(connection, assignment))
    return {name: told for name, (_, told) in found.items()}


def _row(arrival: Arrival) -> dict[str, str | int]:
    return {
        "source": arrival.source,
        "at": arrival.at.isoformat() if arrival.at is not None else "",
        "late": int(arrival.late),
    }


def _latest(
    connection: Connection, assignment: str
) -> dict[str, tuple[int, list[Arrival]]]:
    """Return each submission's latest look, and what it told, in its order."""
    query = select(submissions.c.name, arrivals).join_from(arrivals, submissions)
    query = query.where(submissions.c.assignment == assignment)
    found: dict[str, tuple[int, list[Arrival]]] = {}
    query = query.order_by(arrivals.c.look, arrivals.c.id)
    for row in connection.execute(query).mappings():
        name, look = row["name"], row["look"]
        if name not in found or found[name][0] < look:
            found[name] = (look, [])
        at = datetime.fromisoformat(row["at"]) if row["at"] else None
        found[name][1].append(Arrival(row["source"], at, bool(row["late"])))
    return found
