"""Finding the course root: the folder that holds ``assignments/``."""

from pathlib import Path

from autograder.errors import UsageError


def find_root(start: Path) -> Path:
    """Return the nearest folder, from ``start`` upwards, that holds ``assignments/``.

    Raises
    ------
    UsageError
        If there is none.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "assignments").is_dir():
            return folder
    raise UsageError(
        f"no course found: neither {start} nor a folder above it holds assignments/; "
        "name the course folder with --course DIR"
    )


def assignment_ids(root: Path) -> list[str]:
    """Return the ids of all assignments of the course at ``root``, sorted."""
    tomls = (root / "assignments").glob("*/assignment.toml")
    return sorted(path.parent.name for path in tomls)
