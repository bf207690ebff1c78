"""What any autograder archive carries: the course as far as one assignment needs it."""

from pathlib import Path

from autograder.course import Assignment
from autograder.errors import UsageError

COURSE = "course"


def course_files(assignment: Assignment) -> dict[str, bytes]:
    """Return the assignment and the solutions it names, as a course root of their own.

    Returns
    -------
    dict of str to bytes
        Paths begin with ``course/``.
    """
    root = assignment.folder.parent.parent
    files = [f for f in assignment.folder.rglob("*") if _is_ours(f)]
    for spec in assignment.files:
        source = assignment.solutions / spec.source
        files += (
            [f for f in source.rglob("*") if _is_ours(f)]
            if source.is_dir()
            else [source]
        )
    return {
        f"{COURSE}/{file.relative_to(root).as_posix()}": file.read_bytes()
        for file in files
    }


def wheel_files(folder: Path) -> dict[str, bytes]:
    """Return the wheels in a folder, below ``wheels/``.

    Raises
    ------
    UsageError
        If it holds no pip: without that nothing can be installed from it.
    """
    wheels = {f"wheels/{f.name}": f.read_bytes() for f in sorted(folder.glob("*.whl"))}
    if not any(name.startswith("wheels/pip-") for name in wheels):
        raise UsageError(
            f"{folder} holds no pip-*.whl; fill it with ci/gradescope/fetch_wheels.sh"
        )
    return wheels


def data_files(folder: Path) -> dict[str, bytes]:
    """Return all files of the data sets in a folder, below ``data/``."""
    if not folder.is_dir():
        raise UsageError(f"no folder {folder}; --data takes the data sets' folder")
    return {
        f"data/{file.relative_to(folder).as_posix()}": file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def _is_ours(file: Path) -> bool:
    return file.is_file() and "__pycache__" not in file.parts
