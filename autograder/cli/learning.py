"""Commands for students: checking one's own work, and packing it to hand in."""

from pathlib import Path
from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Register these commands."""
    for command in (check, submit):
        app.command()(command)


def check(
    path: Annotated[
        Path, typer.Argument(help="The assignment's folder, or one below it.")
    ] = Path(),
    question: Annotated[
        str, typer.Option("--question", "-q", help="Check this question alone.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Run the public checks on your own work; exit with 1 if any fails."""
    from autograder.cli.checking import run

    run(path, question, as_json)


def submit(
    path: Annotated[
        Path, typer.Argument(help="The assignment's folder, or one below it.")
    ] = Path(),
) -> None:
    """Make the zip to hand in, and say what is missing in it."""
    from autograder.cli.submitting import run

    run(path)
