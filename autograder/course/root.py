"""Finding the course root: the folder that holds ``assignments/``."""

from collections.abc import Callable
from pathlib import Path

from autograder.errors import UsageError


def nearest_folder(start: Path, is_it: Callable[[Path], bool]) -> Path | None:
    """Return the first folder, from ``start`` upwards, that ``is_it``; None if none."""
    return next(filter(is_it, (start, *start.parents)), None)


def find_root(start: Path) -> Path:
    """Return the nearest folder, from ``start`` upwards, that holds ``assignments/``.

    Raises
    ------
    UsageError
        If there is none.
    """
    start = start.resolve()
    root = nearest_folder(start, lambda folder: (folder / "assignments").is_dir())
    if root is not None:
        return root
    raise UsageError(
        f"no course found: neither {start} nor a folder above it holds assignments/; "
        "name the course folder with --course DIR"
    )


def assignment_ids(root: Path) -> list[str]:
    """Return the ids of all assignments of the course at ``root``, sorted."""
    tomls = (root / "assignments").glob("*/assignment.toml")
    return sorted(path.parent.name for path in tomls)
