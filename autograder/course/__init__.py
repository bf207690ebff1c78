"""Reading a course: where it is, and what its ``assignment.toml`` files say.

Knows nothing of releasing or grading; everything else may import it.
"""

from autograder.course.assignment import (
    Assignment,
    DataSpec,
    FileSpec,
    Limits,
    NotebookSpec,
    Question,
    nearest_module,
)
from autograder.course.late import Late, days_late, late_factor
from autograder.course.loading import load
from autograder.course.misconceptions import Misconception, load_misconceptions
from autograder.course.released import RELEASED, describe_release, load_released
from autograder.course.root import assignment_ids, find_root
from autograder.course.tools import all_tools, other_versions

__all__ = [
    "RELEASED",
    "Assignment",
    "DataSpec",
    "FileSpec",
    "Late",
    "Limits",
    "Misconception",
    "NotebookSpec",
    "Question",
    "all_tools",
    "assignment_ids",
    "days_late",
    "describe_release",
    "find_root",
    "late_factor",
    "load",
    "load_misconceptions",
    "load_released",
    "nearest_module",
    "other_versions",
]
