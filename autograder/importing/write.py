"""Writing what was imported as an assignment folder of a course."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import jupytext
import nbformat

from autograder.errors import UsageError
from autograder.importing.checks import imported_names, write_checks
from autograder.importing.model import Cell, Imported, Question
from autograder.written.notebook import QUESTION_TAG

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_\-]+")
_CHECK = "from autograder.student import check"
_HEAD = """\
# {title}: imported from {tool}.
id = {id}
title = {title_text}
seed = 1  # of the hidden checks' inputs; choose another

[limits]
timeout = 60  # seconds a check, in which the notebook is run first
{files}
[[notebooks]]
path = {path}
source = {source}
"""
_FILE = """
[[files]]
path = {path}
source = {source}
"""
_QUESTION = """
[[questions]]
name = {name}
title = {name}
points = {points}
notebook = {notebook}
"""


def write_assignment(found: Imported, root: Path, name: str) -> Path:
    """Write ``assignments/<name>/`` below the course ``root``; return the folder.

    Raises
    ------
    UsageError
        If there is one of that name already, or a file that it needs is missing.
    """
    folder = root / "assignments" / name
    if folder.exists():
        raise UsageError(f"{folder} is there already; choose another name with --id")
    given = [found.file.parent / path for path in found.files]
    for file in given:
        if not file.is_file():
            raise UsageError(f"{found.file.name} names {file}, which is missing")
    _name_well(found)
    graded = [q for q in found.questions if q.points > 0]
    for question in found.questions:
        if question not in graded:
            found.warnings.append(f"{question.name} is worth nothing: left out")
    texts = {
        "assignment.toml": _toml(found, graded, name),
        f"notebooks/{found.file.stem}.py": _notebook(found, graded),
    }
    imports = imported_names(cell.source for cell in found.cells if _is_code(cell))
    for part, hidden in (("public", False), ("hidden", True)):
        texts[f"tests/{part}/test_{_stem(found.file)}.py"] = write_checks(
            graded, hidden, found.file.stem, imports, found.title, found.tool
        )
    for path, text in texts.items():
        if text:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
    for path, file in zip(found.files, given, strict=True):
        target = root / "solutions" / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    return folder


def _name_well(found: Imported) -> None:
    """Make the questions' names ones that everything can carry, each another."""
    seen: set[str] = set()
    for question in found.questions:
        name = _NOT_IN_NAMES.sub("_", question.name)
        if name in seen:
            raise UsageError(f"two questions are called {name!r}; rename one")
        seen.add(name)
        if name != question.name:
            found.warnings.append(f"{question.name!r} is called {name} now")
            found.cells = [
                replace(cell, source=name)
                if cell.kind == "check" and cell.source == question.name
                else cell
                for cell in found.cells
            ]
            question.name = name


def _toml(found: Imported, graded: list[Question], name: str) -> str:
    quote = json.dumps  # a JSON string is a TOML one
    files = "".join(
        _FILE.format(path=quote(path), source=quote(f"{name}/{path}"))
        for path in found.files
    )
    text = _HEAD.format(
        title=found.title.replace("\n", " "),
        tool=found.tool,
        id=quote(name),
        title_text=quote(found.title, ensure_ascii=False),
        files=files,
        path=quote(f"{found.file.stem}.ipynb"),
        source=quote(f"notebooks/{found.file.stem}.py"),
    )
    for question in graded:
        text += _QUESTION.format(
            name=quote(question.name),
            points=f"{question.points:g}",
            notebook=quote(found.file.stem),
        )
        text += "" if question.cases else 'kind = "written"\n'
    return text


def _notebook(found: Imported, graded: list[Question]) -> str:
    """Return the notebook's text, each question's tests a cell that checks it."""
    kept = {question.name for question in graded}
    cells = []
    for cell in found.cells:
        tags = ["instructor"] if cell.instructor else []
        tags += [QUESTION_TAG + cell.question] if cell.question in kept else []
        metadata = {"tags": tags} if tags else {}
        if cell.kind == "check" and cell.source in kept:
            source = f"check({json.dumps(cell.source)})"
            cells.append(nbformat.v4.new_code_cell(source))
        elif cell.kind == "code":
            cells.append(nbformat.v4.new_code_cell(cell.source, metadata=metadata))
        elif cell.kind == "markdown":
            cells.append(nbformat.v4.new_markdown_cell(cell.source, metadata=metadata))
    place = 1 if cells and cells[0].cell_type == "markdown" else 0
    cells.insert(place, nbformat.v4.new_code_cell(_CHECK))
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["jupytext"] = {"notebook_metadata_filter": "-all"}
    return str(jupytext.writes(notebook, fmt="py:percent"))


def _is_code(cell: Cell) -> bool:
    return cell.kind == "code"


def _stem(file: Path) -> str:
    return re.sub(r"\W+", "_", file.stem)
