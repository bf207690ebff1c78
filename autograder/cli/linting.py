"""``numgrade lint``: what is wrong with an assignment."""

import json
from dataclasses import asdict
from pathlib import Path

from typer import Exit

from autograder.cli.progress import Progress
from autograder.course import find_root, load
from autograder.lint import lint


def run(course: Path, assignment_id: str, as_json: bool, quick: bool) -> None:
    """Print every finding; exit with 1 if there is one."""
    assignment = load(find_root(course), assignment_id)
    steps = 2 if quick else len(assignment.todo) + 3
    with Progress(steps) as progress:
        findings = list(lint(assignment, progress.step, trials=not quick))
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], indent=1))
    else:
        for finding in findings:
            print(f"{finding.where}: {finding.text} [{finding.rule}]")
        if not findings:
            print(f"{assignment_id}: nothing to mend")
    if findings:
        raise Exit(1)
