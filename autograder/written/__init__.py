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

#: Files of a folder of results: the questions, and in each submission's folder its
#: answers and the documents that came with them.
QUESTIONS = "written.json"
ANSWERS = "answers.json"
DOCUMENTS = "documents"

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
    "read_questions",
    "read_released",
]
