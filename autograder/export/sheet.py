"""A CSV file as an LMS exports it: read, changed in one column, written as it was."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UsageError

_BOM = "\ufeff"


@dataclass
class Sheet:
    """The cells of a CSV file, and how they were written."""

    header: list[str]
    rows: list[list[str]]
    delimiter: str = ","
    newline: str = "\n"
    bom: bool = False

    def column(self, title: str) -> list[str]:
        """Return the cells of a column, or empty ones if there is none."""
        if title not in self.header:
            return [""] * len(self.rows)
        place = self.header.index(title)
        return [row[place] for row in self.rows]

    def add(self, title: str) -> int:
        """Add an empty column; return its place."""
        self.header.append(title)
        for row in self.rows:
            row.append("")
        return len(self.header) - 1

    def text(self) -> str:
        """Return the file's content."""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self.delimiter, lineterminator=self.newline)
        writer.writerows([self.header, *self.rows])
        return (_BOM if self.bom else "") + text.getvalue()


def read_sheet(file: Path) -> Sheet:
    """Read a CSV file with commas, semicolons or tabs between its cells.

    Raises
    ------
    UsageError
        If it isn't one.
    """
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            text = stream.read()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: can't be read as CSV in UTF-8: {error}") from None
    bom = text.startswith(_BOM)
    text = text.removeprefix(_BOM)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    newline = "\r\n" if first.endswith("\r") else "\n"
    try:
        cells = [
            row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if row
        ]
    except csv.Error as error:
        raise UsageError(f"{file}: can't be read as CSV: {error}") from None
    if not cells:
        raise UsageError(f"{file} is empty; name the file that the LMS exported")
    header, *rows = cells
    width = len(header)
    # Canvas ends some rows before the last column
    rows = [row + [""] * (width - len(row)) for row in rows]
    if any(len(row) > width for row in rows):
        raise UsageError(
            f"{file}: a row has more cells than the header; export it again"
        )
    return Sheet(header, rows, delimiter, newline, bom)
