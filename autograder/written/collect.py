"""Collecting a submission's answers: from which cells, and what in them is new."""

import difflib
import hashlib
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath

from autograder.course import Assignment
from autograder.errors import SubmissionError
from autograder.written.answers import Answers
from autograder.written.documents import document_fault
from autograder.written.match import match_cells
from autograder.written.notebook import Cell, read_cells, read_notebook
from autograder.written.parts import Gathering
from autograder.written.pictures import MAX_PICTURE
from autograder.written.questions import BLANK, LABEL

MAX_NOTEBOOKS = 40
MAX_LINES = 2_000  # of a cell, that are compared with the question's

#: path -> cells of the notebooks as they were handed out
Released = Mapping[str, Sequence[Cell]]


def read_released(given: Mapping[str, bytes]) -> Released:
    """Return the notebooks of a released tree that hold questions for people."""
    notebooks = {
        path: read_cells(content)
        for path, content in sorted(given.items())
        if path.endswith(".ipynb")
    }
    return {
        path: cells
        for path, cells in notebooks.items()
        if any(cell.questions for cell in cells)
    }


def collect_answers(assignment: Assignment, released: Released, root: Path) -> Answers:
    """Return what a submission says to each question that people grade.

    Parameters
    ----------
    assignment : Assignment
        Names the questions.
    released : mapping
        As `read_released` returns it.
    root : Path
        The submission, laid out as the released tree is; regular files alone.
    """
    found: dict[str, Gathering] = {name: Gathering() for name in assignment.by_hand}
    _read_notebooks(released, root, found)
    answers, documents = {}, {}
    for question in assignment.questions:
        if question.kind != "written":
            continue
        gathered = found[question.name]
        if question.document:
            file = root / question.document
            if fault := document_fault(file):
                gathered.note(f"{question.document} {fault}")
            else:
                content = file.read_bytes()
                documents[question.document] = content
                gathered.document = question.document
                gathered.sha256 = hashlib.sha256(content).hexdigest()
        answers[question.name] = gathered.answer()
    return Answers(answers, documents)


def _read_notebooks(
    released: Released, root: Path, found: Mapping[str, Gathering]
) -> None:
    """Look into the notebooks where they belong, then into renamed ones."""
    broken = []
    for path, original in released.items():
        try:
            cells = read_notebook(root / path)
        except SubmissionError as error:
            broken.append(f"{path} {error}")
            continue
        _gather(original, cells, (root / path).parent, found)
    for file in sorted(root.rglob("*.ipynb"))[:MAX_NOTEBOOKS]:
        name = file.relative_to(root).as_posix()
        if name not in released:
            _read_renamed(released, file, name, found)
    for gathered in found.values():
        if not gathered.answered:
            for line in broken:
                gathered.note(line)


def _read_renamed(
    released: Released,
    file: Path,
    name: str,
    found: Mapping[str, Gathering],
) -> None:
    """Take answers that are missing from a notebook under another name."""
    try:
        cells = read_notebook(file)
    except SubmissionError:
        return  # it isn't one of those that were asked for
    likeness = {
        path: sum(match is not None for match in match_cells(original, cells))
        for path, original in released.items()
    }
    path = max(likeness, key=lambda path: likeness[path], default=None)
    if path is None:
        return
    fresh = {
        question: Gathering()
        for question, gathered in found.items()
        if not gathered.answered
    }
    _gather(released[path], cells, file.parent, fresh)
    for question, gathered in fresh.items():
        if gathered.answered:
            gathered.note("found in a notebook under another name")
            found[question].take(gathered)


def _gather(
    original: Sequence[Cell],
    cells: Sequence[Cell],
    folder: Path,
    found: Mapping[str, Gathering],
) -> None:
    """Add what each question's cells hold, and the new cells that follow them."""
    current: tuple[str, ...] = ()
    for cell, match in zip(cells, match_cells(original, cells), strict=True):
        source = original[match.place] if match else None
        if source is not None:
            current = source.questions
        for name in current:
            if name in found:
                gathered = found[name]
                gathered.found = gathered.found or (match.how if match else "")
                if cell.is_code:
                    gathered.add_code(cell, source.text if source else "")
                else:
                    text = without_question(cell.text, source.text if source else "")
                    gathered.add_text(text, cell, partial(picture_file, folder))
                    asks = source is not None and bool(BLANK.search(source.text))
                    gathered.asks_text = gathered.asks_text or asks


def without_question(text: str, asked: str) -> str:
    """Return what a cell says beside what it was handed out with."""
    lines, given = text.splitlines(), asked.splitlines()
    new = lines[:MAX_LINES]
    if given:
        blocks = difflib.SequenceMatcher(None, given, new, autojunk=False)
        new = [
            line
            for kind, _, _, start, end in blocks.get_opcodes()
            if kind in ("insert", "replace")
            for line in new[start:end]
        ]
    kept = "\n".join([*new, *lines[MAX_LINES:]])
    return BLANK.sub("", LABEL.sub("", kept)).strip()


def picture_file(folder: Path, name: str) -> bytes | None:
    """Return what a text shows by its path, if that is a file of the submission."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\0" in name:
        return None
    file = folder / path
    try:
        small = file.is_file() and file.stat().st_size <= MAX_PICTURE
        return file.read_bytes() if small else None
    except OSError:
        return None
