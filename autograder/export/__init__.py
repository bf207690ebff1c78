"""Handing grades on: to Canvas, Moodle, Gradescope, CI, a spreadsheet, the students."""

from autograder.export.done import Done
from autograder.export.export import FORMATS, Order, export

__all__ = ["FORMATS", "Done", "Order", "export"]
