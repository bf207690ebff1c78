"""Canvas's gradebook as CSV.

Its reader is ``GradebookImporter`` in https://github.com/instructure/canvas-lms,
lib/gradebook_importer.rb: which columns come first, which rows are no students, what is
read only, that grades are compared at two decimals.
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
from autograder.export.names import canvas_key, match_rows
from autograder.export.sheet import Sheet
from autograder.grade.final import Grade
from autograder.inert import inert_cell
from autograder.intake import CANVAS
from autograder.report.text import some

_PERSON = ("Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID")
_ASSIGNMENT = re.compile(r"(?P<title>.*) \((?P<id>\d+)\)")
#: Rows that tell something of the columns instead of a student.
_ABOUT_COLUMNS = re.compile(r"\s*(Points Possible|Muted|Manual Posting).*", re.DOTALL)


def new_canvas(grades: Sequence[Grade], assignment: Assignment, column: str) -> Done:
    """Return a gradebook made from nothing but the results."""
    title = column or assignment.title
    most = max((grade.max for grade in grades), default=assignment.total)
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title]
    rows = [["    Points Possible", "", "", "", "", points(most)]]
    for grade in grades:
        named = CANVAS.fullmatch(grade.name)
        user, login = (named["user"], "") if named else ("", grade.name)
        person = [inert_cell(grade.name), user, "", inert_cell(login), ""]
        rows.append([*person, points(grade.total)])
    notes = [
        "Canvas finds students best by its own file: export the gradebook there and "
        "name it with --into",
        *unmarked_note(grades),
    ]
    return Done(Sheet(header, rows).text().encode(), notes)


def into_canvas(
    grades: Sequence[Grade], assignment: Assignment, column: str, sheet: Sheet
) -> Done:
    """Fill in one column of the gradebook that Canvas exported; all else stays.

    Raises
    ------
    UsageError
        If it isn't such a file, or has no column for the assignment.
    """
    if sheet.header[:2] != ["Student", "ID"]:
        raise UsageError(
            "--into: Canvas's gradebook begins with the columns Student and ID; export "
            "it again"
        )
    place = _column(sheet, assignment, column)
    found, lost = match_rows([grade.name for grade in grades], _people(sheet))
    notes = unmarked_note(grades) + _limits(sheet, place, grades)
    excused = []
    for grade in grades:
        if grade.name not in found:
            continue
        row = sheet.rows[found[grade.name]]
        if row[place].strip().upper() == "EX":
            excused.append(grade.name)
        else:
            row[place] = points(grade.total)
    if excused:
        notes.append(f"excused there, and left so: {some(excused)}")
    students = sum(not _ABOUT_COLUMNS.match(row[0]) for row in sheet.rows)
    notes += absent_note(students - len(found))
    return Done(sheet.text().encode(), notes, lost)


def _column(sheet: Sheet, assignment: Assignment, column: str) -> int:
    """Return the place of the assignment's column, new if its name was asked for."""
    wanted = [column] if column else [assignment.title, assignment.id]
    titles: list[str] = []
    for place, cell in enumerate(sheet.header):
        named = _ASSIGNMENT.fullmatch(cell)
        if named:
            titles.append(cell)
        if cell in wanted or (named and named["title"] in wanted):
            return place
    if column:
        return sheet.add(column)
    raise UsageError(
        f"--into: no column is called {assignment.title!r}; choose one with --column: "
        f"{', '.join(titles) or 'there is none yet, so any title makes a new one'}"
    )


def _people(sheet: Sheet) -> list[list[str]]:
    """Return what tells whose row it is, row by row."""
    columns = [sheet.column(title) for title in _PERSON]
    people = [list(cells) for cells in zip(*columns, strict=True)]
    for cells, user in zip(people, sheet.column("ID"), strict=True):
        cells.append(canvas_key(user.strip()) if user.strip() else "")
    return [
        [] if _ABOUT_COLUMNS.match(row[0]) else cells
        for row, cells in zip(sheet.rows, people, strict=True)
    ]


def _limits(sheet: Sheet, place: int, grades: Sequence[Grade]) -> list[str]:
    """Compare the column's points with ours."""
    for row in sheet.rows:
        if row[0].strip() == "Points Possible":
            if "read only" in row[place]:
                raise UsageError(
                    f"--into: Canvas lets nobody write to {sheet.header[place]!r}; "
                    "choose an assignment's column with --column"
                )
            most = points(max((grade.max for grade in grades), default=0))
            there = row[place].strip()
            if there and number(there) != number(most):
                return maximum_note(most, there)
    return []
