"""One grade a submission: what checks gave, what people gave, what lateness took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autograder.course import Assignment
from autograder.grade.late import Submitted, share_kept
from autograder.grade.outcome import SubmissionOutcome, tidy
from autograder.grade.results import remarks


@dataclass(frozen=True)
class ByHand:
    """What a person gave for a question, and why."""

    points: float
    reasons: tuple[str, ...] = ()
    comment: str = ""


#: What people gave: submission -> question -> points and reasons.
Marks = Mapping[str, Mapping[str, ByHand]]


@dataclass(frozen=True)
class Grade:
    """What a submission is worth.

    ``scores`` has the points of each question, None where nobody has given any yet;
    ``late`` is what lateness took off their sum, and ``total`` what is left.
    """

    name: str
    scores: Mapping[str, float | None]
    max: float
    late: float
    remarks: str
    by_hand: Mapping[str, ByHand] = field(default_factory=dict)

    @property
    def total(self) -> float:
        """Points in all."""
        return tidy(self.earned - self.late)

    @property
    def earned(self) -> float:
        """Points before lateness."""
        return tidy(sum(score for score in self.scores.values() if score is not None))

    @property
    def unmarked(self) -> list[str]:
        """The questions without points yet."""
        return [name for name, score in self.scores.items() if score is None]


def final_grades(
    outcomes: Sequence[SubmissionOutcome],
    assignment: Assignment,
    marks: Marks,
    times: Mapping[str, Submitted],
) -> list[Grade]:
    """Bring together checks, marks by hand and lateness.

    A question that people grade counts once any submission has a mark for it: before
    that, nobody's maximum includes it. Extra credit is in no maximum.
    """
    marked = {question for given in marks.values() for question in given}
    by_hand = sum(
        question.points
        for question in assignment.questions
        if question.kind == "written" and not question.extra and question.name in marked
    )
    grades = []
    for outcome in outcomes:
        own = marks.get(outcome.name, {})
        scores = outcome.by_question(assignment)
        scores |= {name: own[name].points for name in scores if name in own}
        earned = sum(score for score in scores.values() if score is not None)
        lost = earned * (1 - share_kept(assignment.late, times, outcome.name))
        total = tidy(outcome.total(assignment) + by_hand)
        words = remarks(outcome, wrong=True)
        grades.append(Grade(outcome.name, scores, total, tidy(lost), words, own))
    return grades
