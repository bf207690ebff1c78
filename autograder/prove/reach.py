"""Which checks run which symbols: a mistake in a symbol can change no other check."""

import ast
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path

from autograder.course import Assignment
from autograder.grade.outcome import Key, SubmissionOutcome
from autograder.grade.plugin import GradingPlugin, Task
from autograder.grade.proxies import Handle, fetch
from autograder.grade.run import open_session
from autograder.grade.runner import run_pytest
from autograder.grade.setup import Budget
from autograder.prove.variants import begin, definition, locate
from autograder.release import write_tree
from autograder.sandbox import ForkServer

_RECORD = "_numgrade_reached"
_RECORDER = b"""\
seen = set()


def take():
    taken = sorted(seen)
    seen.clear()
    return taken
"""


def reach(
    assignment: Assignment, solution: Mapping[str, bytes], symbols: Collection[str]
) -> dict[str, frozenset[Key]]:
    """Return the checks in which each symbol is called, by running all of them once.

    Parameters
    ----------
    assignment : Assignment
        Whose checks run.
    solution : mapping
        Its solution tree, path -> content.
    symbols : collection of str
        Functions, or classes all of whose methods count, such as ``optim.Adam``.

    Raises
    ------
    CourseError
        If the solution has no such symbol.
    """
    tree = {**solution, f"{_RECORD}.py": _RECORDER}
    for symbol in symbols:
        path, name = locate(assignment, symbol, tree)
        tree[path] = _recording(tree[path].decode(), name, symbol).encode()
    reached: dict[str, set[Key]] = {symbol: set() for symbol in symbols}
    with (
        tempfile.TemporaryDirectory(prefix="numgrade-") as folder,
        ForkServer() as server,
    ):
        write_tree(tree, Path(folder))
        budget = Budget.of(assignment, None, None)
        with open_session(assignment, Path(folder), budget, server) as session:

            def watch(so_far: SubmissionOutcome) -> None:
                record = Handle(session, session.load(_RECORD, own=False), _RECORD)
                for symbol in fetch(record.take()):
                    reached[symbol].add(so_far.checks[-1].key)

            task = Task(session, SubmissionOutcome("the model solution"), watch=watch)
            run_pytest(assignment.folder / "tests", GradingPlugin(assignment, [task]))
    return {symbol: frozenset(keys) for symbol, keys in reached.items()}


def _recording(text: str, name: str, symbol: str) -> str:
    """Return ``text`` in which each call of ``name`` is recorded as ``symbol``'s."""
    node = definition(text, name)
    lines = text.splitlines(keepends=True)
    functions = [node] if isinstance(node, ast.FunctionDef) else node.body
    for function in reversed(functions):
        if isinstance(function, ast.FunctionDef):
            first = function.body[0]
            documented = ast.get_docstring(function) is not None
            place = first.end_lineno if documented else begin(first)
            indent = " " * first.col_offset
            record = f"__import__({_RECORD!r}).seen.add({symbol!r})"
            lines.insert(place or 0, f"{indent}{record}\n")
    return "".join(lines)
