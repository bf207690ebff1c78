"""The assignment's tests as text: read as syntax trees, never run."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Assignment
from autograder.errors import CourseError


@dataclass(frozen=True)
class Check:
    """One test function: its question, and its points if they are written as a number.

    A function without ``@question`` is none of these, and no check.
    """

    line: int
    name: str
    question: str
    points: float | None


@dataclass(frozen=True)
class TestFile:
    """One file of tests, public or hidden."""

    __test__ = False  # pytest takes anything called Test for one of its own

    path: str
    hidden: bool
    tree: ast.Module
    checks: Sequence[Check]

    def at(self, line: int) -> str:
        """Name a line of it, as below the assignment's folder."""
        return f"{self.path}:{line}"


def read_tests(assignment: Assignment) -> list[TestFile]:
    """Read all test files of an assignment.

    Raises
    ------
    CourseError
        If one isn't Python.
    """
    found = []
    for folder in ("public", "hidden"):
        for file in sorted((assignment.folder / "tests" / folder).glob("test_*.py")):
            tree = _parse(file)
            path = file.relative_to(assignment.folder).as_posix()
            checks = list(_checks(tree))
            found.append(TestFile(path, folder == "hidden", tree, checks))
    return found


def _parse(file: Path) -> ast.Module:
    try:
        return ast.parse(file.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", 1)
        raise CourseError(f"{file}:{line}: not valid Python; correct it") from None


def _checks(tree: ast.Module) -> Iterator[Check]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for call in node.decorator_list:
                if isinstance(call, ast.Call) and called(call) == "question":
                    points = keyword(call, "points")
                    yield Check(
                        node.lineno,
                        node.name,
                        str(literal(call.args[0]) if call.args else ""),
                        None if points is None else number(points),
                    )


def called(call: ast.Call) -> str:
    """Return the last part of the name that is called: ``close`` of ``a.close(…)``."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """Return what is passed for a keyword; None if it isn't."""
    return next((k.value for k in call.keywords if k.arg == name), None)


def literal(node: ast.expr) -> object:
    """Return the value that an expression writes out; None for any other."""
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def number(node: ast.expr) -> float | None:
    """Return the number that an expression writes out; None for any other."""
    value = literal(node)
    return float(value) if isinstance(value, int | float) else None
