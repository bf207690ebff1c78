"""Commands and their options; what they do stands in the module of each command."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from autograder.cli import authoring, learning, reports
from autograder.cli.data import app as data
from autograder.cli.options import AssignmentId, Cluster, Course, GradebookUrl, Jobs

app = typer.Typer(
    help="Release, check and grade NumPy deep-learning coursework.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        from autograder import __version__

        print(f"numgrade {__version__}")
        raise typer.Exit


@app.callback()
def common(
    debug: Annotated[
        bool, typer.Option("--debug", help="Show tracebacks of errors.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show it."),
    ] = False,
) -> None:
    """Release, check and grade NumPy deep-learning coursework."""


@app.command("list")
def list_(
    course: Course = Path(),
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List the course's assignments."""
    from autograder.cli.listing import run

    run(course, as_json)


@app.command()
def release(
    out: Annotated[Path, typer.Option(help="Folder to write to.")],
    ids: Annotated[
        Optional[list[str]],  # noqa: UP045  (typer reads it at run time)
        typer.Argument(metavar="[ID]...", help="Assignments; default: all."),
    ] = None,
    mistakes: Annotated[
        bool,
        typer.Option("--mistakes", help="Prove, too, that known mistakes are noticed."),
    ] = False,
    flavor: Annotated[
        str,
        typer.Option(
            metavar="[numgrade|otter]", help="Whose check cells notebooks have."
        ),
    ] = "numgrade",
    wheels: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Folder of wheels to put into the Gradescope archive."),
    ] = None,
    data_: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--data", help="Folder of data sets to put into archives."),
    ] = None,
    jupyterlite: Annotated[
        bool,
        typer.Option(
            "--jupyterlite", help="Build a site, too, that runs in browsers alone."
        ),
    ] = False,
    pyodide: Annotated[
        str,
        typer.Option(
            metavar="PATH_OR_URL",
            help="Pyodide for that site: a folder or an archive; default: its "
            "release, fetched.",
        ),
    ] = "",
    course: Course = Path(),
) -> None:
    """Build what students get, and prove it: reference 100 %, skeleton 0, no leak."""
    from autograder.cli.releasing import Request, run

    request = Request(out, mistakes, wheels, data_, flavor, jupyterlite, pyodide)
    run(course, ids or [], request)


@app.command()
def grade(
    assignment_id: AssignmentId,
    out: Annotated[Path, typer.Option(help="Folder to write results to.")],
    submissions: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Argument(
            metavar="[SUBMISSION]...", help="Folders, archives, .py or .ipynb files."
        ),
    ] = None,
    class_: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--class", help="Folder whose entries are all submissions."),
    ] = None,
    timeout: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(min=0.1, help="Seconds a check; default: the assignment's."),
    ] = None,
    memory: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(min=256, help="MB a worker; default: the assignment's."),
    ] = None,
    sandbox: Annotated[
        str,
        typer.Option(
            metavar="[auto|strict|off]",
            help="Use what this machine has, insist on what is needed, or use nothing.",
        ),
    ] = "auto",
    fail_under: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Exit with 1 if a submission scores less, in percent."),
    ] = None,
    data_: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--data", help="Folder of data sets, for trained models."),
    ] = None,
    jobs: Jobs = 1,
    cluster: Cluster = "",
    gradebook: GradebookUrl = "",
    again: Annotated[
        bool, typer.Option("--again", help="Grade also what is graded already.")
    ] = False,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Go on with the latest run into OUT."),
    ] = False,
    course: Course = Path(),
) -> None:
    """Grade submissions; write results.json each, grades.csv and summary.json."""
    from autograder.cli.classrun import Workforce
    from autograder.cli.grading import Request, run

    request = Request(
        submissions or [],
        class_,
        out,
        timeout,
        memory,
        fail_under,
        sandbox,
        data_,
        Workforce(jobs, cluster),
        gradebook,
        again,
        resume,
    )
    run(course, assignment_id, request)


@app.command()
def regrade(
    assignment_id: AssignmentId,
    out: Annotated[Path, typer.Option(help="Folder of results.")],
    everything: Annotated[
        bool, typer.Option("--all", help="Also what nothing has changed for.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Write the new scores without asking.")
    ] = False,
    jobs: Jobs = 1,
    cluster: Cluster = "",
    gradebook: GradebookUrl = "",
    course: Course = Path(),
) -> None:
    """Grade anew what a changed course concerns; show the changes, then write them."""
    from autograder.cli.classrun import Workforce
    from autograder.cli.regrading import Request, run

    run(
        course,
        assignment_id,
        Request(out, Workforce(jobs, cluster), gradebook, everything, yes),
    )


@app.command()
def review(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder that grade has written.")
    ],
    blind: Annotated[
        bool, typer.Option("--blind", help="Don't show whose submission is whose.")
    ] = False,
    person: Annotated[
        str, typer.Option("--as", metavar="NAME", help="Grader; default: the user.")
    ] = "",
    port: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(min=0, max=65535, help="Port on this machine; 0: any."),
    ] = None,
    write_sheet: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(metavar="FILE", help="Write a CSV file to mark in, and end."),
    ] = None,
    read_sheet: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(metavar="FILE", help="Read such a file back, and end."),
    ] = None,
    gradebook: GradebookUrl = "",
) -> None:
    """Grade written answers and plots by hand, in the browser or a spreadsheet."""
    from autograder.cli.reviewing import Request, run

    run(Request(folder, blind, person, port, write_sheet, read_sheet, gradebook))


@app.command()
def doctor(
    course: Course = Path(),
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Tell which layers of the sandbox this machine has, and how to get the others."""
    from autograder.cli.doctor import run

    run(course, as_json)


authoring.add_to(app)
learning.add_to(app)
reports.add_to(app)
app.add_typer(data, name="data")
