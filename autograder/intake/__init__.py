"""From what a student handed in to a tree of files that a worker can import.

Reads archives as data and copies files; runs and imports nothing of a submission.
"""

from autograder.intake.arrange import arrange
from autograder.intake.unpack import is_archive, submission_name, unpack

__all__ = ["arrange", "is_archive", "submission_name", "unpack"]
