"""The student's side: the check cell of a notebook, and packing what is handed in.

A notebook says ``from autograder.student import check``.
"""

from autograder.student.notebook import announce_unwritten, check
from autograder.student.submission import find_missing, pack_submission

__all__ = ["check", "find_missing", "pack_submission"]

announce_unwritten()
