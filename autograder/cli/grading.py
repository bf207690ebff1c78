"""``numgrade grade``: which submissions, progress, the table, the exit code."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast, get_args

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.cli.classrun import ClassRun, Workforce
from autograder.cli.machine import version_note
from autograder.cli.output import prepare_output, tell
from autograder.cli.progress import Progress
from autograder.cli.submissions import find_submissions
from autograder.cli.trees import Trees
from autograder.course import Assignment, find_root, load
from autograder.errors import SubmissionError, UsageError
from autograder.grade.outcome import SubmissionOutcome
from autograder.grade.results import remarks
from autograder.grade.setup import Budget, Setup
from autograder.gradebook import latest_run, open_gradebook, start_run
from autograder.inert import inert
from autograder.report import lost_points, write_questions
from autograder.sandbox import Mode, Policy
from autograder.written import read_questions

LONG = 50  # submissions that a table on a terminal can show


@dataclass(frozen=True)
class Request:
    """What the command line asks for."""

    submissions: list[Path]
    class_folder: Path | None
    out: Path
    timeout: float | None
    memory: int | None
    fail_under: float | None
    sandbox: str = "auto"
    data: Path | None = None
    workforce: Workforce = Workforce()  # noqa: RUF009  (immutable)
    gradebook: str = ""
    again: bool = False
    resume: bool = False


def run(course: Path, assignment_id: str, request: Request) -> None:
    """Grade, write the results, print the table.

    Raises
    ------
    NumgradeError
        If nothing could be graded.
    """
    assignment = load(find_root(course), assignment_id)
    if note := version_note(assignment):
        tell([note])
    book_at = request.gradebook or request.out
    if request.resume:
        request = resumed(request, assignment, book_at)
    paths = find_submissions(request.submissions, request.class_folder)
    setup = prepare(assignment, request)
    prepare_output(request.out)
    if assignment.by_hand:
        write_questions(read_questions(assignment), request.out)
    with open_gradebook(book_at) as book, Progress(len(paths)) as progress:
        start_run(book, assignment.id, asked(request, paths))
        class_run = ClassRun(setup, book, request.out, request.again)
        try:
            class_run.grade(paths, request.workforce, progress)
        finally:  # what is there is shown, also after Ctrl-C
            outcomes = class_run.finish(paths)
    print_table(outcomes, assignment)
    tell(class_run.notes)
    print(f"results: {request.out}")
    judge(outcomes, assignment, request.fail_under)


def prepare(assignment: Assignment, request: Request) -> Setup:
    """Return what all submissions of a run have in common.

    Raises
    ------
    UsageError
        If an option is wrong.
    """
    policy = choose_policy(request.sandbox)
    if request.data is not None and not request.data.is_dir():
        raise UsageError(
            f"no folder {request.data}; --data takes the data sets' folder"
        )
    budget = Budget.of(assignment, request.timeout, request.memory)
    trees = Trees.of(assignment)
    return Setup(assignment, trees.given(), budget, policy, trees, request.data)


def asked(request: Request, paths: Sequence[Path]) -> dict[str, Any]:
    """Return what ``--resume`` has to know of a run, as plain data."""
    return {
        "submissions": [os.fsdecode(path.absolute()) for path in paths],
        "timeout": request.timeout,
        "memory": request.memory,
        "sandbox": request.sandbox,
        "data": str(request.data.absolute()) if request.data else None,
    }


def resumed(request: Request, assignment: Assignment, book_at: Path | str) -> Request:
    """Return the latest run's request, where this one doesn't say otherwise.

    Raises
    ------
    UsageError
        If there was no run.
    """
    with open_gradebook(book_at, create=False) as book:
        before = latest_run(book, assignment.id)
    if before is None:
        raise UsageError(
            f"nothing to resume: {request.out} holds no run of {assignment.id}"
        )
    named = request.submissions or request.class_folder
    return replace(
        request,
        submissions=request.submissions
        if named
        else [Path(path) for path in before["submissions"]],
        timeout=request.timeout or before["timeout"],
        memory=request.memory or before["memory"],
        sandbox=before["sandbox"] if request.sandbox == "auto" else request.sandbox,
        data=request.data or (Path(before["data"]) if before["data"] else None),
    )


def choose_policy(sandbox: str) -> Policy:
    """Return the policy that ``--sandbox`` names.

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    modes = get_args(Mode)
    if sandbox not in modes:
        raise UsageError(f"--sandbox {sandbox}: choose one of {', '.join(modes)}")
    return Policy(cast(Mode, sandbox))


def print_table(outcomes: list[SubmissionOutcome], assignment: Assignment) -> None:
    """Print one line a submission: its score, where points were lost, what happened.

    Of a large class only those to whom something happened; the page has them all.
    """
    shown, left = outcomes, ""
    if len(outcomes) > LONG:
        shown = [outcome for outcome in outcomes if remarks(outcome)][:LONG]
        mean = sum(outcome.score for outcome in outcomes) / len(outcomes)
        left = f"{len(shown)} of {len(outcomes)} shown, mean {mean:.4g}; all are in "
    table = Table(box=None, header_style="bold")
    table.add_column("submission", overflow="fold")
    table.add_column(f"of {assignment.total:g}", justify="right")
    table.add_column("points lost", overflow="fold")
    table.add_column("remarks", overflow="fold")
    for outcome in shown:
        lost = Text(lost_points(outcome, assignment), style="red")
        words = Text(inert(remarks(outcome)))
        name = Text(inert(outcome.name))
        table.add_row(name, f"{outcome.score:g}", lost, words)
    Console().print(table)
    if left:
        print(f"{left}index.html")


def judge(
    outcomes: list[SubmissionOutcome], assignment: Assignment, fail_under: float | None
) -> None:
    """Exit with an error if all was refused, or a score is below the bound.

    Raises
    ------
    SubmissionError
        If no submission could be graded; the results files say so, too.
    """
    refused = [outcome for outcome in outcomes if outcome.refused]
    if len(refused) == len(outcomes):
        first = refused[0]
        raise SubmissionError(f"{first.name} {first.refused}")
    if fail_under is not None:
        below = [
            o for o in outcomes if 100 * o.score < fail_under * o.total(assignment)
        ]
        if below:
            from typer import Exit

            raise Exit(1)
