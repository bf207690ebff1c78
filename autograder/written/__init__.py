"""What people grade: finding written answers and plots in submitted notebooks.

Reads notebooks as data, bounded in size; runs and imports nothing of a submission.
"""

from autograder.written.answers import Answer, Answers, Part
from autograder.written.collect import Released, collect_answers, read_released
from autograder.written.documents import document_fault
from autograder.written.pictures import Picture, check_picture
from autograder.written.questions import (
    RubricItem,
    WrittenQuestion,
    read_questions,
)
from autograder.written.stored import (
    ANSWERS,
    DOCUMENTS,
    read_answers,
)

#: The questions' file in a folder of results.
QUESTIONS = "written.json"

__all__ = [
    "ANSWERS",
    "DOCUMENTS",
    "QUESTIONS",
    "Answer",
    "Answers",
    "Part",
    "Picture",
    "Released",
    "RubricItem",
    "WrittenQuestion",
    "check_picture",
    "collect_answers",
    "document_fault",
    "read_answers",
    "read_questions",
    "read_released",
]
