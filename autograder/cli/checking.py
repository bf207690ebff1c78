"""``numgrade check``: the public checks on a student's own files."""

import json
from pathlib import Path

from typer import Exit

from autograder.course import load_released
from autograder.grade.checking import check_tree
from autograder.grade.told import describe_checks, told_json


def run(path: Path, question: str, as_json: bool) -> None:
    """Check, print what came of it, and exit with 1 if anything failed."""
    assignment = load_released(path)
    outcome = check_tree(assignment, question)
    if as_json:
        print(json.dumps(told_json(outcome, assignment), indent=1))
    else:
        print("\n".join(describe_checks(outcome, assignment)))
    if not all(check.passed for check in outcome.checks):
        raise Exit(1)
