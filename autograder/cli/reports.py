"""Commands that work on results: pages, exports, similar submissions."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from autograder.cli.options import AssignmentId, Course, GradebookUrl

Times = Annotated[
    str,
    typer.Option(
        metavar="FILE",
        help="CSV of submission,submitted[,due], before what submissions tell; "
        "or files, for the times of theirs.",
    ),
]


def add_to(app: typer.Typer) -> None:
    """Register these commands."""
    for command in (report, export, similarity):
        app.command()(command)


def report(
    results: Annotated[Path, typer.Argument(metavar="DIR", help="Results of grade.")],
    times: Times = "",
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Each feedback page as PDF, too.")
    ] = False,
    gradebook: GradebookUrl = "",
    course: Course = Path(),
) -> None:
    """Make the pages anew, with marks by hand, lateness and similar pairs."""
    from autograder.cli.reporting import run

    run(course, results, times, pdf, gradebook)


def export(
    format_: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help="canvas, moodle, csv, gradescope, junit or feedback (a zip of pages); "
            "of one submission classroom50, autolab, prairielearn, or for GitHub "
            "summary and annotations.",
        ),
    ],
    results: Annotated[Path, typer.Argument(metavar="DIR", help="Results of grade.")],
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="File to write; default: ID-FORMAT.* in this folder."),
    ] = None,
    into: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="File that the LMS exported: fill in its column."),
    ] = None,
    column: Annotated[
        str, typer.Option(help="Column for the grades; default: the assignment's.")
    ] = "",
    times: Times = "",
    like: Annotated[
        str, typer.Option(help="Name feedback files as canvas or moodle expects.")
    ] = "",
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Pseudonyms in place of names.")
    ] = False,
    source: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="The submission's folder, for annotations at its lines."),
    ] = None,
    gradebook: GradebookUrl = "",
    course: Course = Path(),
) -> None:
    """Hand grades on: to an LMS, CI, a spreadsheet; exit with 1 if any is left out."""
    from autograder.cli.exporting import run
    from autograder.export import Order

    order = Order(format_, results, into, column, times, like, anonymous, source)
    run(course, order, out, gradebook)


def similarity(
    assignment_id: AssignmentId,
    submissions: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Argument(metavar="[SUBMISSION]...", help="As for grade."),
    ] = None,
    class_: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--class", help="Folder whose entries are all submissions."),
    ] = None,
    earlier: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Option(help="Folder of an earlier year's submissions; may be repeated."),
    ] = None,
    out: Annotated[
        Path, typer.Option(help="Folder for similarity.html; best the results'.")
    ] = Path(),
    at_least: Annotated[
        float, typer.Option(min=0, max=100, help="Show pairs from this percent on.")
    ] = 50,
    course: Course = Path(),
) -> None:
    """Find submissions that are alike in what students wrote."""
    from autograder.cli.similar import Request, run

    request = Request(submissions or [], class_, earlier or [], out, at_least)
    run(course, assignment_id, request)
