"""Marks as a table for a spreadsheet, and back, without overwriting anybody."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from autograder.errors import UsageError
from autograder.gradebook import ConflictError, Mark
from autograder.inert import inert_cell
from autograder.review.desk import Change, Desk
from autograder.written import Answer

COLUMNS = ("question", "submission", "answer", "points", "reasons", "comment")
#: Tells whether somebody marked since the table was written; to be left alone.
REVISION = "revision"
#: Tells the answer in the table from a later one; to be left alone, too.
SEEN = "seen"

_ANSWER = 30_000  # characters; a spreadsheet's cell takes 32,767
_BETWEEN = "\n"
_BOM = "\ufeff"  # Excel takes a file without one for no Unicode


@dataclass
class Read:
    """What came of reading a table: marks written, and those that stay as they were."""

    saved: int = 0
    same: int = 0
    conflicts: list[str] = field(default_factory=list)


def write_sheet(desk: Desk, questions: Iterable[str]) -> str:
    """Return a CSV file: one row a question and submission, with answer and mark."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*COLUMNS, REVISION, SEEN])
    for question in questions:
        marks = desk.marks(desk.question(question).name)
        for id_, name in desk.ids(question).items():
            answer = desk.folder.answer(name, question)
            mark = marks.get(name, Mark(desk.assignment, name, question, None))
            cells = [
                question,
                id_,
                _shown(answer)[:_ANSWER],
                "" if mark.points is None else f"{mark.points:g}",
                _BETWEEN.join(mark.reasons),
                mark.comment,
                str(mark.revision),
                answer.digest,
            ]
            writer.writerow([inert_cell(cell) for cell in cells])
    return _BOM + text.getvalue()


def read_sheet(desk: Desk, file: Path, person: str) -> Read:
    """Take the marks of a table into the gradebook.

    A row that says what the mark is already changes nothing. A row whose mark somebody
    has changed since the table was written is left, and told.

    Raises
    ------
    UsageError
        If any row is wrong; then nothing is written.
    """
    wanted = [_change(desk, file, number, row) for number, row in _rows(file)]
    done = Read()
    marks = {question: desk.marks(question) for question in desk.questions}
    for question, id_, name, change in wanted:
        current = marks[question].get(name, Mark(desk.assignment, name, question, None))
        same = (current.points, current.reasons, current.comment)
        if same == (change.points, change.reasons, change.comment):
            done.same += 1
            continue
        try:
            desk.save(question, name, msgspec.structs.replace(change, person=person))
            done.saved += 1
        except ConflictError as error:
            done.conflicts.append(f"{question}, {id_}: {error}")
    return done


def _rows(file: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            text = stream.read()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: can't be read as CSV in UTF-8: {error}") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
        missing = {*COLUMNS, REVISION} - {"answer"} - set(reader.fieldnames or ())
        if missing:
            raise UsageError(f"{file}: no column {sorted(missing)[0]!r}; keep them all")
        return [(reader.line_num, row) for row in reader if any(row.values())]
    except csv.Error as error:
        raise UsageError(f"{file}: can't be read as CSV: {error}") from None


def _change(
    desk: Desk, file: Path, number: int, row: dict[str, str]
) -> tuple[str, str, str, Change]:
    """Return a row's question, id, submission's name, and what it wants."""
    cells = {key: _original(value or "") for key, value in row.items() if key}
    try:
        name = desk.name(cells["question"], cells["submission"])
        points = cells["points"].strip().replace(",", ".")
        reasons = [part.strip() for part in cells["reasons"].split(_BETWEEN)]
        table = {
            "points": float(points) if points else None,
            "reasons": [reason for reason in reasons if reason],
            "comment": cells["comment"],
            "revision": int(cells[REVISION] or 0),
            "person": "sheet",
            "answer": cells.get(SEEN, ""),
        }
        change = msgspec.convert(table, Change)
        most = desk.question(cells["question"]).points
        if change.points is not None and not change.points <= most:
            raise ValueError(f"{points} points: the question has {most:g}")
    except (UsageError, ValueError, msgspec.ValidationError) as error:
        raise UsageError(
            f"{file}, line {number}: {error}; correct it, nothing was read"
        ) from None
    return cells["question"], cells["submission"], name, change


def _original(cell: str) -> str:
    """Take off what keeps a spreadsheet from calculating."""
    cell = cell.replace("\r", "")
    bare = cell.removeprefix("'")
    return bare if inert_cell(bare) == cell else cell


def _shown(answer: Answer) -> str:
    pieces = ["[picture]" if p.kind == "picture" else p.text for p in answer.parts]
    return "\n".join(pieces)
