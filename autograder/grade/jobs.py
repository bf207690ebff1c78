"""Grading processes on one machine share a class.

Each gets a submission at a time and one in hand, so that none waits for us to write
results down. Knows nothing of gradebooks and files.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import wait
from pathlib import Path

from autograder.grade.job import Job, JobDied
from autograder.grade.outcome import SubmissionOutcome
from autograder.grade.setup import Report, Setup
from autograder.intake import submission_name

_IN_HAND = 2  # submissions that a process knows of: the one it is at, the next
LIVES = 2  # how often a submission may take its grader down


def grade_in_jobs(
    setup: Setup, submissions: Iterable[Path], jobs: int, report: Report
) -> None:
    """Grade submissions in ``jobs`` processes, as ``run.grade_each`` does in this one.

    Outcomes are reported as they come, in no order. If a process dies, another takes
    its submissions; one under which it died twice is set aside, and says so.

    Raises
    ------
    CourseError, SandboxError
        If the assignment's tests or this machine are at fault.
    """
    crew = _Crew(setup, iter(submissions))
    try:
        for _ in range(jobs):
            crew.hire()
        while crew.busy:
            for outcome in crew.gather():
                report(outcome)
        crew.dismiss()
    finally:
        crew.kill()


class _Crew:
    """The processes, and which submissions each of them has in hand."""

    def __init__(self, setup: Setup, waiting: Iterator[Path]) -> None:
        self._setup = setup
        self._waiting = waiting
        self._back: deque[Path] = deque()  # handed back by the dead
        self._deaths = Deaths()
        self._hands: dict[Job, deque[Path]] = {}

    @property
    def busy(self) -> bool:
        """Whether there is anything to wait for."""
        return any(self._hands.values()) or bool(self._back)

    def hire(self) -> None:
        """Start one more process, if there is anything for it to do."""
        path = self._next()
        if path is not None:
            job = Job(self._setup)
            self._hands[job] = deque()
            self._give(job, path)

    def gather(self) -> Iterator[SubmissionOutcome]:
        """Wait for outcomes; hand out what comes next."""
        lines = {job.line: job for job, hand in self._hands.items() if hand}
        for line in wait(list(lines)):
            job = lines[line]  # type: ignore[index]
            try:
                outcome = job.receive()
            except JobDied as death:
                yield from self._bury(job, str(death))
                continue
            self._hands[job].popleft()
            self._refill(job)
            yield outcome

    def dismiss(self) -> None:
        """Let all of them end by themselves, at the same time."""
        for job in self._hands:
            job.line.close()
        while self._hands:
            job, _ = self._hands.popitem()
            job.close()

    def kill(self) -> None:
        """End all of them at once."""
        while self._hands:
            job, _ = self._hands.popitem()
            job.kill()

    def _next(self) -> Path | None:
        return self._back.popleft() if self._back else next(self._waiting, None)

    def _refill(self, job: Job) -> None:
        while len(self._hands[job]) < _IN_HAND:
            path = self._next()
            if path is None:
                return
            self._give(job, path)

    def _give(self, job: Job, path: Path) -> None:
        self._hands[job].append(path)
        job.send(path)

    def _bury(self, job: Job, how: str) -> Iterator[SubmissionOutcome]:
        """Put another one in the place of the dead; set aside what killed twice."""
        hand = self._hands.pop(job)
        culprit = hand.popleft()
        outcome = self._deaths.count(culprit, how)
        if outcome is None:
            hand.appendleft(culprit)
        else:
            yield outcome
        self._back.extendleft(reversed(hand))
        self.hire()


class Deaths:
    """Counts whose grading process died; says which submission is set aside for it."""

    def __init__(self) -> None:
        self._deaths: Counter[Path] = Counter()

    def count(self, path: Path, how: str) -> SubmissionOutcome | None:
        """Count one more death; return what came of a submission that gets no more."""
        self._deaths[path] += 1
        return set_aside(path, how) if self._deaths[path] >= LIVES else None


def set_aside(path: Path, how: str) -> SubmissionOutcome:
    """Return the outcome of a submission that takes down what grades it."""
    reason = f"was set aside: the process that graded it {how}, and so did another"
    name = submission_name(path)
    return SubmissionOutcome(name, refused=reason, set_aside=True)
