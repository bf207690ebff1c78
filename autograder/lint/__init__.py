"""What instructors get wrong in an assignment, found before students find it."""

from autograder.lint.findings import Finding
from autograder.lint.rules import lint

__all__ = ["Finding", "lint"]
