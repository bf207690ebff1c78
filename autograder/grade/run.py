"""Grading submissions: unpack, arrange, check, write what came of it, one by one."""

import shutil
import tempfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Assignment
from autograder.errors import SubmissionError
from autograder.grade.follow import (
    Tree,
    credit,
    failed_checks,
    replace_used,
    to_follow,
)
from autograder.grade.outcome import SubmissionOutcome
from autograder.grade.plugin import GradingPlugin, Task, Watch
from autograder.grade.runner import run_pytest
from autograder.grade.session import Session, let_all_read
from autograder.grade.setup import Budget, Report, Setup
from autograder.intake import arrange, submission_name, unpack
from autograder.sandbox import ForkServer, Server, WorkerLimits
from autograder.written import Released, collect_answers, read_released


def grade_each(
    setup: Setup,
    submissions: Iterable[Path],
    report: Report,
    watch: Watch | None = None,
) -> None:
    """Grade submissions, one after the other, and keep none of the outcomes.

    Parameters
    ----------
    setup : Setup
        What all have in common.
    submissions : iterable of Path
        Folders, archives or single files as students handed them in; each is asked
        for when the one before it is done.
    report : callable
        Told each outcome as soon as it is there, in order. A submission that can't be
        graded is ``refused``.
    watch : callable, optional
        Told the outcome so far, after each check.

    Raises
    ------
    CourseError, SandboxError
        If the assignment's tests or this machine are at fault.
    """
    with ForkServer(setup.sandbox) as server:
        released = read_released(setup.given)
        run = _Run(setup, released, server, watch)

        def tasks() -> Generator[Task, None, None]:
            for path in submissions:
                outcome = SubmissionOutcome(submission_name(path))
                yield from run.tasks(path, outcome)
                report(outcome)

        with closing(tasks()) as pending:  # also when the run ends early
            plugin = GradingPlugin(setup.assignment, pending, data=setup.data)
            run_pytest(setup.assignment.folder / "tests", plugin)


def grade(
    setup: Setup,
    submissions: Iterable[Path],
    report: Report | None = None,
    watch: Watch | None = None,
) -> list[SubmissionOutcome]:
    """Grade a few submissions as ``grade_each`` does, and return all outcomes."""
    outcomes: list[SubmissionOutcome] = []

    def keep(outcome: SubmissionOutcome) -> None:
        outcomes.append(outcome)
        if report is not None:
            report(outcome)

    grade_each(setup, submissions, keep, watch)
    return outcomes


@dataclass(frozen=True)
class _Run:
    """A setup at work: what starts its workers, who watches."""

    setup: Setup
    released: Released
    server: ForkServer
    watch: Watch | None

    def tasks(self, path: Path, outcome: SubmissionOutcome) -> Iterator[Task]:
        """Prepare a submission, have it checked, clean up."""
        with tempfile.TemporaryDirectory(prefix="numgrade-") as folder:
            Path(folder).chmod(0o711)  # a worker, another user, must get through
            root = Path(folder, "tree")
            try:
                unpacked = Path(folder, "unpacked")
                given = self.setup.given
                lay_out(self.setup.assignment, path, unpacked, root, given)
            except SubmissionError as error:
                outcome.refused = str(error)
                return
            assignment = self.setup.assignment
            if assignment.by_hand:
                outcome.answers = collect_answers(assignment, self.released, root)
            with self._open(root) as session:
                only = self.setup.only.get(outcome.name, frozenset())
                yield Task(session, outcome, only, self.watch)
                outcome.layers = session.layers
            yield from self._follow(root, session.unimportable, outcome)

    def _follow(
        self, root: Path, broken: frozenset[str], outcome: SubmissionOutcome
    ) -> Iterator[Task]:
        """Have failed questions checked again with what they use put right."""
        assignment, answer = self.setup.assignment, self.setup.answer
        for question in to_follow(assignment, outcome) if answer else ():
            assert answer is not None
            mended = root.with_name(question.name)
            replace_used(assignment, question, root, broken, answer, mended)
            again = SubmissionOutcome(outcome.name)
            with self._open(mended) as session:
                yield Task(session, again, failed_checks(outcome, question))
            credit(outcome, again, ", ".join(question.uses))
            outcome.seconds += again.seconds

    def _open(self, root: Path) -> Session:
        let_all_read(root)
        setup = self.setup
        return open_session(setup.assignment, root, setup.budget, self.server)


def lay_out(
    assignment: Assignment,
    path: Path,
    unpacked: Path,
    root: Path,
    given: Tree,
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
    return Session(
        server,
        root,
        assignment.module,
        budget.timeout,
        limits,
        assignment.forbidden,
        budget.until,
    )
