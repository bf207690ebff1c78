"""``numgrade grade``: which submissions, progress, the table, the exit code."""

from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import cast, get_args

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.cli.output import prepare_output
from autograder.cli.progress import Progress
from autograder.course import Assignment, find_root, load
from autograder.errors import SubmissionError, UsageError
from autograder.grade.outcome import SubmissionOutcome
from autograder.grade.results import remarks
from autograder.grade.run import Budget, grade
from autograder.inert import inert
from autograder.intake import submission_name
from autograder.release import build_answered, build_tree
from autograder.report import (
    lost_points,
    write_class,
    write_questions,
    write_submission,
)
from autograder.sandbox import Mode, Policy
from autograder.written import QUESTIONS, read_questions

RESERVED = {
    "grades.csv",
    "summary.json",
    "index.html",
    "gradebook.sqlite",
    QUESTIONS,
}


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


def run(course: Path, assignment_id: str, request: Request) -> None:
    """Grade, write the results, print the table.

    Raises
    ------
    NumgradeError
        If nothing could be graded.
    """
    assignment = load(find_root(course), assignment_id)
    paths = find_submissions(request.submissions, request.class_folder)
    policy = choose_policy(request.sandbox)
    if request.data is not None and not request.data.is_dir():
        raise UsageError(
            f"no folder {request.data}; --data takes the data sets' folder"
        )
    prepare_output(request.out)
    budget = Budget.of(assignment, request.timeout, request.memory)
    given = build_tree(assignment, filled=False)
    if assignment.by_hand:
        write_questions(read_questions(assignment), request.out)
    outcomes: list[SubmissionOutcome] = []
    with Progress(len(paths)) as progress:

        def report(outcome: SubmissionOutcome) -> None:
            write_submission(outcome, assignment, request.out)
            outcome.answers = None  # a class's pictures are too much to keep
            outcomes.append(outcome)
            progress.step(f"{outcome.name} {outcome.score:g}/{assignment.total:g}")

        answer = cache(partial(build_answered, assignment))
        try:
            grade(
                assignment, paths, given, budget, report, policy, answer, request.data
            )
        except KeyboardInterrupt:
            if outcomes:
                write_class(outcomes, assignment, request.out)
            raise
    write_class(outcomes, assignment, request.out)
    print_table(outcomes, assignment)
    print(f"results: {request.out}")
    judge(outcomes, assignment, request.fail_under)


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


def find_submissions(named: list[Path], class_folder: Path | None) -> list[Path]:
    """Return all submissions asked for, each of which exists, no name twice.

    Raises
    ------
    UsageError
        Naming what is missing or ambiguous.
    """
    paths = list(named)
    if class_folder is not None:
        if not class_folder.is_dir():
            raise UsageError(f"no folder {class_folder}; --class takes a folder")
        entries = sorted(class_folder.iterdir())
        paths += [entry for entry in entries if not entry.name.startswith(".")]
    if not paths:
        where = f"{class_folder} is empty" if class_folder else "name at least one"
        raise UsageError(f"no submissions: {where}")
    names: dict[str, Path] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(f"no such file or folder: {path}")
        name = submission_name(path)
        if name in names:
            raise UsageError(f"{names[name]} and {path} have one name; rename one")
        if not name or name in RESERVED or name.startswith("."):
            raise UsageError(f"a submission can't be called {name!r}; rename {path}")
        names[name] = path
    return paths


def print_table(outcomes: list[SubmissionOutcome], assignment: Assignment) -> None:
    """Print one line a submission: its score, where points were lost, what happened."""
    table = Table(box=None, header_style="bold")
    table.add_column("submission", overflow="fold")
    table.add_column(f"of {assignment.total:g}", justify="right")
    table.add_column("points lost", overflow="fold")
    table.add_column("remarks", overflow="fold")
    for outcome in outcomes:
        lost = Text(lost_points(outcome, assignment), style="red")
        words = Text(inert(remarks(outcome)))
        name = Text(inert(outcome.name))
        table.add_row(name, f"{outcome.score:g}", lost, words)
    Console().print(table)


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
