"""The student's side: a notebook's cells for checks and data, packing for handing in.

A notebook says ``from autograder.student import check, get_data``.
"""

from autograder.student.data import get_data
from autograder.student.notebook import announce_unwritten, check
from autograder.student.submission import find_missing, pack_submission

__all__ = ["check", "find_missing", "get_data", "pack_submission"]

announce_unwritten()
