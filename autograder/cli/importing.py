"""``numgrade import``: from a source notebook to an assignment, then its proof."""

import re
import tempfile
from pathlib import Path

from autograder.course import Assignment, load
from autograder.errors import UsageError
from autograder.grade.run import grade
from autograder.grade.setup import Budget, Setup
from autograder.importing import read_source_notebook, write_assignment
from autograder.release import build_tree, write_tree


def run(file: Path, assignment_id: str, course: Path) -> None:
    """Import, say what to look at, and grade the imported solution.

    Raises
    ------
    UsageError
        If the name is none or taken.
    """
    name = assignment_id or re.sub(r"[^A-Za-z0-9_-]+", "-", file.stem).strip("-")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        raise UsageError(f"{name!r} can't name an assignment; choose one with --id")
    found = read_source_notebook(file)
    folder = write_assignment(found, course.resolve(), name)
    assignment = load(course.resolve(), name)
    print(f"{folder}: {len(assignment.questions)} questions, from {found.tool}")
    for line in (*found.warnings, *_look_at(assignment)):
        print(f"look at this: {line}")


def _look_at(assignment: Assignment) -> list[str]:
    """Grade solution and skeleton; say where they don't score all and nothing."""
    lines: list[str] = []
    if not (assignment.folder / "tests").is_dir():
        return lines  # people grade it all
    trees = {"solution": True, "skeleton": False}
    with tempfile.TemporaryDirectory(prefix="numgrade-") as folder:
        places = [Path(folder, name) for name in trees]
        for place, filled in zip(places, trees.values(), strict=True):
            write_tree(build_tree(assignment, filled), place)
        setup = Setup(assignment, {}, Budget.of(assignment, None, None))
        solution, blank = grade(setup, places)
    print(f"the solution scores {solution.score:g} of {assignment.total:g} points")
    for check in solution.checks:
        if not check.passed:
            told = "; ".join(check.told)
            lines.append(f"the solution fails {check.question} ({check.title}): {told}")
    for check in blank.checks:
        if check.passed and check.points:
            words = f"an empty answer earns {check.points:g} in {check.question}"
            lines.append(f"{words} ({check.title})")
    return lines
