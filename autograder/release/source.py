"""Reading a model solution: its symbols, and the spans marked for students to write.

Markers are comments of the syntax tree (libcst), so a string that looks like one is
none. What becomes of a span isn't known here.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NoReturn, cast

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from autograder.errors import CourseError

BEGIN = "# BEGIN SOLUTION"
END = "# END SOLUTION"
STUB = "# STUB:"

# what somebody may have written who meant a marker: shipping it would give it away
_LIKE_A_MARKER = re.compile(r"#+\s*((begin|end)[\s_-]*solution\b|stub\s*:)", re.I)

_Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement
_Block = cst.Module | cst.IndentedBlock


@dataclass(frozen=True)
class Span:
    """A run of whole statements between BEGIN and END, which students may write.

    Attributes
    ----------
    symbol : str
        Qualified name of the function or class around it, "" at module level.
    first, last : int
        Line numbers of the two markers, from 1.
    indent : str
        White space before the markers.
    stub : tuple of str
        The code that its STUB lines give, without ``indent``.
    fills_block : bool
        Whether the block around it has no statement outside spans.
    """

    symbol: str
    first: int
    last: int
    indent: str
    stub: tuple[str, ...]
    fills_block: bool


@dataclass(frozen=True)
class Source:
    """One file of the course, read: lines end with a newline character alone."""

    file: Path
    text: str
    symbols: frozenset[str]
    documented: frozenset[str]
    spans: tuple[Span, ...]

    @property
    def lines(self) -> list[str]:
        """The text's lines, without their ends."""
        return self.text.split("\n")


def course_error(file: Path, line: int, text: str) -> CourseError:
    """Make the error for what is wrong in a line of a file of the course."""
    return CourseError(f"{file}:{line}: {text}")


def read_source(file: Path) -> Source:
    """Read a Python file of the course.

    Raises
    ------
    CourseError
        If it is missing, isn't Python, or has markers that don't match.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CourseError(f"{file}: not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise CourseError(f"{file}: can't be read: {error.strerror}") from None
    return parse_source(text.replace("\r\n", "\n").replace("\r", "\n"), file)


@lru_cache(maxsize=256)
def parse_source(text: str, file: Path) -> Source:
    """Find symbols and spans in ``text``; ``file`` is for messages alone."""
    finder = _Finder(file, text.split("\n"))
    MetadataWrapper(parse_module(text, file), unsafe_skip_copy=True).visit(finder)
    spans = sorted(finder.spans, key=lambda span: span.first)
    for outer, inner in pairwise(spans):
        if inner.first < outer.last:
            raise course_error(
                file,
                inner.first,
                f"{BEGIN} inside the span that line {outer.first} begins; keep one",
            )
    return Source(
        file=file,
        text=text,
        symbols=frozenset(finder.symbols),
        documented=frozenset(finder.documented),
        spans=tuple(spans),
    )


def parse_module(text: str, file: Path) -> cst.Module:
    """Parse ``text``, with a CourseError in one line where it isn't Python."""
    try:
        return cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        line = _wrong_line(text) or error.raw_line
        lines = text.split("\n")
        shown = lines[line - 1].strip() if 0 < line <= len(lines) else ""
        hint = ""
        if shown.startswith(("%", "!")):
            hint = "; write a notebook's magic as a comment: '# %matplotlib inline'"
        raise course_error(file, line, f"not valid Python: {shown!r}{hint}") from None


def _wrong_line(text: str) -> int:
    """Return the line that Python itself complains about; libcst names a later one."""
    try:
        ast.parse(text)
    except SyntaxError as error:
        return error.lineno or 0
    except ValueError:
        pass
    return 0


@dataclass
class _Draft:
    """A span while its block is read; ``start`` and ``end`` count statements."""

    first: int
    start: int
    stub: list[str]
    last: int = 0
    end: int = 0


class _Finder(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, file: Path, lines: list[str]) -> None:
        super().__init__()
        self.file = file
        self.lines = lines
        self.names: list[str] = []
        self.symbols: list[str] = []
        self.documented: list[str] = []
        self.spans: list[Span] = []
        self.placed: set[int] = set()  # ids of the comments that stand in a block

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:  # noqa: N802
        self._enter(node)

    def leave_FunctionDef(self, original_node: cst.FunctionDef) -> None:  # noqa: N802
        self.names.pop()

    def visit_ClassDef(self, node: cst.ClassDef) -> None:  # noqa: N802
        self._enter(node)

    def leave_ClassDef(self, original_node: cst.ClassDef) -> None:  # noqa: N802
        self.names.pop()

    def _enter(self, node: cst.FunctionDef | cst.ClassDef) -> None:
        self.names.append(node.name.value)
        self.symbols.append(".".join(self.names))
        if node.get_docstring():
            self.documented.append(self.symbols[-1])

    def visit_Module(self, node: cst.Module) -> None:  # noqa: N802
        self._read_block(node)

    def visit_IndentedBlock(self, node: cst.IndentedBlock) -> None:  # noqa: N802
        self._read_block(node)

    def visit_Comment(self, node: cst.Comment) -> None:  # noqa: N802
        if id(node) not in self.placed and _marker(node.value):
            self._fail(
                self._line(node),
                f"{node.value!r} doesn't stand between two statements; give it a line "
                "of its own, indented as the statements that it marks",
            )

    def _read_block(self, block: _Block) -> None:
        """Find the spans of one block, not those of the blocks inside it."""
        closed: list[_Draft] = []
        draft: _Draft | None = None
        for comment, statement in _own_comments(block):
            self.placed.add(id(comment))
            kind = _marker(comment.value)
            if not kind:
                continue
            line = self._line(comment)
            self._check_form(comment, kind, line)
            self._check_indent(block, comment, line)
            if kind == BEGIN:
                self._check_closed(draft, f"no {END} before the next {BEGIN}")
                draft = _Draft(line, statement, [])
            elif kind == STUB:
                self._add_stub(draft, comment, line)
            else:
                closed.append(self._close(draft, statement, line))
                draft = None
        self._check_closed(draft, f"no {END} after it in the same block")
        self._add_spans(block, closed)

    def _check_closed(self, draft: _Draft | None, text: str) -> None:
        if draft:
            self._fail(draft.first, f"{BEGIN} has {text}; add it, indented alike")

    def _add_stub(self, draft: _Draft | None, comment: cst.Comment, line: int) -> None:
        if not draft or line != draft.first + len(draft.stub) + 1:
            self._fail(line, f"{STUB} lines come directly after {BEGIN}; move it there")
        draft.stub.append(comment.value[len(STUB) :].removeprefix(" ").rstrip())

    def _close(self, draft: _Draft | None, statement: int, line: int) -> _Draft:
        if not draft:
            self._fail(
                line, f"{END} has no {BEGIN} before it in the same block; add it"
            )
        draft.last, draft.end = line, statement
        if draft.start == draft.end:
            self._fail(draft.first, "the span holds no statement; remove its markers")
        return draft

    def _add_spans(self, block: _Block, drafts: list[_Draft]) -> None:
        covered = sum(draft.end - draft.start for draft in drafts)
        for draft in drafts:
            line = self.lines[draft.first - 1]
            span = Span(
                symbol=".".join(self.names),
                first=draft.first,
                last=draft.last,
                indent=line[: len(line) - len(line.lstrip())],
                stub=tuple(draft.stub),
                fills_block=covered == len(block.body),
            )
            self.spans.append(span)

    def _check_form(self, comment: cst.Comment, kind: str, line: int) -> None:
        value = comment.value
        exact = value.startswith(STUB) if kind == STUB else value.rstrip() == kind
        if not exact:
            self._fail(line, f"{value!r} looks like a marker; write {kind!r}")

    def _check_indent(self, block: _Block, comment: cst.Comment, line: int) -> None:
        first = block.body[0] if block.body else comment
        column = self.get_metadata(PositionProvider, first).start.column
        if self.get_metadata(PositionProvider, comment).start.column != column:
            self._fail(
                line, f"{comment.value!r} isn't indented as the statements around it"
            )

    def _line(self, node: cst.CSTNode) -> int:
        return int(self.get_metadata(PositionProvider, node).start.line)

    def _fail(self, line: int, text: str) -> NoReturn:
        raise course_error(self.file, line, text)


def _own_comments(block: _Block) -> Iterator[tuple[cst.Comment, int]]:
    """Yield a block's own comment lines, each with the statement that it precedes."""
    body = cast(Sequence[_Statement], block.body)
    runs = [(statement.leading_lines, i) for i, statement in enumerate(body)]
    if isinstance(block, cst.Module):
        runs.insert(0, (block.header, 0))
    runs.append((block.footer, len(body)))
    for lines, statement in runs:
        for line in lines:
            if line.comment:
                yield line.comment, statement


def _marker(comment: str) -> str:
    """Return which marker a comment is or was meant to be; "" if it is none."""
    like = _LIKE_A_MARKER.match(comment)
    if not like:
        return ""
    return {"b": BEGIN, "e": END, "s": STUB}[like.group(1)[0].lower()]
