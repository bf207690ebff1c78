"""Options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

Course = Annotated[
    Path,
    typer.Option(help="Course folder, or one below it; it holds assignments/."),
]
Jobs = Annotated[
    int, typer.Option("--jobs", "-j", min=1, help="Submissions graded at once.")
]
Cluster = Annotated[
    str,
    typer.Option(metavar="ADDRESS", help="Grade on the workers of a Dask scheduler."),
]
GradebookUrl = Annotated[
    str,
    typer.Option(metavar="URL", help="postgresql://…; default: OUT/gradebook.sqlite."),
]
AssignmentId = Annotated[str, typer.Argument(metavar="ID", help="Assignment.")]
