"""``numgrade regrade``: show what a changed course does to scores, then write it."""

import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.cli.classrun import (
    ClassRun,
    Workforce,
    basis_of,
    common_basis,
    progress_line,
)
from autograder.cli.grading import Request as GradeRequest
from autograder.cli.grading import prepare, resumed
from autograder.cli.progress import Progress
from autograder.cli.submissions import find_submissions
from autograder.course import find_root, load
from autograder.grade.outcome import SubmissionOutcome, brief, tidy
from autograder.grade.setup import Setup
from autograder.gradebook import (
    Basis,
    Gradebook,
    find,
    history,
    latest,
    open_gradebook,
    record,
)
from autograder.inert import inert
from autograder.intake import submission_name
from autograder.report import known_of, write_class


@dataclass(frozen=True)
class Request:
    """What the command line asks for."""

    out: Path
    workforce: Workforce
    gradebook: str = ""
    everything: bool = False
    yes: bool = False


@dataclass(frozen=True)
class Change:
    """What grading anew does to one submission: points before and after."""

    name: str
    before: float
    after: float
    questions: Mapping[str, tuple[float, float]]


def run(course: Path, assignment_id: str, request: Request) -> None:
    """Grade into a gradebook aside, show what changes, then take it over.

    Raises
    ------
    NumgradeError
        If nothing was graded into that folder yet, or it can't be graded now.
    """
    assignment = load(find_root(course), assignment_id)
    book_at = request.gradebook or request.out
    asked = GradeRequest([], None, request.out, None, None, None)
    asked = resumed(asked, assignment, book_at)
    paths = find_submissions(asked.submissions, None)
    setup = prepare(assignment, asked)
    with (
        open_gradebook(book_at) as book,
        tempfile.TemporaryDirectory(prefix="numgrade-") as aside,
        open_gradebook(Path(aside)) as fresh,
    ):
        outdated = dict(_outdated(setup, paths, book, request.everything))
        _grade_aside(setup, outdated, fresh, request.workforce)
        print_changes(list(changes(book, fresh, assignment.id)), len(outdated))
        if not outdated or not (request.yes or _agreed()):
            return
        class_run = ClassRun(setup, book, request.out, again=True)
        for grading in latest(fresh, assignment.id):
            class_run.store(grading.outcome, grading.basis)
        now = {g.name: brief(g.outcome) for g in latest(book, assignment.id)}
        names = [submission_name(path) for path in paths]
        listed = [now[name] for name in names if name in now]
        known = known_of(book, request.out, assignment)
        write_class(listed, assignment, request.out, known)
    print(f"written to {request.out}")


def changes(book: Gradebook, fresh: Gradebook, assignment: str) -> Iterator[Change]:
    """Compare what was graded anew with what counts so far; yield what differs."""
    for grading in latest(fresh, assignment):
        before = history(book, assignment, grading.name)
        old = _earned(before[-1].outcome) if before else {}
        new = _earned(grading.outcome)
        differing = {
            question: (old.get(question, 0.0), new.get(question, 0.0))
            for question in {**old, **new}
            if old.get(question, 0.0) != new.get(question, 0.0)
        }
        if differing:
            sums = tidy(sum(old.values())), tidy(sum(new.values()))
            yield Change(grading.name, *sums, differing)


def print_changes(changed: Sequence[Change], regraded: int) -> None:
    """Print whose scores change, and in which questions."""
    print(f"{regraded} graded anew, {len(changed)} with another score")
    if not changed:
        return
    table = Table(box=None, header_style="bold")
    for column in ("submission", "before", "after", "questions"):
        table.add_column(column, overflow="fold")
    for change in changed:
        words = ", ".join(
            f"{question} {old:g} \N{RIGHTWARDS ARROW} {new:g}"
            for question, (old, new) in change.questions.items()
        )
        numbers = f"{change.before:g}", f"{change.after:g}"
        table.add_row(Text(inert(change.name)), *numbers, Text(words))
    Console().print(table)


def _outdated(
    setup: Setup, paths: Sequence[Path], book: Gradebook, everything: bool
) -> Iterator[tuple[Path, Basis]]:
    """Yield the submissions whose result rests on something that has changed."""
    common = common_basis(setup)
    for path in paths:
        basis = basis_of(path, common)
        name = submission_name(path)
        if everything or find(book, setup.assignment.id, name, basis) is None:
            yield path, basis


def _grade_aside(
    setup: Setup,
    outdated: Mapping[Path, Basis],
    fresh: Gradebook,
    workforce: Workforce,
) -> None:
    bases = {submission_name(path): basis for path, basis in outdated.items()}
    with Progress(len(outdated)) as progress:

        def report(outcome: SubmissionOutcome) -> None:
            record(fresh, setup.assignment, bases[outcome.name], outcome)
            progress.step(progress_line(outcome, setup.assignment))

        if outdated:
            workforce.grade(setup, iter(outdated), report)


def _earned(outcome: SubmissionOutcome) -> dict[str, float]:
    """Return points by question, also of questions that are asked no more."""
    points: defaultdict[str, float] = defaultdict(float)
    for check in outcome.checks:
        points[check.question] += check.score
    return {question: tidy(score) for question, score in points.items()}


def _agreed() -> bool:
    """Ask on a terminal; elsewhere, say how to agree."""
    if not sys.stdin.isatty():
        print("nothing was written; --yes writes it")
        return False
    from typer import confirm

    return confirm("Write the new scores?")
