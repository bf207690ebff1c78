"""Questions that people grade: where answers are found, and what they are worth."""

from collections.abc import Iterator

from autograder.course import Assignment
from autograder.lint.findings import Finding
from autograder.written import read_questions
from autograder.written.notebook import QUESTION_TAG

RULE = "written"


def find_unmarked_questions(assignment: Assignment) -> Iterator[Finding]:
    """Find questions for people whose answers, or whose rubric, can't be found."""
    documents = {q.name: q.document for q in assignment.questions}
    for question in read_questions(assignment):
        where = f"question {question.name}"
        tag = f"{QUESTION_TAG}{question.name}"
        if not question.asked and not documents[question.name]:
            yield Finding(
                RULE,
                where,
                f"no cell is tagged {tag}: graders won't see the answers; tag the one "
                "that asks",
            )
        elif not question.rubric:
            yield Finding(
                RULE,
                where,
                "has no rubric: write *Rubric:* and a list of points and reasons "
                f"(- 0.5: the kink) into an instructor's cell tagged {tag}",
            )
