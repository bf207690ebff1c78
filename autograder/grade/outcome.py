"""What came of the checks of one submission, as plain data."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from autograder.course import Assignment
from autograder.grade.advice import next_step
from autograder.grade.errormap import ErrorMap, ValueMap
from autograder.written import Answers

#: A check's question, visibility and title.
Key = tuple[str, str, str]

#: What a check can come to, in the words that feedback, CSV and JSON use.
KINDS = {
    "passed": "passed",
    "partial": "partly right",
    "wrong": "wrong answer",
    "not_implemented": "not written yet",
    "error": "raised an error",
    "missing_module": "needs a module that isn't installed here",
    "forbidden": "imports what is not allowed",
    "timeout": "ran out of time",
    "crash": "crashed",
    "garbled": "answered nonsense",
    "not_run": "not run",
    "needs_data": "needs data that aren't here",
}


@dataclass(frozen=True)
class CheckOutcome:
    """One check of one submission.

    ``lines`` is what the student is told; ``secret_lines`` are shown only where the
    check is public, because they give expected values away. ``lookalikes`` are the
    known mistakes that give the same answer, ``misconception`` the likeliest of them
    and ``hint`` what to tell who made it.
    ``share`` is how much of its points a check earned that isn't all or nothing.
    ``call`` is what was called before a wrong answer. ``errors`` shows where a wrong
    array is off, ``values`` what is in it and should be, of public checks alone;
    ``accuracy`` is a trained model's.
    """

    question: str
    title: str
    visibility: str
    points: float
    kind: str
    seconds: float
    lines: tuple[str, ...] = ()
    secret_lines: tuple[str, ...] = ()
    max_rel_error: float | None = None
    lookalikes: tuple[str, ...] = ()
    misconception: str = ""
    hint: str = ""
    share: float = 0.0
    errors: ErrorMap | None = None
    values: ValueMap | None = None
    call: str = ""
    accuracy: float | None = None

    @property
    def told(self) -> tuple[str, ...]:
        """All that the student is told, as lines; secrets where the check is public."""
        call = (f"after {self.call}",) if self.call else ()
        hint = (f"hint: {self.hint}",) if self.hint else ()
        try_next = (f"next: {self.next_step}",) if self.next_step else ()
        secret = self.secret_lines if self.public else ()
        return (*self.lines[:1], *call, *self.lines[1:], *secret, *hint, *try_next)

    @property
    def public(self) -> bool:
        """Whether students may see its inputs and what is expected."""
        return self.visibility == "visible"

    @property
    def next_step(self) -> str:
        """What the student may try next; "" after a check that passed."""
        return next_step(self.kind, " ".join(self.lines[:1]), self.errors, self.public)

    @property
    def key(self) -> Key:
        """What it goes by: a public and a hidden check may have the same title."""
        return self.question, self.visibility, self.title

    @property
    def passed(self) -> bool:
        """Whether it earned its points."""
        return self.kind == "passed"

    @property
    def graded(self) -> bool:
        """Whether it could be told how many points it earns."""
        return self.kind != "needs_data"

    @property
    def score(self) -> float:
        """The points that it earned."""
        return self.points * (1.0 if self.passed else self.share)


@dataclass
class SubmissionOutcome:
    """All checks of one submission; ``refused`` says why there are none.

    ``answers`` is what people grade, until it is written to a file of its own.
    ``set_aside`` says that what graded it failed, which another time it may not.
    """

    name: str
    checks: list[CheckOutcome] = field(default_factory=list)
    refused: str = ""
    seconds: float = 0.0
    layers: tuple[str, ...] = ()
    answers: Answers | None = None
    set_aside: bool = False

    @property
    def score(self) -> float:
        """Points earned in all."""
        return tidy(sum(check.score for check in self.checks))

    def by_question(self, assignment: Assignment) -> dict[str, float | None]:
        """Points earned in each question of the assignment, in its order.

        None for what wasn't graded: what people read, what needs data.
        """
        scores: dict[str, float | None] = {
            question.name: None if question.kind == "written" else 0.0
            for question in assignment.questions
        }
        for check in self.checks:
            so_far = scores[check.question]
            if so_far is None or not check.graded:
                scores[check.question] = None
            else:
                scores[check.question] = so_far + check.score
        return {
            name: None if score is None else tidy(score)
            for name, score in scores.items()
        }

    def total(self, assignment: Assignment) -> float:
        """Return the points it could have earned: all but those that need data."""
        missing = sum(check.points for check in self.checks if not check.graded)
        return tidy(assignment.total - missing)

    def troubles(self, wrong: bool = False) -> dict[str, list[str]]:
        """Questions that ended in something else than right or wrong: kind -> names.

        ``wrong`` asks for wrong answers, too.
        """
        found: dict[str, list[str]] = {}
        usual = {"passed", "partial", "not_run", *([] if wrong else ["wrong"])}
        for check in self.checks:
            if check.kind not in usual:
                names = found.setdefault(check.kind, [])
                if check.question not in names:
                    names.append(check.question)
        return found


def brief(outcome: SubmissionOutcome) -> SubmissionOutcome:
    """Return what a class's table and page need of an outcome, some kB of it.

    Checks of one question that ended alike become one, without what students are told.
    """
    merged: dict[tuple[object, ...], CheckOutcome] = {}
    for check in outcome.checks:
        known = (check.question, check.kind, check.misconception, check.accuracy)
        so_far = merged.get(known)
        points = check.points + (so_far.points if so_far else 0.0)
        score = check.score + (so_far.score if so_far else 0.0)
        merged[known] = replace(
            check,
            title="",
            points=points,
            seconds=check.seconds + (so_far.seconds if so_far else 0.0),
            share=score / points,
            lines=(),
            secret_lines=(),
            lookalikes=(),
            errors=None,
        )
    return replace(outcome, checks=list(merged.values()))


def name_misconceptions(
    checks: Sequence[CheckOutcome], hint: Callable[[str], str]
) -> list[CheckOutcome]:
    """Name the likeliest mistake behind each wrong answer, and give its hint.

    One answer may fit several mistakes; the one that fits most of the submission's
    wrong answers is the likeliest.
    """
    fits = Counter(name for check in checks for name in check.lookalikes)
    named = []
    for check in checks:
        if check.lookalikes:
            likeliest = max(check.lookalikes, key=lambda name: fits[name])
            check = replace(check, misconception=likeliest, hint=hint(likeliest))
        named.append(check)
    return named


def tidy(points: float) -> float:
    """Round away what adding thirds leaves behind; whole points as such."""
    return round(points, 6) + 0.0
