"""Runs: what was asked for, so that an interrupted one can be gone on with."""

import json
from typing import Any

from sqlalchemy import insert, select

from autograder.gradebook.gradings import now
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.schema import runs


def start_run(book: Gradebook, assignment: str, request: dict[str, Any]) -> None:
    """Note what a run is asked for, as plain data, before it begins."""
    row = {"assignment": assignment, "request": json.dumps(request), "at": now()}
    book.write(lambda connection: connection.execute(insert(runs).values(row)))


def latest_run(book: Gradebook, assignment: str) -> dict[str, Any] | None:
    """Return what the latest run was asked for; None if there was none."""
    query = select(runs.c.request).where(runs.c.assignment == assignment)
    query = query.order_by(runs.c.id.desc()).limit(1)
    found = book.read(lambda connection: connection.scalar(query))
    return None if found is None else json.loads(found)
