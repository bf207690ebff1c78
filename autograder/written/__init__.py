"""What people grade: finding written answers and plots in submitted notebooks.

Reads notebooks as data, bounded in size; runs and imports nothing of a submission.
"""

from autograder.written.answers import Answer, Answers, Part
from autograder.written.collect import collect_answers, read_released
from autograder.written.pictures import Picture, check_picture
from autograder.written.questions import (
    RubricItem,
    WrittenQuestion,
    read_questions,
)

__all__ = [
    "Answer",
    "Answers",
    "Part",
    "Picture",
    "RubricItem",
    "WrittenQuestion",
    "check_picture",
    "collect_answers",
    "read_questions",
    "read_released",
]
