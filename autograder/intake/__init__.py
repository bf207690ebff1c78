"""From what a student handed in to a tree of files that a worker can import.

Reads archives as data and copies files; runs and imports nothing of a submission.
"""

from autograder.intake.arrange import arrange
from autograder.intake.arrival import CANVAS, Arrival, arrivals_of
from autograder.intake.exported import METADATA
from autograder.intake.unpack import is_archive, submission_name, unpack

__all__ = [
    "CANVAS",
    "METADATA",
    "Arrival",
    "arrange",
    "arrivals_of",
    "is_archive",
    "submission_name",
    "unpack",
]
