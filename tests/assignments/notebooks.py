"""Running released notebooks, two at a time, as a student's "run all" would."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbclient
import nbformat

from autograder.course import assignment_ids, load
from autograder.release import build_extras, build_tree, write_tree

ROOT = Path(__file__).resolve().parents[2]

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


def release(folder: Path, filled: bool) -> None:
    """Write all assignments' trees below a folder, handed out or filled in."""
    for name in assignment_ids(ROOT):
        assignment = load(ROOT, name)
        tree = build_tree(assignment, filled) | build_extras(assignment)
        write_tree(tree, folder / name)


def run_all(folder: Path, names: list[str]) -> dict[str, list[Cell]]:
    """Run notebooks in two processes, each with a kernel beside its modules."""
    paths = [(folder / name).with_suffix(".ipynb") for name in names]
    with ThreadPoolExecutor(2) as pool:
        for done in pool.map(_run, paths):
            assert done.returncode == 0, done.stderr
    return {name: _read(path) for name, path in zip(names, paths, strict=True)}


def _run(path: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, __file__, path], capture_output=True, text=True, check=False
    )


def _read(path: Path) -> list[Cell]:
    cells = nbformat.read(path, as_version=4).cells
    return [Cell(cell.source, cell.outputs) for cell in cells if "outputs" in cell]


def drop_later_checks(path: Path) -> None:
    """Take all check cells out of a notebook but the first: each takes a second."""
    notebook = nbformat.read(path, as_version=4)
    checks = [cell for cell in notebook.cells if cell.source.startswith("check(")]
    later = {cell.id for cell in checks[1:]}
    notebook.cells = [cell for cell in notebook.cells if cell.id not in later]
    nbformat.write(notebook, path)


def execute(path: Path) -> None:
    """Run a notebook to its end, whatever its cells do, and keep what they put out."""
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(
        notebook,
        timeout=300,
        resources={"metadata": {"path": str(path.parent)}},
        allow_errors=True,
    ).execute()
    nbformat.write(notebook, path)


if __name__ == "__main__":
    execute(Path(sys.argv[1]))
