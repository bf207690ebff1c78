"""What a folder of results holds for people to grade."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from autograder.errors import UsageError
from autograder.written import (
    ANSWERS,
    DOCUMENTS,
    QUESTIONS,
    Answer,
    WrittenQuestion,
)

T = TypeVar("T")


@dataclass(frozen=True)
class Submission:
    """One submission: its name, and which questions it says something to."""

    name: str
    answered: frozenset[str]


class _Summary(msgspec.Struct):
    assignment: str
    title: str


class ResultsFolder:
    """The questions and answers that ``numgrade grade`` wrote.

    Attributes
    ----------
    path : Path
        The folder.
    assignment, title : str
        The assignment's id and title.
    questions : dict of str to WrittenQuestion
        By name, in the assignment's order.
    submissions : dict of str to Submission
        By name.
    """

    def __init__(self, path: Path) -> None:
        """Read questions, and which submissions answer them.

        Raises
        ------
        UsageError
            If there is nothing to grade by hand, or a file is damaged.
        """
        self.path = path
        if not (path / QUESTIONS).is_file():
            raise UsageError(
                f"{path} holds nothing to grade by hand: no {QUESTIONS}; name the "
                "folder that numgrade grade wrote with --out"
            )
        summary = _read(path / "summary.json", _Summary)
        self.assignment, self.title = summary.assignment, summary.title
        questions = _read(path / QUESTIONS, list[WrittenQuestion])
        self.questions = {question.name: question for question in questions}
        names = sorted(found.parent.name for found in path.glob(f"*/{ANSWERS}"))
        if not names:
            raise UsageError(f"{path} holds no answers; grade submissions first")
        self.submissions = {
            name: Submission(name, self._answered(name)) for name in names
        }

    def answer(self, name: str, question: str) -> Answer:
        """Return a submission's answer; an empty one if there is none."""
        answers = _read(self.path / name / ANSWERS, dict[str, Answer])
        return answers.get(question, Answer())

    def document(self, name: str, question: str) -> bytes | None:
        """Return the file that answers a question, or None."""
        wanted = self.answer(name, question).document
        file = self.path / name / DOCUMENTS / Path(wanted).name
        return file.read_bytes() if wanted and file.is_file() else None

    def _answered(self, name: str) -> frozenset[str]:
        answers = _read(self.path / name / ANSWERS, dict[str, Answer])
        return frozenset(key for key, answer in answers.items() if answer.answered)


def blind_id(assignment: str, question: str, name: str) -> str:
    """Return a submission's name for those who must not know it.

    It differs from question to question, so that nobody recognises a student again, and
    sorts submissions otherwise for each.
    """
    text = "\0".join((assignment, question, name)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:10]


def _read(file: Path, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{file} is damaged, or of another version: {error}; grade again"
        ) from None
    except OSError as error:
        raise UsageError(f"{file}: can't be read: {error.strerror}") from None
