"""Checking what a commit changes: the hook that pre-commit runs with names of files.

Usage: python -m autograder.student.changed FILE ...
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from autograder.course import Assignment, load_released
from autograder.errors import NumgradeError, UsageError
from autograder.grade.checking import check_tree
from autograder.grade.outcome import SubmissionOutcome
from autograder.grade.told import describe_checks


def changed_questions(assignment: Assignment, files: Iterable[Path]) -> list[str]:
    """Return the questions whose functions are written in one of ``files``."""
    paths = {file.resolve() for file in files}
    return [
        question.name
        for question in assignment.questions
        if any(_modules(assignment, symbol) & paths for symbol in question.todo)
    ]


def check_changed(files: Sequence[Path]) -> list[str]:
    """Check the questions that ``files`` answer; return what is wrong with them.

    What isn't written yet is no fault: one commits on the way.

    Raises
    ------
    NumgradeError
        If a file is in no assignment's folder.
    """
    lines: list[str] = []
    trees = {load_released(file.parent).folder: file.parent for file in files}
    for start in trees.values():
        assignment = load_released(start)
        for name in changed_questions(assignment, files):
            try:
                outcome = check_tree(assignment, name)
            except UsageError:  # a question without public checks
                continue
            if _is_wrong(outcome):
                lines += describe_checks(outcome, assignment)
    return lines


def _modules(assignment: Assignment, symbol: str) -> set[Path]:
    """Return where ``layers.affine_forward`` may be written."""
    parts = symbol.split(".")[:-1]
    names = (".".join(parts[:cut]) for cut in range(len(parts), 0, -1))
    stems = [assignment.module(name).replace(".", "/") for name in names]
    below = assignment.folder.resolve()
    return {below / f"{stem}{end}" for stem in stems for end in (".py", "/__init__.py")}


def _is_wrong(outcome: SubmissionOutcome) -> bool:
    kinds = {check.kind for check in outcome.checks}
    return bool(kinds - {"passed", "not_implemented", "needs_data"})


def main() -> None:
    """Print what is wrong, and exit with 1 if anything is."""
    try:
        lines = check_changed([Path(name) for name in sys.argv[1:]])
    except NumgradeError as error:
        print(f"numgrade: {error}", file=sys.stderr)
        sys.exit(2)
    print("\n".join(lines))
    sys.exit(bool(lines))


if __name__ == "__main__":
    main()
