"""Grading submissions: unpack, arrange, check, write what came of it, one by one."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Assignment
from autograder.errors import SubmissionError
from autograder.grade import results
from autograder.grade.outcome import SubmissionOutcome
from autograder.grade.plugin import GradingPlugin, run_pytest
from autograder.grade.session import Session
from autograder.intake import arrange, submission_name, unpack
from autograder.sandbox import ForkServer, Policy, Server, WorkerLimits

Report = Callable[[SubmissionOutcome], None]


@dataclass(frozen=True)
class Budget:
    """What one check may take: wall-clock seconds and MB of memory."""

    timeout: float
    memory: int

    @classmethod
    def of(
        cls, assignment: Assignment, timeout: float | None, memory: int | None
    ) -> "Budget":
        """Take the assignment's limits, unless told otherwise."""
        return cls(
            timeout or assignment.limits.timeout, memory or assignment.limits.memory
        )


def grade(
    assignment: Assignment,
    submissions: Sequence[Path],
    given: Mapping[str, bytes],
    budget: Budget,
    report: Report,
    sandbox: Policy = Policy(),  # noqa: B008  (immutable)
) -> list[SubmissionOutcome]:
    """Grade submissions.

    Parameters
    ----------
    assignment : Assignment
        What was asked for.
    submissions : sequence of Path
        Folders, archives or single files as students handed them in.
    given : mapping
        The released skeleton, path -> content: what a submission leaves out.
    budget : Budget
        Limits of each check.
    report : callable
        Told each outcome as soon as it is there.
    sandbox : Policy
        How workers are confined.

    Returns
    -------
    list of SubmissionOutcome
        In the order of ``submissions``. One that can't be graded is ``refused``.

    Raises
    ------
    CourseError, SandboxError
        If the assignment's tests or this machine are at fault.
    """
    outcomes: list[SubmissionOutcome] = []
    with ForkServer(sandbox) as server:
        sessions = _sessions(
            assignment, submissions, given, budget, server, outcomes, report
        )
        run_pytest(assignment.folder / "tests", GradingPlugin(assignment, sessions))
    return outcomes


def _sessions(
    assignment: Assignment,
    submissions: Sequence[Path],
    given: Mapping[str, bytes],
    budget: Budget,
    server: ForkServer,
    outcomes: list[SubmissionOutcome],
    report: Report,
) -> Iterator[tuple[Session, SubmissionOutcome]]:
    """Prepare one submission after the other, clean up after each."""
    for path in submissions:
        outcome = SubmissionOutcome(submission_name(path))
        with tempfile.TemporaryDirectory(prefix="numgrade-") as folder:
            Path(folder).chmod(
                0o711
            )  # a worker may be another user; it must get through
            root = Path(folder, "tree")
            try:
                lay_out(assignment, path, Path(folder, "unpacked"), root, given)
            except SubmissionError as error:
                outcome.refused = str(error)
            else:
                with open_session(assignment, root, budget, server) as session:
                    yield session, outcome
                    outcome.layers = session.layers
        outcomes.append(outcome)
        report(outcome)


def lay_out(
    assignment: Assignment,
    path: Path,
    unpacked: Path,
    root: Path,
    given: Mapping[str, bytes],
) -> None:
    """Put a submission into ``root`` as the released tree is laid out."""
    unpacked.mkdir()
    unpack(path, unpacked, assignment.limits.unpacked)
    arrange(unpacked, root, assignment.student_files, given, assignment.package)
    shutil.rmtree(unpacked)


def open_session(
    assignment: Assignment, root: Path, budget: Budget, server: Server
) -> Session:
    """Return a session on the tree in ``root``."""
    limits = WorkerLimits(memory=budget.memory)
    return Session(server, root, assignment.module, budget.timeout, limits)


def write_results(
    outcome: SubmissionOutcome, assignment: Assignment, out: Path
) -> None:
    """Write one submission's ``results.json``."""
    file = out / outcome.name / "results.json"
    results.write_json(file, results.results_json(outcome, assignment))


def write_class(
    outcomes: Sequence[SubmissionOutcome], assignment: Assignment, out: Path
) -> None:
    """Write what concerns all: ``grades.csv`` and ``summary.json``."""
    results.write_text(out / "grades.csv", results.grades_csv(outcomes, assignment))
    results.write_json(out / "summary.json", results.summary_json(outcomes, assignment))
