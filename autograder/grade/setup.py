"""What a run over submissions is told; light, so that a command can send it off."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course import Assignment
from autograder.grade.follow import Answer, Tree
from autograder.grade.outcome import Key, SubmissionOutcome
from autograder.sandbox import Policy

Report = Callable[[SubmissionOutcome], None]


@dataclass(frozen=True)
class Budget:
    """What one check may take: wall-clock seconds and MB of memory.

    ``until`` is when all must be done, on ``time.monotonic``'s clock; checks that come
    later aren't run.
    """

    timeout: float
    memory: int
    until: float = math.inf

    @classmethod
    def of(
        cls, assignment: Assignment, timeout: float | None, memory: int | None
    ) -> "Budget":
        """Take the assignment's limits, unless told otherwise."""
        return cls(
            timeout or assignment.limits.timeout, memory or assignment.limits.memory
        )


@dataclass(frozen=True)
class Setup:
    """What is the same for all submissions of a run; it can be sent to a process.

    Attributes
    ----------
    assignment : Assignment
        What was asked for.
    given : mapping
        The released skeleton, path -> content: what a submission leaves out.
    budget : Budget
        Limits of each check.
    sandbox : Policy
        How workers are confined.
    answer : callable, optional
        Makes the trees of ``follow``; without it no question is followed through.
    data : Path, optional
        Where the data sets are that trained models are tried on.
    only : mapping
        The checks to run on a submission, by its name; all of them on one that isn't
        named.
    """

    assignment: Assignment
    given: Tree
    budget: Budget
    sandbox: Policy = Policy()  # noqa: RUF009  (immutable)
    answer: Answer | None = None
    data: Path | None = None
    only: Mapping[str, frozenset[Key]] = field(default_factory=dict)
