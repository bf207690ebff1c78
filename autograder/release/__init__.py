"""Making what students get out of the model solutions: trees, archives, leak checks.

Reads the course and writes files; runs no code of the course and knows no grading.
"""

from autograder.release.archive import write_tree, write_zip
from autograder.release.build import build_answered, build_tree, keep_answered
from autograder.release.extras import build_extras
from autograder.release.leaks import refuse_leaks

__all__ = [
    "build_answered",
    "build_extras",
    "build_tree",
    "keep_answered",
    "refuse_leaks",
    "write_tree",
    "write_zip",
]
