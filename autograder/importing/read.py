"""Opening a source notebook, and telling whose it is."""

from pathlib import Path
from typing import Any

import nbformat

from autograder.errors import CourseError
from autograder.importing.model import Imported
from autograder.importing.nbgrader import read_nbgrader
from autograder.importing.otter import is_otter, read_otter


def read_source_notebook(file: Path) -> Imported:
    """Read a source notebook of Otter's or nbgrader's.

    Raises
    ------
    CourseError
        If it is none, or holds what can't be imported; names the cell and the mend.
    """
    try:
        notebook: Any = nbformat.read(file, as_version=4)
    except OSError as error:
        raise CourseError(f"{file}: can't be read: {error.strerror}") from None
    except Exception:  # nbformat raises whatever its parsers do
        raise CourseError(f"{file}: is no notebook; save it from Jupyter") from None
    if any("nbgrader" in cell.metadata for cell in notebook.cells):
        return read_nbgrader(notebook, file)
    if any(is_otter(cell) for cell in notebook.cells):
        return read_otter(notebook, file)
    raise CourseError(
        f"{file}: neither Otter's cells (# ASSIGNMENT CONFIG, # BEGIN QUESTION) nor "
        "nbgrader's metadata; import the notebook that solutions are written in"
    )
