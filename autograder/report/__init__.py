"""Showing results to people: students, instructors.

Reads outcomes as plain data; grades nothing.
"""

from autograder.report.text import describe_checks

__all__ = ["describe_checks"]
