"""Small wrong edits of a module's text: what a slip of the pen makes of right code.

Knows nothing of courses or grading. Every mutant differs from the original in one node
of its syntax tree, of those that begin on given lines. What isn't part of an answer is
left alone: docstrings, annotations, messages, and guards that only raise.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

import libcst as cst
from libcst import matchers
from libcst.metadata import MetadataWrapper, PositionProvider
from mutators import proposals


@dataclass(frozen=True)
class Edit:
    """One change: its kind, the line it is on, the text before and after."""

    kind: str
    line: int
    before: str
    after: str
    text: str


def edits(text: str, lines: Collection[int]) -> list[Edit]:
    """Return every edit of ``text`` that begins on one of ``lines``, in its order.

    Parameters
    ----------
    text : str
        A module's source.
    lines : collection of int
        Line numbers, from 1.
    """
    wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
    finder = _Finder(lines)
    wrapper.visit(finder)
    module = wrapper.module
    old = text.splitlines()
    made = []
    for kind, line, node, new in finder.found:
        changed = module.deep_replace(node, new).code
        if changed != text:
            made.append(Edit(kind, line, *_difference(old, changed), changed))
    return made


_NEGATIVE = matchers.UnaryOperation(matchers.Minus(), matchers.Integer())


class _Finder(cst.CSTVisitor):
    """Collects proposals: (kind, line, node, its replacement)."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, lines: Collection[int]) -> None:
        super().__init__()
        self.found: list[tuple[str, int, cst.CSTNode, cst.CSTNode]] = []
        self._lines = lines
        self._assigned: list[Counter[str]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, (cst.Annotation, cst.Raise, cst.Assert, cst.Decorator)):
            return False
        if _is_docstring(node) or _is_guard(node) or _is_keepdims(node):
            return False
        if isinstance(node, cst.FunctionDef):
            self._assigned.append(_assignments(node))
        line = self.get_metadata(PositionProvider, node).start.line
        if line in self._lines:
            names = self._assigned[-1] if self._assigned else Counter()
            for kind, new in proposals(node, names):
                self.found.append((kind, line, node, new))
        # numpy takes -2 for -1 where a length is to be found: no off by one there
        return not matchers.matches(node, _NEGATIVE)

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.FunctionDef):
            self._assigned.pop()


def _assignments(function: cst.FunctionDef) -> Counter[str]:
    """Count how often each name is given a value in a function; parameters are."""
    counter = _NameCounter()
    function.visit(counter)
    return counter.names


class _NameCounter(cst.CSTVisitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: Counter[str] = Counter()

    def visit_Param(self, node: cst.Param) -> None:  # noqa: N802  (libcst's)
        self.names[node.name.value] += 1

    def visit_AssignTarget(self, node: cst.AssignTarget) -> None:  # noqa: N802
        targets = [node.target]
        if isinstance(node.target, cst.Tuple):
            targets = [element.value for element in node.target.elements]
        self.names.update(t.value for t in targets if isinstance(t, cst.Name))


def _is_keepdims(node: cst.CSTNode) -> bool:
    """Tell whether a node is ``keepdims=True``, which goes as a whole."""
    keyword = node.keyword if isinstance(node, cst.Arg) else None
    return keyword is not None and keyword.value == "keepdims"


def _is_docstring(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Expr) and isinstance(
        node.value, (cst.SimpleString, cst.ConcatenatedString)
    )


def _is_guard(node: cst.CSTNode) -> bool:
    """Tell whether a node is ``if …: raise …`` and nothing else."""
    if not isinstance(node, cst.If) or node.orelse is not None:
        return False
    body = node.body.body
    return all(
        isinstance(line, cst.SimpleStatementLine)
        and all(isinstance(statement, cst.Raise) for statement in line.body)
        for line in body
    )


def _difference(old: list[str], changed: str) -> tuple[str, str]:
    """Return the lines that differ, of both texts, without their indentation."""
    new = changed.splitlines()
    start = next(
        (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0
    )
    end = 0
    while old[-1 - end] == new[-1 - end] and end < min(len(old), len(new)) - start - 1:
        end += 1
    before, after = (lines[start : len(lines) - end] for lines in (old, new))
    return " ".join(map(str.strip, before)), " ".join(map(str.strip, after))
