"""``numgrade export``: one file for an LMS, for CI, for a spreadsheet, for students."""

import sys
from pathlib import Path

from typer import Exit

from autograder.cli.output import tell
from autograder.course import find_root, load
from autograder.errors import UsageError
from autograder.export import FORMATS, Order, export
from autograder.grade.results import write_bytes
from autograder.grade.stored import stored_assignment_id
from autograder.inert import inert
from autograder.report.known import read_known


def run(course: Path, order: Order, out: Path | None, gradebook: str) -> None:
    """Write the file; say on standard error what it lacks, and exit with 1 if anyone.

    Raises
    ------
    UsageError
        If the order can't be met; nothing is written then.
    """
    assignment = load(find_root(course), stored_assignment_id(order.folder))
    known = read_known(order.folder, assignment, gradebook, order.times)
    done = export(order, assignment, known)
    ending = FORMATS[order.format]
    file = out or Path(f"{assignment.id}-{order.format}.{ending}")
    _write(file, done.content)
    tell(done.notes)
    for name, reason in sorted(done.lost.items()):
        print(f"not in it: {inert(name)}: {reason}", file=sys.stderr)
    print(file)
    if done.lost:
        raise Exit(1)


def _write(file: Path, content: bytes) -> None:
    try:
        write_bytes(file, content)
    except OSError as error:
        raise UsageError(
            f"can't write {file}: {error.strerror}; choose another --out"
        ) from None
