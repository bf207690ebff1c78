"""Moodle's grades as CSV: a grading worksheet, or any table for its import.

A worksheet is what "Download grading worksheet" gives and "Upload grading worksheet"
takes (https://docs.moodle.org/en/Assignment_settings, "Offline grading worksheet"; read
by mod/assign/feedback/offline/importgradeslib.php). Any other table goes through
"Import CSV file", where columns are mapped (https://docs.moodle.org/en/Grade_import).
Feedback is never written to it: importing feedback without a grade erases the grade.
"""

import re
from collections.abc import Sequence

from autograder.course import Assignment
from autograder.errors import UsageError
from autograder.export.done import (
    Done,
    absent_note,
    maximum_note,
    number,
    points,
    unmarked_note,
)
from autograder.export.names import MOODLE, match_rows, moodle_key
from autograder.export.sheet import Sheet
from autograder.grade.final import Grade
from autograder.inert import inert_cell
from autograder.report.text import some

_PERSON = ("ID number", "Email address", "Username", "Full name")
_WORKSHEET = "Identifier"
_PARTICIPANT = re.compile(r"[^\W\d]\D* ?\d+")


def new_moodle(grades: Sequence[Grade], assignment: Assignment, column: str) -> Done:
    """Return a table for Moodle's import with its mapping of columns."""
    header = ["Username", "ID number", "Email address", column or assignment.title]
    rows = []
    for grade in grades:
        name = inert_cell(grade.name)
        address = name if "@" in name else ""
        login = "" if address else name
        rows.append([login, login, address, points(grade.total)])
    notes = [
        "map one of Username, ID number and Email address in Moodle's import, or name "
        "its grading worksheet with --into",
        *unmarked_note(grades),
    ]
    return Done(Sheet(header, rows).text().encode(), notes)


def into_moodle(
    grades: Sequence[Grade], assignment: Assignment, column: str, sheet: Sheet
) -> Done:
    """Fill in the grades of a worksheet, or a column of a table; all else stays.

    Raises
    ------
    UsageError
        If nothing in it tells who a row is about.
    """
    people = people_of(sheet)
    place = _column(sheet, assignment, column)
    found, lost = match_rows([grade.name for grade in grades], people)
    locked = sheet.column("Grade can be changed")
    notes = unmarked_note(grades) + _limits(sheet, grades)
    for grade in grades:
        if grade.name not in found:
            continue
        row = found[grade.name]
        if locked[row].strip().casefold() == "no":
            lost[grade.name] = "Moodle says that this grade can't be changed"
        else:
            sheet.rows[row][place] = points(grade.total)
    notes += absent_note(len(sheet.rows) - len(found))
    return Done(sheet.text().encode(), notes, lost)


def people_of(sheet: Sheet) -> list[list[str]]:
    """Return what tells whose row it is, row by row.

    Raises
    ------
    UsageError
        If no column does.
    """
    titles = [title for title in _PERSON if title in sheet.header]
    if not titles and not any(participants(sheet)):
        raise UsageError(
            "--into: no column says who a row is about; Moodle's have "
            f"{_WORKSHEET}, {', '.join(_PERSON)}"
        )
    columns = [sheet.column(title) for title in titles]
    people = [list(cells) for cells in zip(*columns, strict=True)]
    people = people or [[] for _ in sheet.rows]
    for cells, participant in zip(people, participants(sheet), strict=True):
        cells.append(moodle_key(participant) if participant else "")
    first, last = sheet.column("First name"), sheet.column("Last name")
    for cells, one, two in zip(people, first, last, strict=True):
        cells.append(f"{one} {two}")
    return people


def participants(sheet: Sheet) -> list[str]:
    """Return the number at the end of ``Participant 1234``, row by row."""
    cells = [cell.strip() for cell in sheet.column(_WORKSHEET)]
    if _WORKSHEET not in sheet.header:  # or what it is called in another language
        first = [row[0].strip() for row in sheet.rows]
        cells = first if all(map(_PARTICIPANT.fullmatch, first)) else cells
    found = [re.search(r"\d+\Z", cell) for cell in cells]
    return [digits[0] if digits else "" for digits in found]


def feedback_folder(name: str, participant: str) -> str:
    """Return the folder that Moodle's "Upload multiple feedback files" looks for."""
    return f"{name.replace('_', ' ')}_{participant}_assignfeedback_file"


def feedback_folders(
    names: Sequence[str], sheet: Sheet | None
) -> tuple[dict[str, str], dict[str, str]]:
    """Find each submission's feedback folder, from its name or from a worksheet."""
    folders, lost = {}, {}
    for name in names:
        if named := MOODLE.fullmatch(name):
            folders[name] = feedback_folder(named["name"], named["participant"])
        else:
            lost[name] = "isn't named as Moodle does; name its worksheet with --into"
    if sheet is None:
        return folders, lost
    found, lost = match_rows(names, people_of(sheet))
    people = list(zip(sheet.column("Full name"), participants(sheet), strict=True))
    folders = {name: feedback_folder(*people[row]) for name, row in found.items()}
    return folders, lost


def _column(sheet: Sheet, assignment: Assignment, column: str) -> int:
    for title in (column,) if column else ("Grade", assignment.title, assignment.id):
        if title in sheet.header:
            return sheet.header.index(title)
    return sheet.add(column or assignment.title)


def _limits(sheet: Sheet, grades: Sequence[Grade]) -> list[str]:
    there = {cell.strip() for cell in sheet.column("Maximum Grade")} - {""}
    most = points(max((grade.max for grade in grades), default=0))
    other = [cell for cell in there if number(cell) != float(most)]
    if other:
        return maximum_note(most, some(other))
    return []
