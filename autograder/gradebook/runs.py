"""Runs: what was asked for, so that an interrupted one can be gone on with."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from autograder.gradebook.gradings import contents, now
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.schema import runs
from autograder.intake import submission_name


@dataclass(frozen=True)
class HandedIn:
    """Where a submission lay when it was graded last, and the digest of its content."""

    path: Path
    content: str


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


def handed_in(book: Gradebook, assignment: str) -> dict[str, HandedIn]:
    """Return where each submission lies, as the latest run says that graded it."""
    query = select(runs.c.request).where(runs.c.assignment == assignment)
    query = query.order_by(runs.c.id)
    requests = book.read(lambda connection: connection.scalars(query).all())
    paths = [
        Path(path) for text in requests for path in json.loads(text)["submissions"]
    ]
    graded = contents(book, assignment)
    named = {submission_name(path): path for path in paths}
    return {
        name: HandedIn(path, graded[name])
        for name, path in named.items()
        if name in graded
    }
