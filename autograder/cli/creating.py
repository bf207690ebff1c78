"""``numgrade new``: a small assignment to begin with."""

from pathlib import Path

from autograder.course import find_root
from autograder.errors import UsageError
from autograder.scaffold import new_assignment


def run(course: Path, assignment_id: str) -> None:
    """Write the assignment, and say what to do with it."""
    root = _root(course)
    for place in new_assignment(root, assignment_id):
        print(f"written: {place.relative_to(root)}/")
    print(f"next: numgrade release {assignment_id} --out build")


def _root(course: Path) -> Path:
    """Return the course's folder; one that is no course yet becomes one."""
    try:
        return find_root(course)
    except UsageError:
        return course.resolve()
