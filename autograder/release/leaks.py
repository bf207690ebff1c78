"""Looking for solutions in what students get, wherever they may hide.

Searches the finished archive, not what it was made from: comments, strings, a
notebook's outputs and metadata, archives inside the archive.
"""

import io
import json
import re
import textwrap
import tokenize
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.course import Assignment
from autograder.errors import CourseError
from autograder.release.plan import Piece, make_plan

#: Shorter lines, such as ``pass`` or ``out = 0``, say nothing.
MIN_LENGTH = 8

#: In numgrade's own wheel, a program that knows no course, shorter lines such as
#: ``return moved`` stand by accident.
OWN_WHEEL = "/vendor/numgrade-"
MIN_LENGTH_THERE = 24

#: What has no place in a student's tree: its content can't be searched line by line.
_FORBIDDEN_FOLDERS = {".git", ".hg", ".svn", "__pycache__", ".ipynb_checkpoints"}
_FORBIDDEN_ENDINGS = (".pyc", ".pyo", ".so", ".pkl", ".pickle")


def refuse_leaks(assignment: Assignment, archive: Path) -> None:
    """Check that no line of a solution is in the students' archive.

    Raises
    ------
    CourseError
        Naming the first line found, where it is, and where it comes from.
    """
    secrets = solution_lines(assignment)
    for path, text in _texts(archive.read_bytes(), archive.name):
        flat = _flatten(text)
        least = MIN_LENGTH_THERE if OWN_WHEEL in path else MIN_LENGTH
        for line, origin in secrets.items():
            if len(line) >= least and line in flat:
                raise CourseError(
                    f"{assignment.id}: {path} gives away a solution: {line!r} is from "
                    f"{origin}; take it out, or mark it as part of a solution"
                )


def solution_lines(assignment: Assignment) -> dict[str, str]:
    """Return every telling line of the assignment's solutions, and its file and line.

    Lines that students are given elsewhere on purpose tell nothing: the same words
    stand in the given code, its docstrings, or a notebook. A comment beside the code
    is no such place for a statement: that is where a solution is forgotten.
    """
    plan = make_plan(assignment)
    notebooks = [piece for _, piece in plan.notebooks]
    pieces = [*plan.pieces, *notebooks]
    texts = [piece.text(filled=False) for piece in plan.pieces]
    shown = [piece.text(filled=False) for piece in notebooks]
    given = _flatten("\n".join([*map(_without_comments, texts), *shown]))
    comments = _flatten("\n".join(texts))
    secrets: dict[str, str] = {}
    for piece in pieces:
        for number, line in _hidden_lines(piece):
            flat = _flatten(line)
            known = comments if flat.startswith("#") else given
            if len(flat) >= MIN_LENGTH and flat not in known:
                origin = f"{piece.source.file.name}:{number}"
                secrets.setdefault(flat, origin)
    return secrets


def _hidden_lines(piece: Piece) -> Iterator[tuple[int, str]]:
    """Yield the lines of the spans that students write, with their numbers."""
    lines = piece.source.lines
    for span in piece.stubs:
        first = span.first + 1 + len(span.stub)
        inside = lines[first - 1 : span.last - 1]
        for number, line in enumerate(inside, start=first):
            yield number, line
        for number, code in _code_before_comments(inside):
            yield first + number, code


def _code_before_comments(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield what stands before the comment at a line's end, with the line's index."""
    text = textwrap.dedent("\n".join(lines)) + "\n"
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            yield row - 1, token.line[:column]


def _without_comments(text: str) -> str:
    lines = text.split("\n")
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    return "\n".join(lines)


def _flatten(text: str) -> str:
    """Forget white space: a line that was indented or wrapped anew is the same."""
    return re.sub(r"\s+", "", text)


def _texts(content: bytes, name: str) -> Iterator[tuple[str, str]]:
    """Yield every file of a zip, and of zips in it, as text that can be searched."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise CourseError(f"{name} is no zip, whatever its name says") from None
    with archive:
        for info in archive.infolist():
            path = PurePosixPath(info.filename)
            where = f"{name}/{path}"
            if _FORBIDDEN_FOLDERS.intersection(path.parts) or path.name.endswith(
                _FORBIDDEN_ENDINGS
            ):
                raise CourseError(
                    f"{where} can hide a solution; keep such files out of [[files]]"
                )
            inner = archive.read(info)
            if path.suffix in (".zip", ".whl") or zipfile.is_zipfile(io.BytesIO(inner)):
                yield from _texts(inner, where)
            elif path.suffix == ".ipynb":
                yield where, _notebook_text(inner, where)
            else:
                yield where, inner.decode("utf-8", "replace")


def _notebook_text(content: bytes, where: str) -> str:
    try:
        return "\n".join(_strings(json.loads(content)))
    except ValueError:
        raise CourseError(f"{where} is no notebook: its content isn't JSON") from None


def _strings(value: Any) -> Iterator[str]:
    """Yield all text in a JSON value, a cell's lines in one piece."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        if all(isinstance(item, str) for item in value):
            yield "".join(value)
        else:
            for item in value:
                yield from _strings(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _strings(item)
