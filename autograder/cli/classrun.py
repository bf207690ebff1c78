"""Grading a class into a gradebook: what is there is kept, what comes is stored.

Each outcome is in the gradebook before its files are written, so that a run that is
killed at any moment has lost nothing but what was in flight.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.cli.output import writing_to
from autograder.cli.progress import Progress
from autograder.course import Assignment
from autograder.grade.jobs import grade_in_jobs
from autograder.grade.outcome import SubmissionOutcome, brief
from autograder.grade.results import as_json, results_json
from autograder.grade.setup import Report, Setup
from autograder.gradebook import (
    Basis,
    Gradebook,
    content_digest,
    course_digest,
    data_digest,
    find,
    grader_version,
    record,
    save_arrivals,
)
from autograder.intake import Arrival, arrivals_of, submission_name
from autograder.report import known_of, write_class, write_submission
from autograder.report.known import late_notes, lateness_notes
from autograder.written import ANSWERS


@dataclass(frozen=True)
class Workforce:
    """Who grades: processes on this machine, or the workers of a cluster."""

    jobs: int = 1
    cluster: str = ""

    def grade(self, setup: Setup, paths: Iterator[Path], report: Report) -> None:
        """Grade what ``paths`` yields; report each outcome as it comes.

        Raises
        ------
        NumgradeError
            If the course or a machine is at fault.
        """
        if self.cluster:
            from autograder.cli.cluster import grade_on_cluster

            grade_on_cluster(setup, paths, self.cluster, report)
        else:
            grade_in_jobs(setup, paths, self.jobs, report)


@dataclass
class ClassRun:
    """One run over a class, with its gradebook and its folder of results.

    ``again`` grades also what is in the gradebook already; ``notes`` is what to say of
    the class in the end.
    """

    setup: Setup
    book: Gradebook
    out: Path
    again: bool = False
    notes: list[str] = field(default_factory=list)
    _kept: dict[str, SubmissionOutcome] = field(default_factory=dict)
    _arrivals: dict[str, list[Arrival]] = field(default_factory=dict)

    def grade(
        self, paths: Sequence[Path], workforce: Workforce, progress: Progress
    ) -> None:
        """Grade what isn't graded yet, and store each outcome as it comes.

        Raises
        ------
        NumgradeError
            If the course, this machine or the gradebook is at fault.
        """
        common = common_basis(self.setup)
        waiting: dict[str, Basis] = {}

        def pending() -> Iterator[Path]:
            for path in paths:
                name = submission_name(path)
                self._arrivals[name] = arrivals_of(path)
                basis = basis_of(path, common)
                known = None if self.again else self._known(name, basis)
                if known is not None:
                    self._keep(known)
                    progress.step(self._line(known) + ", as before")
                else:
                    waiting[name] = basis
                    yield path

        def report(outcome: SubmissionOutcome) -> None:
            basis = waiting.pop(outcome.name)
            self.store(outcome, basis)
            progress.step(self._line(outcome))

        workforce.grade(self.setup, pending(), report)

    def store(self, outcome: SubmissionOutcome, basis: Basis) -> None:
        """Write an outcome into the gradebook, then its files."""
        assignment = self.setup.assignment
        bare = replace(outcome, answers=None)  # which have files of their own
        stored = record(self.book, assignment, basis, bare, self.again)
        outcome = replace(stored.outcome, answers=outcome.answers)
        with writing_to(self.out):
            write_submission(outcome, assignment, self.out)
        self._keep(outcome)

    def finish(self, paths: Sequence[Path]) -> list[SubmissionOutcome]:
        """Write what concerns all, with marks by hand and lateness.

        Returns
        -------
        list of SubmissionOutcome
            What a table of the class needs, in the order of ``paths``.
        """
        names = [submission_name(path) for path in paths]
        outcomes = [self._kept[name] for name in names if name in self._kept]
        if outcomes:
            assignment = self.setup.assignment
            save_arrivals(self.book, assignment.id, self._arrivals)
            known = known_of(self.book, self.out, assignment)
            with writing_to(self.out):
                grades = write_class(outcomes, assignment, self.out, known)
            self.notes = lateness_notes(assignment.late, known.times, names)
            self.notes += late_notes(grades)
        return outcomes

    def _known(self, name: str, basis: Basis) -> SubmissionOutcome | None:
        """Return an outcome that need not be found once more, its files in place."""
        assignment = self.setup.assignment
        found = find(self.book, assignment.id, name, basis) if basis.content else None
        if found is None or found.outcome.set_aside:
            return None
        answers = self.out / name / ANSWERS
        if assignment.by_hand and not found.outcome.refused and not answers.is_file():
            return None
        file = self.out / name / "results.json"
        wanted = results_json(found.outcome, assignment)
        if not file.is_file() or file.read_text(encoding="utf-8") != as_json(wanted):
            with writing_to(self.out):
                write_submission(found.outcome, assignment, self.out)
        return found.outcome

    def _keep(self, outcome: SubmissionOutcome) -> None:
        self._kept[outcome.name] = brief(replace(outcome, answers=None))

    def _line(self, outcome: SubmissionOutcome) -> str:
        return progress_line(outcome, self.setup.assignment)


def progress_line(outcome: SubmissionOutcome, assignment: Assignment) -> str:
    """Return what a progress bar says of a submission that is done."""
    return f"{outcome.name} {outcome.score:g}/{assignment.total:g}"


def common_basis(setup: Setup) -> Basis:
    """Return the part of the basis that all submissions of a run share."""
    budget, mode = setup.budget, setup.sandbox.mode
    return Basis(
        content="",
        grader=grader_version(),
        course=course_digest(setup.assignment),
        data=data_digest(setup.data),
        settings=f"timeout {budget.timeout:g} memory {budget.memory} sandbox {mode}",
    )


def basis_of(path: Path, common: Basis) -> Basis:
    """Return a submission's basis; its content is "" if it can't be read."""
    try:
        return replace(common, content=content_digest(path))
    except OSError:
        return common
