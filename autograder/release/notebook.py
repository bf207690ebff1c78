"""From a notebook's text to the ``.ipynb`` that students open.

The text is Python in jupytext's percent format, so markers and imports are handled as
in any module. Cells tagged ``instructor`` ship with the solution alone.
"""

import hashlib
from collections import Counter
from typing import Any

import jupytext
import nbformat

from autograder.course import Assignment
from autograder.release.colab import PLACE, colab_cell
from autograder.release.imports import Moves, Place, move_imports
from autograder.release.plan import Piece

INSTRUCTOR = "instructor"

_METADATA = {
    "kernelspec": {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python", "file_extension": ".py"},
}


def build_notebook(
    piece: Piece, assignment: Assignment, moves: Moves, filled: bool
) -> str:
    """Return a notebook as JSON: stable cell ids, no outputs.

    Parameters
    ----------
    piece : Piece
        Its text.
    assignment : Assignment
        Whose package is written wherever the text says ``{package}``, and whose cell
        for Colab in place of ``# {colab}``.
    moves : mapping
        Where the modules of solutions/ are shipped.
    filled : bool
        With solutions and instructors' cells; otherwise without both.
    """
    blank = _read(piece, assignment, moves, filled=False)
    cells = _read(piece, assignment, moves, filled) if filled else blank
    ids = _ids(blank)
    kept = []
    for cell, name in zip(cells, ids, strict=True):
        tags = cell.metadata.get("tags", [])
        if INSTRUCTOR in tags and not filled:
            continue
        kept.append(_fresh(cell, name))
    notebook = nbformat.v4.new_notebook(cells=kept, metadata=_METADATA)
    nbformat.validate(notebook)
    return str(nbformat.writes(notebook)) + "\n"


def _read(
    piece: Piece, assignment: Assignment, moves: Moves, filled: bool
) -> list[Any]:
    package = assignment.package
    place = Place(
        file=piece.source.file,
        module=piece.source.file.stem,
        shipped="",
        relative=False,
    )
    text = move_imports(piece.text(filled), place, moves)
    prefix = f"{package}/" if package else ""
    text = text.replace(PLACE, colab_cell(assignment.id))
    text = text.replace("{package}/", prefix).replace("{package}", package)
    return list(jupytext.reads(text, fmt="py:percent").cells)


def _fresh(cell: Any, name: str) -> Any:
    """Return a cell with nothing in it but its source and its tags."""
    tags = [tag for tag in cell.metadata.get("tags", []) if tag != INSTRUCTOR]
    metadata = {"tags": tags} if tags else {}
    make: Any = {
        "code": nbformat.v4.new_code_cell,
        "markdown": nbformat.v4.new_markdown_cell,
        "raw": nbformat.v4.new_raw_cell,
    }[cell.cell_type]
    return make(cell.source, id=name, metadata=metadata)


def _ids(cells: list[Any]) -> list[str]:
    """Name each cell by what students read in it: an edit renames that cell alone."""
    seen: Counter[str] = Counter()
    names = []
    for cell in cells:
        digest = hashlib.sha256(cell.source.encode()).hexdigest()[:12]
        seen[digest] += 1
        names.append(digest if seen[digest] == 1 else f"{digest}-{seen[digest]}")
    return names
