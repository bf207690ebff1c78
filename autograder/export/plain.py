"""Grades for a spreadsheet: one row a submission."""

import csv
import io
from collections.abc import Sequence

from autograder.export.done import Done, unmarked_note
from autograder.grade.final import Grade
from autograder.inert import inert_cell


def plain_csv(grades: Sequence[Grade]) -> Done:
    """Return the points of each question, what lateness took, and what is left."""
    questions = list(grades[0].scores) if grades else []
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["submission", *questions, "late", "total", "max", "remarks"])
    for grade in grades:
        numbers = [*grade.scores.values(), -grade.late, grade.total, grade.max]
        cells = ["" if number is None else f"{number + 0.0:.10g}" for number in numbers]
        writer.writerow([inert_cell(grade.name), *cells, inert_cell(grade.remarks)])
    return Done(text.getvalue().encode(), unmarked_note(grades))
