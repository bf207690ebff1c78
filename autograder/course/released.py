"""What a student's tree says of its assignment: ``tests/assignment.json``.

The same facts as ``assignment.toml``, without what only the course may know: the seed
of the hidden checks and where the solutions are.
"""

from pathlib import Path
from typing import Any

import msgspec

from autograder.course.assignment import Assignment, FileSpec, NotebookSpec
from autograder.course.root import nearest_folder
from autograder.errors import UsageError

RELEASED = "tests/assignment.json"


def describe_release(assignment: Assignment) -> bytes:
    """Return the content of ``tests/assignment.json``."""
    public = msgspec.structs.replace(
        assignment,
        seed=0,
        renames={},
        files=tuple(FileSpec(path=spec.path, source="") for spec in assignment.files),
        notebooks=tuple(
            NotebookSpec(path=spec.path, source="") for spec in assignment.notebooks
        ),
    )
    table: dict[str, Any] = msgspec.to_builtins(public, enc_hook=str)
    del table["folder"], table["gradescope"]
    return msgspec.json.format(msgspec.json.encode(table), indent=1) + b"\n"


def load_released(start: Path) -> Assignment:
    """Read the assignment of the student's tree that ``start`` is in or below.

    Raises
    ------
    UsageError
        If there is none, or its description was damaged.
    """
    start = start.resolve()
    folder = nearest_folder(start, lambda folder: (folder / RELEASED).is_file())
    if folder is None:
        raise UsageError(
            f"{start} is not in an assignment's folder: no {RELEASED} there or above; "
            "go to the folder that you unzipped, or name it"
        )
    file = folder / RELEASED
    try:
        assignment = msgspec.json.decode(file.read_bytes(), type=Assignment)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{file} is damaged: {error}; take it from the assignment's zip again"
        ) from None
    return msgspec.structs.replace(assignment, folder=folder)
