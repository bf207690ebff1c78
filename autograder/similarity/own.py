"""What a student wrote: the definitions asked for, without the lines that were given.

Submissions are read as text here, and never imported.
"""

import ast
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from autograder.course import Assignment, nearest_module
from autograder.grade.run import lay_out
from autograder.intake import submission_name

Origin = Literal["class", "earlier", "model"]

MAX_CODE = 200_000  # characters of one symbol: more is no coursework


@dataclass(frozen=True)
class Work:
    """One submission's own code, symbol -> text, and where it is from."""

    name: str
    origin: Origin
    code: Mapping[str, str]


def read_work(
    assignment: Assignment, path: Path, given: Mapping[str, bytes], origin: Origin
) -> Work:
    """Read a submission as it was handed in.

    Raises
    ------
    SubmissionError
        If it can't be unpacked.
    """
    with tempfile.TemporaryDirectory(prefix="numgrade-") as folder:
        root = Path(folder, "tree")
        lay_out(assignment, path, Path(folder, "unpacked"), root, given)
        files = [file for file in assignment.student_files if file.endswith(".py")]
        tree = {file: (root / file).read_bytes() for file in files}
    return Work(submission_name(path), origin, own_code(assignment, tree, given))


def own_code(
    assignment: Assignment, tree: Mapping[str, bytes], given: Mapping[str, bytes]
) -> dict[str, str]:
    """Return what ``tree`` has in the place of each symbol that students write.

    A module that is no Python is compared as a whole, under its path.
    """
    modules = {
        assignment.module_of(path): path for path in tree if path.endswith(".py")
    }
    wanted: dict[str, list[tuple[str, str]]] = {}
    for symbol in assignment.todo:
        module = nearest_module(symbol, modules)
        if module is not None:
            name = symbol.removeprefix(f"{module}.") if module else symbol
            wanted.setdefault(modules[module], []).append((symbol, name))
    code: dict[str, str] = {}
    for path, symbols in wanted.items():
        text = tree[path].decode("utf-8", "replace")
        before = given.get(path, b"").decode("utf-8", "replace")
        code |= _own_of_module(path, text, before, symbols)
    return {symbol: text[:MAX_CODE] for symbol, text in code.items() if text.strip()}


def _own_of_module(
    path: str, text: str, before: str, symbols: list[tuple[str, str]]
) -> dict[str, str]:
    known = {line.strip() for line in before.splitlines()}
    lines = text.splitlines()
    try:
        places = dict(_definitions(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {path: _without(lines, known)}
    return {
        symbol: _without(lines[slice(*places[name])], known)
        for symbol, name in symbols
        if name in places
    }


def _without(lines: list[str], known: set[str]) -> str:
    return "\n".join(line for line in lines if line.strip() not in known)


def _definitions(
    scope: ast.AST, above: str = ""
) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield every function and class of a module: its name, and its lines to slice."""
    for node in ast.iter_child_nodes(scope):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            name = f"{above}{node.name}"
            yield name, (node.lineno - 1, node.end_lineno or node.lineno)
            if isinstance(node, ast.ClassDef):
                yield from _definitions(node, f"{name}.")
