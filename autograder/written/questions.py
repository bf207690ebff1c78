"""The questions that people grade: what was asked, the model answer, the rubric.

Cells carry the tag ``question:NAME``: those that students see, and the instructor's,
which holds the model answer and the rubric as a list, ``- 0.5: the kink``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from autograder.course import Assignment
from autograder.errors import CourseError
from autograder.written.notebook import Cell, read_cells

Tree = Mapping[str, bytes]

#: What stands where students are to write, and the label before it.
BLANK = re.compile(r"\*write here[^*\n]*\*")
LABEL = re.compile(r"^\*\*Your (?:answer|explanation):\*\*[ \t]*", re.MULTILINE)

_RUBRIC = re.compile(r"^\*Rubric:\*[ \t]*$", re.MULTILINE)
_ITEM = re.compile(r"^- (\d+(?:\.\d+)?|\d+/[1-9]\d*): (.+(?:\n  .+)*)\n?", re.MULTILINE)


@dataclass(frozen=True)
class RubricItem:
    """One reason for points: how many, and what for (Markdown)."""

    points: float
    text: str


@dataclass(frozen=True)
class WrittenQuestion:
    """One question that people grade; all texts are Markdown.

    ``remarks`` is what the rubric says beside its items.
    """

    name: str
    title: str
    points: float
    asked: str
    model: str
    rubric: tuple[RubricItem, ...]
    remarks: str


def read_questions(
    assignment: Assignment, blank: Tree, filled: Tree
) -> list[WrittenQuestion]:
    """Return the written questions of an assignment, in its order.

    Parameters
    ----------
    assignment : Assignment
        Names the questions and their points.
    blank, filled : mapping
        The released tree, path -> content, as students and as instructors get it.

    Raises
    ------
    CourseError
        If a rubric's points don't add up to the question's.
    """
    asked, told = _by_question(blank), _by_question(filled)
    questions = []
    for question in assignment.questions:
        if question.kind == "written":
            seen = {cell.id for cell in asked.get(question.name, ())}
            texts = [c.text for c in asked.get(question.name, ()) if not c.is_code]
            notes = [
                cell.text for cell in told.get(question.name, ()) if cell.id not in seen
            ]
            written = WrittenQuestion(
                question.name,
                question.title,
                question.points,
                LABEL.sub("", BLANK.sub("", "\n\n".join(texts))).strip(),
                *_read_notes("\n\n".join(notes)),
            )
            _check_points(written, assignment)
            questions.append(written)
    return questions


def _by_question(tree: Tree) -> dict[str, list[Cell]]:
    cells: dict[str, list[Cell]] = {}
    for path, content in tree.items():
        if path.endswith(".ipynb"):
            for cell in read_cells(content):
                for name in cell.questions:
                    cells.setdefault(name, []).append(cell)
    return cells


def _read_notes(text: str) -> tuple[str, tuple[RubricItem, ...], str]:
    """Split an instructor's cells into model answer, rubric, and the rest of it."""
    model, remarks = [], []
    items: list[RubricItem] = []
    for piece in re.split(r"^(?=\*\*Model answer)", text, flags=re.MULTILINE):
        before, *after = _RUBRIC.split(piece, maxsplit=1)
        model.append(before.strip())
        for rest in after:
            found = _ITEM.findall(rest)
            items += [
                RubricItem(float(Fraction(points)), " ".join(words.split()))
                for points, words in found
            ]
            remarks.append(_ITEM.sub("", rest).strip())
    return _paragraphs(model), tuple(items), _paragraphs(remarks)


def _paragraphs(texts: list[str]) -> str:
    return "\n\n".join(text for text in texts if text)


def _check_points(question: WrittenQuestion, assignment: Assignment) -> None:
    total = sum(item.points for item in question.rubric)
    if question.rubric and abs(total - question.points) > 1e-6:
        raise CourseError(
            f"{assignment.folder / 'assignment.toml'}: {question.name}: its rubric's "
            f"points add up to {total:g}, not {question.points:g}; correct the list "
            f"in the notebook's cell tagged question:{question.name}"
        )
