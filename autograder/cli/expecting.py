"""``numgrade expected``: build or check an assignment's stored expected outputs."""

from pathlib import Path

from typer import Exit

from autograder.course import find_root, load, load_misconceptions
from autograder.prove import rebuild_expected
from autograder.release import build_tree

SHOWN = 12  # lines a file
UNEXPLAINED = (
    "checks, reference, seed and numpy are as before: does something draw numbers of "
    "its own, or is the linear algebra library another one?"
)


def run(course: Path, assignment_id: str, check_only: bool) -> None:
    """Build the files, or only check them, and say what changed."""
    assignment = load(find_root(course), assignment_id)
    solution = build_tree(assignment, filled=True)
    mistakes = load_misconceptions(assignment)
    changes = rebuild_expected(assignment, mistakes, solution, check_only)
    for file, change in changes.items():
        print(file.relative_to(assignment.folder))
        for line in change.lines[:SHOWN]:
            print(f"  {line}")
        if len(change.lines) > SHOWN:
            print(f"  and {len(change.lines) - SHOWN} more")
        for reason in change.reasons or [UNEXPLAINED]:
            print(f"  why: {reason}")
    if not changes:
        print(f"{assignment_id}: expected outputs are up to date")
    elif check_only:
        print(f"stale: run numgrade expected {assignment_id}")
        raise Exit(1)
