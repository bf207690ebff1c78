"""Importing a notebook as a module, in the untrusted process.

``import hw01`` runs the code cells of ``hw01.ipynb`` one after the other. A cell that
raises costs what it would have defined, no more; what is missing afterwards is told
with the cell's error.
"""

import json
import linecache
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

#: Modules whose cells check or hand in: where we grade, they do nothing.
_OF_NOTEBOOKS = ("otter", "autograder.student")


class _Idle(ModuleType):
    """Has every attribute; each can be called, with nothing coming of it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Idle(name)

    def __call__(self, *args: Any, **kwargs: Any) -> "_Idle":
        return self


class NotebookFinder(MetaPathFinder):
    """Finds the notebooks at the top of the folder ``root``, by name without ending."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Return what imports ``fullname``, if it is a notebook."""
        file = self._root / f"{fullname}.ipynb"
        if "." in fullname or not file.is_file():
            return None
        return ModuleSpec(fullname, _NotebookLoader(file))


class _NotebookLoader(Loader):
    def __init__(self, file: Path) -> None:
        self._file = file

    def exec_module(self, module: ModuleType) -> None:
        """Run the cells in the module's namespace."""
        names = module.__dict__
        leave_checks_out(names)
        trouble: list[str] = []
        for number, source in code_cells(self._file):
            try:
                exec(_compile(source, f"{self._file}, cell {number}"), names)
            except (Exception, SystemExit) as error:
                trouble.append(f"cell {number} raised {type(error).__name__}: {error}")

        def explain(name: str) -> Any:
            words = f"{name} is not defined in {self._file.name}"
            raise AttributeError("; ".join([words, *trouble[:3]]))

        names["__getattr__"] = explain


def leave_checks_out(names: dict[str, Any]) -> None:
    """Make what a notebook checks, hands in and shows do nothing, in its namespace."""
    for name in _OF_NOTEBOOKS:
        sys.modules[name] = _Idle(name)
    names["display"] = names["get_ipython"] = _Idle("IPython")


def code_cells(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the code cells that are Python, with their places, from 1."""
    notebook = json.loads(file.read_text(encoding="utf-8"))
    for number, cell in enumerate(notebook["cells"], start=1):
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            yield number, "\n".join(_without_magics(source.split("\n")))


def _without_magics(lines: list[str]) -> Iterator[str]:
    """Blank out what only IPython understands; line numbers stay."""
    first = next((line for line in lines if line.strip()), "")
    if first.startswith("%%") and not first.startswith(("%%time", "%%capture")):
        return  # another language, or a file to write
    for line in lines:
        start = line.lstrip()
        magic = start.startswith(("%", "!", "?")) or start.rstrip().endswith("?")
        indent = line[: len(line) - len(start)]
        yield f"{indent}pass" if magic and not start.startswith("#") else line


def _compile(source: str, name: str) -> CodeType:
    lines = [f"{line}\n" for line in source.split("\n")]
    linecache.cache[name] = (len(source), None, lines, name)  # for tracebacks
    return compile(source, name, "exec")
