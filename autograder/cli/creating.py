"""``numgrade new``: a small assignment to begin with."""

from pathlib import Path

from autograder.course import find_root
from autograder.errors import UsageError
from autograder.scaffold import SERVICES, add_service, new_assignment


def run(course: Path, assignment_id: str, service: str) -> None:
    """Write the assignment, and a CI service's files; say what to do with it."""
    if service and service not in SERVICES:
        raise UsageError(f"--ci {service}: choose one of {', '.join(SERVICES)}")
    root = _root(course)
    for place in new_assignment(root, assignment_id):
        print(f"written: {place.relative_to(root)}/")
    if service:
        for file in add_service(root, service, assignment_id):
            print(f"written: {file.relative_to(root)}")
    print(f"next: numgrade release {assignment_id} --out build")


def _root(course: Path) -> Path:
    """Return the course's folder; one that is no course yet becomes one."""
    try:
        return find_root(course)
    except UsageError:
        return course.resolve()
