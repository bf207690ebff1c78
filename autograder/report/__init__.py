"""Showing results to people: students, instructors.

Reads outcomes as plain data; grades nothing.
"""

from autograder.report.feedback import feedback_page
from autograder.report.files import write_class, write_questions, write_submission
from autograder.report.known import Known, known_of
from autograder.report.text import lost_points

__all__ = [
    "Known",
    "feedback_page",
    "known_of",
    "lost_points",
    "write_class",
    "write_questions",
    "write_submission",
]
