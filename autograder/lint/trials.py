"""Trials: trees with parts of the solution missing, graded to see what that costs."""

import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from autograder.course import Assignment, Question
from autograder.grade.outcome import Key, SubmissionOutcome
from autograder.grade.plugin import GradingPlugin, Task
from autograder.grade.run import open_session
from autograder.grade.runner import run_pytest
from autograder.grade.setup import Budget
from autograder.lint.findings import Finding
from autograder.prove.variants import definition_lines, locate
from autograder.release import write_tree
from autograder.sandbox import ForkServer


class Trees(NamedTuple):
    """The solution tree and the students', path -> content."""

    solution: Mapping[str, bytes]
    skeleton: Mapping[str, bytes]

    def without(self, assignment: Assignment, symbol: str) -> dict[str, bytes]:
        """Return the solution with one symbol as students get it; "" means all."""
        if not symbol:
            return dict(self.skeleton)
        path, name = locate(assignment, symbol, self.solution)
        solved, blank = self.solution[path].decode(), self.skeleton[path].decode()
        lines = solved.splitlines(keepends=True)
        first, last = definition_lines(solved, name)
        start, stop = definition_lines(blank, name)
        lines[first:last] = blank.splitlines(keepends=True)[start:stop]
        return {**self.solution, path: "".join(lines).encode()}


def try_trees(
    assignment: Assignment, trees: Trees, started: Callable[[str], None]
) -> Iterator[Finding]:
    """Find checks that pass on nothing, and TODOs that no check of theirs needs.

    Parameters
    ----------
    assignment : Assignment
        Whose checks are on trial.
    trees : Trees
        What is left out, and of what.
    started : callable
        Told which symbol is left out next.

    Yields
    ------
    Finding
        For the skeleton, then a symbol at a time: everything is written but this.
    """
    outcomes = _grade_without(assignment, trees, started)
    skeleton = outcomes.pop("")
    for check in skeleton.checks:
        if check.passed:
            yield Finding(
                "skeleton",
                f"question {check.question}",
                f"{check.title!r} passes on the skeleton, where nothing is written; "
                "make it ask for more",
            )
    for symbol, outcome in outcomes.items():
        if outcome.checks and all(check.passed for check in outcome.checks):
            question = assignment.todo[symbol].name
            yield Finding(
                "todo",
                f"question {question}",
                f"{symbol} has no check: the question's all pass without it; add one",
            )


def _grade_without(
    assignment: Assignment, trees: Trees, started: Callable[[str], None]
) -> dict[str, SubmissionOutcome]:
    """Return what comes of leaving out each symbol, and under "" of leaving out all.

    A symbol is tried with the checks of its own question alone.
    """
    outcomes: dict[str, SubmissionOutcome] = {}
    budget = Budget.of(assignment, None, None)

    def tasks(folder: str, fork: ForkServer) -> Generator[Task, None, None]:
        for symbol in ("", *assignment.todo):
            started(f"without {symbol}" if symbol else "the skeleton")
            only = _checks_of(outcomes.get(""), assignment.todo.get(symbol))
            outcomes[symbol] = SubmissionOutcome(symbol)
            root = Path(folder, symbol or "skeleton")
            write_tree(trees.without(assignment, symbol), root)
            if only or not symbol:
                with open_session(assignment, root, budget, fork) as session:
                    yield Task(session, outcomes[symbol], only)

    with (
        tempfile.TemporaryDirectory(prefix="numgrade-") as folder,
        ForkServer() as fork,
        closing(tasks(folder, fork)) as pending,
    ):
        Path(folder).chmod(0o711)  # a worker, another user, must get through
        run_pytest(assignment.folder / "tests", GradingPlugin(assignment, pending))
    return outcomes


def _checks_of(
    skeleton: SubmissionOutcome | None, question: Question | None
) -> frozenset[Key]:
    checks = skeleton.checks if skeleton is not None else ()
    name = question.name if question is not None else ""
    return frozenset(c.key for c in checks if c.question == name)
