"""The questions that people grade: what was asked, the model answer, the rubric.

Cells carry the tag ``question:NAME``: those that students see, and the instructor's,
which holds the model answer and the rubric as a list, ``- 0.5: the kink``.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

import msgspec

from autograder.course import Assignment
from autograder.errors import CourseError
from autograder.written.notebook import Cell

#: What stands where students are to write, and the label before it.
BLANK = re.compile(r"\*write here[^*\n]*\*")
LABEL = re.compile(r"^\*\*Your (?:answer|explanation):\*\*[ \t]*", re.MULTILINE)

_INSTRUCTOR = "instructor"
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


def read_questions(assignment: Assignment) -> list[WrittenQuestion]:
    """Return the written questions of an assignment, in its order.

    Raises
    ------
    CourseError
        If a notebook can't be read, or a rubric's points don't add up to those of its
        question.
    """
    asked: dict[str, list[str]] = {}
    told: dict[str, list[str]] = {}
    for spec in assignment.notebooks:
        for cell in _source_cells(assignment, spec.source):
            texts = told if _INSTRUCTOR in cell.metadata.tags else asked
            for name in cell.questions:
                if not cell.is_code:
                    texts.setdefault(name, []).append(cell.text)
    questions = []
    for question in assignment.questions:
        if question.kind == "written":
            text = "\n\n".join(asked.get(question.name, ()))
            written = WrittenQuestion(
                question.name,
                question.title,
                question.points,
                LABEL.sub("", BLANK.sub("", text)).strip(),
                *_read_notes("\n\n".join(told.get(question.name, ()))),
            )
            _check_points(written, assignment)
            questions.append(written)
    return questions


def _source_cells(assignment: Assignment, source: str) -> list[Cell]:
    """Return a notebook's cells as the course has them, the instructor's included."""
    file = assignment.folder / source
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{file}: can't be read: {error}") from None
    package = assignment.package
    text = text.replace("{package}/", f"{package}/" if package else "")
    import jupytext  # a third of a second, which grading itself has no use for

    cells = jupytext.reads(text, fmt="py:percent").cells
    return msgspec.convert(cells, list[Cell])


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
