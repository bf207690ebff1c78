"""``numgrade new``: a small assignment to begin with."""

import os
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
        print(f"written: {_from_here(place)}/")
    if service:
        for file in add_service(root, service, assignment_id):
            print(f"written: {_from_here(file)}")
    print(f"next: numgrade release {assignment_id} --out build")


def _root(course: Path) -> Path:
    """Return the course's folder; an empty one, or one in no course, becomes one."""
    if course.is_dir() and not any(course.iterdir()):
        return course.resolve()
    try:
        return find_root(course)
    except UsageError:
        return course.resolve()


def _from_here(place: Path) -> str:
    """Return how to get there: a course may be a folder above this one."""
    return os.path.relpath(place)
