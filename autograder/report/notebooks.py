"""A submission's notebooks for print, whole, and unable to do anything.

Text becomes HTML without scripts and addresses, pictures are checked, and all that an
output may hold beside text and pictures is left out.
"""

import tempfile
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder.course import Assignment
from autograder.errors import SubmissionError
from autograder.inert import inert
from autograder.intake import unpack
from autograder.written import Part
from autograder.written.collect import MAX_NOTEBOOKS, picture_file
from autograder.written.notebook import Cell, read_notebook
from autograder.written.parts import Gathering
from autograder.written.render import render_part

MAX_CELLS = 1_000  # of all notebooks together
MAX_SHOWN = 40 * 2**20  # characters of HTML; a PDF of more is of no use
_MAX_COLOURED = 20_000  # characters of code


@dataclass(frozen=True)
class Shown:
    """One notebook: its path in the submission, its cells as HTML, what is missing."""

    path: str
    cells: list[Markup]
    notes: list[str]

    @property
    def style(self) -> Markup:
        """The style sheet of code in the cells."""
        return Markup(_formatter().get_style_defs("pre.code"))


def show_notebooks(assignment: Assignment, submission: Path) -> list[Shown]:
    """Return all notebooks of a submission as it was handed in.

    Raises
    ------
    SubmissionError
        If it can't be unpacked.
    """
    with tempfile.TemporaryDirectory(prefix="numgrade-") as folder:
        root = Path(folder)
        unpack(submission, root, assignment.limits.unpacked)
        files = sorted(root.rglob("*.ipynb"))[:MAX_NOTEBOOKS]
        room = _Room()
        return [_show(file, file.relative_to(root).as_posix(), room) for file in files]


class _Room:
    """How much may still be shown."""

    def __init__(self) -> None:
        self.cells = MAX_CELLS
        self.characters = MAX_SHOWN

    def take(self, shown: str) -> bool:
        """Return whether a cell still fits."""
        self.cells -= 1
        self.characters -= len(shown)
        return self.cells >= 0 and self.characters >= 0


def _show(file: Path, path: str, room: _Room) -> Shown:
    try:
        cells = read_notebook(file)
    except SubmissionError as error:
        return Shown(inert(path), [], [f"not shown: it {error}"])
    shown: list[Markup] = []
    for cell in cells:
        html = show_cell(cell, file.parent)
        if not room.take(html):
            left = f"only its first {len(shown)} of {len(cells)} cells are shown"
            return Shown(inert(path), shown, [left])
        shown.append(Markup(html))  # made of escaped text alone
    return Shown(inert(path), shown, [])


def show_cell(cell: Cell, folder: Path) -> str:
    """Return a cell as HTML; ``folder`` is where pictures lie that it names."""
    gathered = Gathering()
    if cell.is_code:
        gathered.add_code(cell, "")
    else:
        gathered.add_text(cell.text, cell, partial(picture_file, folder))
    pieces, pictures = [], 0
    for part in gathered.parts:
        pictures += part.kind == "picture"
        pieces.append(
            _coloured(part) if part.kind == "code" else render_part(part, pictures)
        )
    pieces += [f'<p class="soft">{Markup.escape(n)}</p>' for n in gathered.notes]
    return "\n".join(pieces)


def _coloured(part: Part) -> str:
    text = inert(part.text)
    if len(text) > _MAX_COLOURED:
        return f'<pre class="code">{Markup.escape(text)}</pre>'
    return f'<pre class="code">{highlight(text, PythonLexer(), _formatter())}</pre>'


@cache
def _formatter() -> "HtmlFormatter[str]":
    return HtmlFormatter(nowrap=True, style="friendly")
