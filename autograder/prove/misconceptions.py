"""The wrong implementations that an assignment lists: made, and graded.

A test of the tests: each must lose the questions that it says it costs, and no other.
"""

import ast
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from autograder.course import Assignment, Misconception
from autograder.errors import CourseError
from autograder.grade.outcome import SubmissionOutcome
from autograder.grade.run import grade
from autograder.grade.setup import Budget, Setup
from autograder.prove.reach import reach
from autograder.prove.variants import definition_lines, locate
from autograder.release import keep_answered, write_tree


def apply_misconception(
    assignment: Assignment, misconception: Misconception, solution: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Return the solution tree with the misconception's edit made.

    Raises
    ------
    CourseError
        If the symbol isn't there, or the text to replace isn't in it exactly once.
    """
    try:
        path, name = locate(assignment, misconception.symbol, solution)
        text = solution[path].decode()
        first, last = definition_lines(text, name)
    except CourseError as error:
        raise _wrong(assignment, misconception, f"symbol: {error}") from None
    lines = text.splitlines(keepends=True)
    body = "".join(lines[first:last])
    count = body.count(misconception.find)
    if count != 1:
        raise _wrong(
            assignment, misconception, f"find: occurs {count} times in {name}, not once"
        )
    edited = body.replace(misconception.find, misconception.replace)
    changed = "".join([*lines[:first], edited, *lines[last:]])
    try:
        ast.parse(changed)
    except SyntaxError as error:
        raise _wrong(assignment, misconception, f"replace: {error.msg}") from None
    return {**solution, path: changed.encode()}


def prove_misconceptions(
    assignment: Assignment,
    misconceptions: Sequence[Misconception],
    solution: Mapping[str, bytes],
    report: Callable[[SubmissionOutcome], None] = lambda _: None,
) -> None:
    """Grade every misconception, by the checks in which its symbol is called.

    What never calls it can't be changed by it.

    Parameters
    ----------
    assignment : Assignment
        Whose checks are on trial.
    misconceptions : sequence of Misconception
        What they must notice.
    solution : mapping
        The solution tree, path -> content.
    report : callable
        Told each outcome as soon as it is there.

    Raises
    ------
    CourseError
        If one keeps a question that it should lose, or loses another.
    """
    with tempfile.TemporaryDirectory(prefix="numgrade-") as folder:
        paths = []
        for misconception in misconceptions:
            tree = apply_misconception(assignment, misconception, solution)
            paths.append(Path(folder, misconception.name))
            write_tree(tree, paths[-1])
        reached = reach(assignment, solution, {m.symbol for m in misconceptions})
        budget = Budget.of(assignment, None, None)
        setup = Setup(
            assignment,
            {},
            budget,
            answer=keep_answered(assignment),
            only={m.name: reached[m.symbol] for m in misconceptions},
        )
        outcomes = grade(setup, paths, report)
    for misconception, outcome in zip(misconceptions, outcomes, strict=True):
        _compare(assignment, misconception, outcome)


def _compare(
    assignment: Assignment, misconception: Misconception, outcome: SubmissionOutcome
) -> None:
    failed = [check for check in outcome.checks if check.graded and not check.passed]
    lost = {check.question for check in failed}
    kept = [name for name in misconception.costs if name not in lost]
    if kept:
        raise _wrong(
            assignment, misconception, f"costs: {kept[0]} is still worth full points"
        )
    for check in failed:
        if check.question not in misconception.costs:
            words = f"costs: also loses {check.question}: {check.title}: "
            raise _wrong(assignment, misconception, words + "; ".join(check.lines))


def _wrong(
    assignment: Assignment, misconception: Misconception, words: str
) -> CourseError:
    file = assignment.folder / "misconceptions.toml"
    return CourseError(f"{file}: {misconception.name}: {words}")
