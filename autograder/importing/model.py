"""What a source notebook comes to, whichever tool it was written for."""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.errors import CourseError


@dataclass(frozen=True)
class Case:
    """One test: statements, and what they show when the answer is right.

    ``shown`` is the text of the last expression's value, ``printed`` what is printed;
    None where nothing is compared.
    """

    code: str
    points: float
    hidden: bool
    shown: str | None = None
    printed: str | None = None


@dataclass
class Question:
    """A question with its tests; without tests, people grade it."""

    name: str
    points: float
    cases: list[Case] = field(default_factory=list)


@dataclass(frozen=True)
class Cell:
    """A cell of numgrade's notebook text: code with its markers, or text.

    ``instructor`` ones never reach students. ``question`` names the one that people
    grade by it.
    """

    kind: str
    source: str
    instructor: bool = False
    question: str = ""


@dataclass
class Imported:
    """An assignment as it was found in ``file``, and what to look at afterwards."""

    file: Path
    tool: str
    title: str
    cells: list[Cell] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    files: Sequence[str] = ()
    warnings: list[str] = field(default_factory=list)


def cell_error(file: Path, number: int, text: str) -> CourseError:
    """Make the error for what is wrong in a cell, numbered from 1."""
    return CourseError(f"{file}, cell {number}: {text}")


def statements(code: str, fail: Callable[[str], Exception]) -> list[ast.stmt]:
    """Return the statements of a test; ``fail`` makes the error if it isn't Python."""
    try:
        return ast.parse(code).body
    except SyntaxError as error:
        words = f"not valid Python, line {error.lineno}: {error.msg}"
        raise fail(f"{words}; tests hold no magics") from None


def title_of(notebook: Any, file: Path) -> str:
    """Return a notebook's first heading, or its file's name."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                if line.startswith("#"):
                    return str(line.lstrip("# ").strip())
    return file.stem
