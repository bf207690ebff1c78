"""Running released notebooks, two at a time, as a student's "run all" would."""

import re
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import nbclient
import nbformat

from autograder.course import assignment_ids, load
from autograder.release import build_extras, build_tree, write_tree

ROOT = Path(__file__).resolve().parents[2]

#: For kernels: checks run in the notebook's own process, as in a browser. Each then
#: takes a tenth of a second instead of one.
CHECK_INSIDE = """\
import autograder.student.notebook
autograder.student.notebook.IN_BROWSER = True
"""

#: What tqdm draws on standard error: no warning.
PROGRESS = re.compile(r"^\s*(\d+%\|.*)?$")


@dataclass(frozen=True)
class Cell:
    """A code cell that has run: its source, and what it put out."""

    source: str
    outputs: list[Any]

    @property
    def printed(self) -> str:
        """What it printed, and what its checks say as plain text."""
        return "".join(_text(output) for output in self.outputs)

    @property
    def warnings(self) -> list[str]:
        streams = [o for o in self.outputs if o.output_type == "stream"]
        told = "".join(o.text for o in streams if o.name == "stderr")
        lines = re.split(r"[\r\n]", told)
        return [line for line in lines if not PROGRESS.match(line)]

    @property
    def errors(self) -> list[str]:
        return [
            f"{o.ename}: {o.evalue}" for o in self.outputs if o.output_type == "error"
        ]


def _text(output: Any) -> str:
    if output.output_type == "stream" and output.name == "stdout":
        return str(output.text)
    if output.output_type == "display_data" and "image/png" not in output.data:
        return str(output.data["text/plain"]) + "\n"
    return ""


def notebook_names() -> list[str]:
    """Return every notebook of the course: ``dl-a1/01_softmax``."""
    return [
        f"{name}/{Path(spec.path).stem}"
        for name in assignment_ids(ROOT)
        for spec in load(ROOT, name).notebooks
    ]


def run_released(folder: Path, names: list[str], filled: bool) -> dict[str, list[Cell]]:
    """Release all assignments below a folder, and run notebooks of theirs.

    Two processes run them, each notebook in a kernel beside its modules, while the next
    assignment is released.
    """
    running: dict[str, Future[list[Cell]]] = {}
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        for assignment_id in assignment_ids(ROOT):
            assignment = load(ROOT, assignment_id)
            tree = build_tree(assignment, filled) | build_extras(assignment)
            write_tree(tree, folder / assignment_id)
            for name in names:
                if name.startswith(f"{assignment_id}/"):
                    path = (folder / name).with_suffix(".ipynb")
                    running[name] = pool.submit(execute, path, all_checks=filled)
        return {name: run.result() for name, run in running.items()}


def use_profile(folder: Path, startup: str) -> Path:
    """Write an IPython folder whose kernels begin with some code; return it."""
    file = folder / "profile_default" / "startup" / "10-startup.py"
    file.parent.mkdir(parents=True)
    file.write_text(startup)
    return folder


def execute(path: Path, all_checks: bool) -> list[Cell]:
    """Run a notebook to its end, whatever its cells do; return its code cells.

    Of the check cells, each of which may start processes, run all or the first alone.
    """
    notebook = nbformat.read(path, as_version=4)
    if not all_checks:
        checks = [cell for cell in notebook.cells if cell.source.startswith("check(")]
        later = {cell.id for cell in checks[1:]}
        notebook.cells = [cell for cell in notebook.cells if cell.id not in later]
    nbclient.NotebookClient(
        notebook,
        timeout=300,
        resources={"metadata": {"path": str(path.parent)}},
        allow_errors=True,
    ).execute()
    cells = [cell for cell in notebook.cells if "outputs" in cell]
    return [Cell(cell.source, cell.outputs) for cell in cells]
