"""Reading nbgrader's source notebooks: metadata of schema 3, markers in code.

nbgrader gives a test cell all of its points or none, hidden part included: it becomes
one check with all the points, and where part of it is hidden a public one for none.
"""

import ast
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.importing.model import (
    Case,
    Cell,
    Imported,
    Question,
    cell_error,
    statements,
    title_of,
)
from autograder.importing.spans import nbgrader_spans

_BEGIN, _END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
_GENERATED = re.compile(r"###\s*(HASHED\s+)?AUTOTEST")


def read_nbgrader(notebook: Any, file: Path) -> Imported:
    """Read a notebook that has nbgrader's metadata.

    Raises
    ------
    CourseError
        If a cell can't be imported.
    """
    found = Imported(file, "nbgrader", title_of(notebook, file))
    for number, cell in enumerate(notebook.cells, start=1):
        told = cell.metadata.get("nbgrader", {})
        graded, solution = told.get("grade"), told.get("solution")
        if cell.cell_type == "code" and _GENERATED.search(cell.source):
            raise cell_error(
                file,
                number,
                "### AUTOTEST stands for tests that nbgrader generates; generate the "
                "assignment with it, and write what it made in the place of this line",
            )
        name = str(told.get("grade_id", f"cell_{number}"))
        if graded and not solution and cell.cell_type == "code":
            found.questions.append(_question(cell.source, name, told, file, number))
            found.cells.append(Cell("check", name))
        elif (graded or told.get("task")) and (solution or told.get("task")):
            found.questions.append(Question(name, float(told.get("points", 0))))
            answer = _answer(cell, name, file, number)
            found.cells += [replace(part, question=name) for part in answer]
        elif solution and cell.cell_type == "code":
            found.cells += _answer(cell, name, file, number)
        else:
            found.cells.append(Cell(cell.cell_type, cell.source))
    return found


def _question(source: str, name: str, told: Any, file: Path, number: int) -> Question:
    visible: list[str] = []
    whole: list[str] = []
    hidden = hides = False
    for line in source.split("\n"):
        if _BEGIN in line or _END in line:
            if hidden == (_BEGIN in line):
                raise cell_error(file, number, f"{line.strip()} has no counterpart")
            hidden = _BEGIN in line
            hides = True
            continue
        whole.append(line)
        if not hidden:
            visible.append(line)
    if hidden:
        raise cell_error(file, number, f"{_BEGIN} is never ended")
    points = float(told.get("points", 0))
    statements("\n".join(whole), lambda text: cell_error(file, number, text))
    cases = [Case("\n".join(whole), points, hidden=hides)]
    if hides and _stands_alone("\n".join(visible)):
        cases.insert(0, Case("\n".join(visible), 0.0, hidden=False))
    return Question(name, points, cases)


def _stands_alone(code: str) -> bool:
    """Tell whether what is visible of a test is one by itself."""
    try:
        return bool(ast.parse(code).body)
    except SyntaxError:  # all that a loop does, say, is hidden
        return False


def _answer(cell: Any, name: str, file: Path, number: int) -> list[Cell]:
    """Return what students write in, and the model answer."""
    if cell.cell_type == "code":
        source = nbgrader_spans(
            cell.source, name, lambda text: cell_error(file, number, text)
        )
        return [Cell("code", source)]
    return [
        Cell("markdown", "*write here*"),
        Cell("markdown", cell.source, instructor=True),
    ]
