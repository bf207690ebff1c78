"""Grading by hand: a page in the browser, and a table, over the gradebook's marks.

The page comes from a server on this machine alone, and shows students' answers as text
and pictures that can do nothing.
"""

from autograder.review.desk import Desk
from autograder.review.folder import ResultsFolder
from autograder.review.server import make_app
from autograder.review.sheet import read_sheet, write_sheet

__all__ = ["Desk", "ResultsFolder", "make_app", "read_sheet", "write_sheet"]
