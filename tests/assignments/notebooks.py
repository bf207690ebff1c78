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
        return self._stream("stdout")

    @property
    def warnings(self) -> list[str]:
        lines = re.split(r"[\r\n]", self._stream("stderr"))
        return [line for line in lines if not PROGRESS.match(line)]

    @property
    def errors(self) -> list[str]:
        return [
            f"{o.ename}: {o.evalue}" for o in self.outputs if o.output_type == "error"
        ]

    def _stream(self, name: str) -> str:
        streams = [o for o in self.outputs if o.output_type == "stream"]
        return "".join(o.text for o in streams if o.name == name)


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
