"""What graders do, without the web: look at answers, give marks, see who gives others.

One desk serves any number of threads; what it knows is in the gradebook.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

import msgspec
from msgspec import Meta

from autograder.errors import UsageError
from autograder.gradebook import (
    Gradebook,
    Mark,
    latest_marks,
    mark_history,
    save_mark,
)
from autograder.review.folder import ResultsFolder, blind_id
from autograder.review.reasons import MAX_REASON
from autograder.written import Answer, WrittenQuestion

MAX_COMMENT = 10_000  # characters
_PRESENT = 15.0  # s after which a grader who wasn't heard of is gone

Line = Annotated[str, Meta(min_length=1, max_length=MAX_REASON + 20)]


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a grader wants a mark to be.

    ``revision`` is the one that was seen, ``answer`` the digest of the answer that was;
    ``typing`` goes on with the comment that the revision before has begun.
    """

    points: Annotated[float, Meta(ge=0)] | None
    reasons: Annotated[tuple[Line, ...], Meta(max_length=50)]
    comment: Annotated[str, Meta(max_length=MAX_COMMENT)]
    revision: Annotated[int, Meta(ge=0)]
    person: Annotated[str, Meta(min_length=1, max_length=80)]
    answer: Annotated[str, Meta(max_length=64)] = ""
    typing: bool = False


class UnknownError(UsageError):
    """There is no such question or submission."""


@dataclass
class Desk:
    """The answers of a folder of results, and the marks in a gradebook.

    ``blind`` hides whose submission is whose: graders get other ids and another order.
    """

    folder: ResultsFolder
    book: Gradebook
    blind: bool = False
    _present: dict[str, tuple[str, str, float]] = field(default_factory=dict)

    def look_again(self) -> None:
        """See what was graded since the folder was read."""
        self.folder = ResultsFolder(self.folder.path, self.folder)

    @property
    def assignment(self) -> str:
        """The assignment's id."""
        return self.folder.assignment

    @property
    def questions(self) -> Mapping[str, WrittenQuestion]:
        """The questions that people grade, by name."""
        return self.folder.questions

    def question(self, name: str) -> WrittenQuestion:
        """Return a question; `UnknownError` if there is none of that name."""
        if name not in self.questions:
            raise UnknownError(f"no question {name[:80]!r} is graded by hand")
        return self.questions[name]

    def ids(self, question: str) -> dict[str, str]:
        """Return id -> submission's name, in the order that graders see."""
        names = self.folder.submissions
        if not self.blind:
            return {name: name for name in names}
        return dict(
            sorted((blind_id(self.assignment, question, name), name) for name in names)
        )

    def name(self, question: str, submission: str) -> str:
        """Return the name behind an id; `UnknownError` if there is none."""
        ids = self.ids(self.question(question).name)
        if submission not in ids:
            raise UnknownError(f"no submission {submission[:80]!r}")
        return ids[submission]

    def marks(self, question: str) -> dict[str, Mark]:
        """Return the marks of a question, by submission."""
        marks = latest_marks(self.book, self.assignment, question)
        return {mark.name: mark for mark in marks}

    def mark(self, question: str, name: str) -> Mark:
        """Return a mark; an empty one of revision 0 if there is none."""
        history = mark_history(self.book, self.assignment, name, question)
        return history[-1] if history else Mark(self.assignment, name, question, None)

    def history(self, question: str, name: str) -> list[Mark]:
        """Return what a mark was, latest first."""
        return mark_history(self.book, self.assignment, name, question)[::-1]

    def digest(self, question: str, name: str) -> str:
        """Return what tells the answer to a question from an earlier one."""
        submission = self.folder.submissions[name]
        return submission.digests.get(question, Answer().digest)

    def outdated(self, mark: Mark) -> bool:
        """Return whether a mark was given for another answer than there is now."""
        given = mark.answer if mark.points is not None else ""
        return bool(given) and given != self.digest(mark.question, mark.name)

    def save(self, question: str, name: str, change: Change) -> Mark:
        """Write a mark.

        Raises
        ------
        ConflictError
            If somebody else has, since ``change.revision``.
        UsageError
            If the points are more than the question has.
        """
        most = self.question(question).points
        if change.points is not None and change.points > most + 1e-6:
            raise UsageError(f"{change.points:g} points: the question has {most:g}")
        points = None if change.points is None else min(change.points, most)
        mark = Mark(
            self.assignment,
            name,
            question,
            points,
            change.reasons,
            change.comment,
            change.person,
            change.revision,
            answer=change.answer or self.digest(question, name),
        )
        return save_mark(self.book, mark, change.typing)

    def seen(self, person: str, question: str, submission: str) -> dict[str, str]:
        """Note where a grader is; return where the others are: id -> person."""
        now = time.monotonic()
        if person:
            self._present[person] = (question, submission, now)
        return {
            where: who
            for who, (asked, where, at) in list(self._present.items())
            if who != person and asked == question and now - at < _PRESENT
        }
