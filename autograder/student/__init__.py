"""The student's side: a notebook's cells for checks and data, packing for handing in.

A notebook says ``from autograder.student import check, get_data``.
"""

from autograder.student.data import get_data
from autograder.student.notebook import check
from autograder.student.submission import find_missing, pack_submission
from autograder.student.unwritten import announce_unwritten

__all__ = ["check", "find_missing", "get_data", "pack_submission"]

announce_unwritten()
