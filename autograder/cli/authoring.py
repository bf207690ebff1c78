"""Commands for those who write assignments: importing, beginning, storing, linting."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import AssignmentId, Course


def add_to(app: typer.Typer) -> None:
    """Register these commands."""
    app.command("import")(import_)
    for command in (expected, new, lint):
        app.command()(command)


def import_(
    notebook: Annotated[
        Path, typer.Argument(help="Source notebook of Otter's or nbgrader's.")
    ],
    assignment_id: Annotated[
        str, typer.Option("--id", help="Its name; default: the file's.")
    ] = "",
    course: Annotated[
        Path, typer.Option(help="Course folder; assignments/ is made if missing.")
    ] = Path(),
) -> None:
    """Turn a source notebook of another tool's into an assignment folder."""
    from autograder.cli.importing import run

    run(notebook, assignment_id, course)


def expected(
    assignment_id: AssignmentId,
    check: Annotated[
        bool, typer.Option("--check", help="Only say what is stale; exit 1 if any.")
    ] = False,
    course: Course = Path(),
) -> None:
    """Build the stored expected outputs from the model solutions."""
    from autograder.cli.expecting import run

    run(course, assignment_id, check)


def new(
    assignment_id: AssignmentId,
    service: Annotated[
        str,
        typer.Option(
            "--ci", metavar="[github|gitlab]", help="Add what grades on this service."
        ),
    ] = "",
    course: Course = Path(),
) -> None:
    """Begin an assignment of your own: a small one that works, to be changed."""
    from autograder.cli.creating import run

    run(course, assignment_id, service)


def lint(
    assignment_id: AssignmentId,
    quick: Annotated[
        bool, typer.Option("--quick", help="Only read files; grade nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    course: Course = Path(),
) -> None:
    """Find what instructors get wrong in an assignment; exit with 1 if anything."""
    from autograder.cli.linting import run

    run(course, assignment_id, as_json, quick)
