"""Question, model answer and rubric come out of the course's own notebooks."""

from pathlib import Path

import pytest

from autograder.course import assignment_ids, load
from autograder.errors import CourseError
from autograder.written import RubricItem, read_questions

ROOT = Path(__file__).parents[3]

NOTES = """**Model answer.** A corner
of the graph, where $x = 0$.

*Rubric:*

- 1.5: the corner,
  with its place
- 1/2: harmless

Accept a drawing."""


NOTEBOOK = """# %% [markdown] tags=["question:kink"]
# ### Inline question 1
#
# What is a kink in `{package}/layers.py`?
#
# **Your answer:** *write here*

# %% tags=["question:kink"]
1 + 1

# %% [markdown] tags=["instructor", "question:kink"]
"""


@pytest.fixture
def write(assignment):
    """Write the notebook with these notes for instructors."""

    def write(notes):
        lines = [f"# {line}".rstrip() for line in notes.splitlines()]
        (assignment.folder / "k.py").write_text(NOTEBOOK + "\n".join(lines) + "\n")

    return write


def test_a_question_is_read_with_its_model_answer_and_rubric(assignment, write):
    write(NOTES)
    kink, *_ = read_questions(assignment)
    assert kink.asked == "### Inline question 1\n\nWhat is a kink in `layers.py`?"
    assert kink.model == "**Model answer.** A corner\nof the graph, where $x = 0$."
    assert kink.rubric == (
        RubricItem(1.5, "the corner, with its place"),
        RubricItem(0.5, "harmless"),
    )
    assert kink.remarks == "Accept a drawing."


def test_a_rubric_that_does_not_add_up_is_the_courses_mistake(assignment, write):
    write(NOTES.replace("1.5", "1"))
    with pytest.raises(CourseError, match=r"kink: its rubric's points add up to 1\.5"):
        read_questions(assignment)


def test_a_notebook_that_is_missing_is_the_courses_mistake(assignment):
    with pytest.raises(CourseError, match=r"k\.py: can't be read"):
        read_questions(assignment)


@pytest.mark.parametrize("name", assignment_ids(ROOT))
def test_every_written_question_has_a_place_a_model_answer_and_a_rubric(name):
    assignment = load(ROOT, name)
    questions = read_questions(assignment)
    assert [q.name for q in questions] == list(assignment.by_hand)
    for question in questions:
        assert question.model.startswith("**Model answer"), question.name
        assert question.rubric, question.name
        assert question.asked, question.name
        assert "Rubric" not in question.model + question.remarks, question.name
