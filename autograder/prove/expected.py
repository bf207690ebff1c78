"""Building the stored expected outputs from the model solutions."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from autograder.course import Assignment, Misconception
from autograder.errors import CourseError
from autograder.grade import compare, expected
from autograder.grade.outcome import Key, SubmissionOutcome
from autograder.grade.plugin import GradingPlugin, Task
from autograder.grade.run import open_session
from autograder.grade.runner import run_pytest
from autograder.grade.setup import Budget
from autograder.prove.misconceptions import apply_misconception
from autograder.prove.reasons import explain, make_note
from autograder.release import write_tree
from autograder.sandbox import ForkServer

Values = dict[str, np.ndarray]


@dataclass(frozen=True)
class Change:
    """What changed in a file of stored outputs, and why, a line each."""

    lines: Sequence[str]
    reasons: Sequence[str] = ()


def rebuild_expected(
    assignment: Assignment,
    misconceptions: Sequence[Misconception],
    solution: Mapping[str, bytes],
    check_only: bool,
) -> dict[Path, Change]:
    """Run the checks on the model solution, and store what they compare with.

    Parameters
    ----------
    assignment : Assignment
        Whose ``expected/`` is meant.
    misconceptions : sequence of Misconception
        Its known mistakes; what they give is stored, too.
    solution : mapping
        Its solution tree, path -> content.
    check_only : bool
        Only compare with the files there are.

    Returns
    -------
    dict
        File -> Change; no entry for files that are as before.

    Raises
    ------
    CourseError
        If the model solution fails a check.
    """
    recorded = record_all(assignment, misconceptions, solution)
    changes = {}
    for file, values in recorded.items():
        old = expected.read(file) if file.exists() else {}
        lines = expected.differences(old, values)
        if lines:
            note = make_note(assignment, solution, file)
            before = expected.read_note(file) if file.exists() else None
            reasons = ["there was no file"] if before is None else explain(before, note)
            changes[file] = Change(lines, tuple(reasons))
            if not check_only:
                expected.write(file, values, note)
    known = {file for file, values in recorded.items() if values}
    for file in sorted((assignment.folder / "expected").rglob("*.npz")):
        if file not in known:
            changes[file] = Change(["no longer used"], ["no check compares with it"])
            if not check_only:
                file.unlink()
    return changes


def differing(
    right: Mapping[Path, Values], wrong: Mapping[Path, Values], mistake: Misconception
) -> dict[Path, Values]:
    """Return what a mistake makes different, for the files of known mistakes."""
    found: dict[Path, Values] = {}
    for file, values in wrong.items():
        for key, value in values.items():
            if compare.matches(value, right[file][key]):
                continue
            changed = found.setdefault(expected.mistakes_file(file), {})
            changed[f"{mistake.name}|{key}"] = value
            changed[f"{expected.HINT}|{mistake.name}"] = np.array(mistake.hint)
    return found


def _touched(assignment: Assignment, mistake: Misconception) -> set[str]:
    """Return the questions that a mistake costs, and those that use them."""
    costs = set(mistake.costs)
    users = {q.name for q in assignment.questions if costs.intersection(q.uses)}
    return costs | users


def record_all(
    assignment: Assignment,
    misconceptions: Sequence[Misconception],
    solution: Mapping[str, bytes],
) -> dict[Path, Values]:
    """Return what checks compare with, and what known mistakes give, file by file.

    What a failing check has compared before it failed counts, too.
    """
    right = SubmissionOutcome("the model solution")
    recorded: dict[Path, Values] = {}

    def tasks() -> Iterator[Task]:
        yield from run(solution, right, frozenset())
        recorded.update(taken())
        _refuse_failures(assignment, right)
        for mistake in misconceptions:
            touched = _touched(assignment, mistake)
            only = frozenset(c.key for c in right.checks if c.question in touched)
            tree = apply_misconception(assignment, mistake, solution)
            yield from run(tree, SubmissionOutcome(mistake.name), only)
            for file, values in differing(recorded, taken(), mistake).items():
                recorded.setdefault(file, {}).update(values)

    def run(
        tree: Mapping[str, bytes], outcome: SubmissionOutcome, only: frozenset[Key]
    ) -> Iterator[Task]:
        root = Path(folder, outcome.name)
        write_tree(tree, root)
        with open_session(assignment, root, budget, server) as session:
            yield Task(session, outcome, only)

    def taken() -> dict[Path, Values]:
        stores = list(plugin.fixtures.stores.values())
        plugin.fixtures.stores.clear()
        return {store.file: store.recorded for store in stores}

    budget = Budget.of(assignment, None, None)
    plugin = GradingPlugin(assignment, tasks(), recording=True)
    with (
        tempfile.TemporaryDirectory(prefix="numgrade-") as folder,
        ForkServer() as server,
    ):
        run_pytest(assignment.folder / "tests", plugin)
    return recorded


def _refuse_failures(assignment: Assignment, right: SubmissionOutcome) -> None:
    for check in right.checks:
        if check.graded and not check.passed:
            raise CourseError(
                f"{assignment.id}: the model solution fails {check.question}: "
                f"{check.title}: {'; '.join(check.lines)}"
            )
