"""What a folder of results holds for people to grade."""

import hashlib
from collections.abc import Mapping
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
    read_answers,
)

T = TypeVar("T")


@dataclass(frozen=True)
class Submission:
    """One submission: its name, and what it says to which question.

    ``digests`` tell its answers from earlier ones, ``answered`` has those that aren't
    empty, and ``stamp`` tells the states of their file.
    """

    name: str
    answered: frozenset[str]
    digests: Mapping[str, str]
    stamp: tuple[int, int]


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

    def __init__(self, path: Path, before: "ResultsFolder | None" = None) -> None:
        """Read questions, and which submissions answer them.

        Parameters
        ----------
        path : Path
            The folder.
        before : ResultsFolder, optional
            What was there; answers whose file is still the same aren't read again.

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
        known: Mapping[str, Submission] = before.submissions if before else {}
        self.submissions: dict[str, Submission] = {
            name: self._submission(name, known.get(name)) for name in names
        }

    def answer(self, name: str, question: str) -> Answer:
        """Return a submission's answer; an empty one if there is none."""
        return read_answers(self.path / name).get(question, Answer())

    def document(self, name: str, question: str) -> bytes | None:
        """Return the file that answers a question, or None."""
        wanted = self.answer(name, question).document
        file = self.path / name / DOCUMENTS / Path(wanted).name
        return file.read_bytes() if wanted and file.is_file() else None

    def _submission(self, name: str, before: Submission | None) -> Submission:
        try:
            status = (self.path / name / ANSWERS).stat()
        except OSError as error:
            raise UsageError(
                f"{self.path / name}: can't be read: {error.strerror}"
            ) from None
        stamp = (status.st_mtime_ns, status.st_size)
        if before is not None and before.stamp == stamp:
            return before
        answers = read_answers(self.path / name)
        answered = frozenset(key for key, answer in answers.items() if answer.answered)
        digests = {question: answer.digest for question, answer in answers.items()}
        return Submission(name, answered, digests, stamp)


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
