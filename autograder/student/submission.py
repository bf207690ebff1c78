"""Packing a student's folder for handing in, and saying what it still lacks."""

import ast
import json
import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from autograder.course import Assignment
from autograder.errors import UsageError

MAX_FILE = 50 * 2**20  # bytes; a data set that strayed into the folder is larger
UNANSWERED = "*write here*"
AS_TEXT = "as_text"  # folder of the notebooks as .py, which can be annotated anywhere

#: What everybody has, or what is nobody's work.
_LEFT_OUT = {
    ".venv",
    "__pycache__",
    "datasets",
    "expected",
    "node_modules",
    "tests",
    "vendor",
    "venv",
}
_QUESTION = re.compile(r"is not written yet: question ([\w-]+)")


def pack_submission(assignment: Assignment) -> tuple[Path, list[str]]:
    """Write ``<id>-submission.zip`` into the student's folder.

    Parameters
    ----------
    assignment : Assignment
        As ``load_released`` returns it.

    Returns
    -------
    file : Path
        The zip.
    missing : list of str
        What it lacks, a line each.

    Raises
    ------
    UsageError
        If the folder can't be written to.
    """
    folder = assignment.folder
    target = folder / f"{assignment.id}-submission.zip"
    unfinished = target.with_suffix(".unfinished")
    files = [path for path in _files(folder) if path not in (target, unfinished)]
    missing = find_missing(assignment)
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in files:
                if path.stat().st_size > MAX_FILE:
                    name = path.relative_to(folder).as_posix()
                    missing.append(f"{name} is left out: over {MAX_FILE >> 20} MB")
                    continue
                name = path.relative_to(folder).as_posix()
                archive.write(path, f"{assignment.id}/{name}")
                if path.suffix == ".ipynb" and (text := _as_text(path)):
                    as_text = f"{assignment.id}/{AS_TEXT}/{name.removesuffix('.ipynb')}"
                    archive.writestr(f"{as_text}.py", text)
        os.replace(unfinished, target)
    except OSError as error:
        raise UsageError(f"can't write {target}: {error.strerror}") from None
    return target, missing


def find_missing(assignment: Assignment) -> list[str]:
    """Return what is absent, broken, unwritten or unanswered, a line each."""
    from autograder.written import document_fault  # not needed for a check's cell

    lines = []
    for path in assignment.student_files:
        file = assignment.folder / path
        if not file.is_file():
            lines.append(f"{path} is missing")
        elif path.endswith(".ipynb"):
            lines += [f"{path}: {line}" for line in _notebook_lacks(file)]
        else:
            lines += [f"{path}: {line}" for line in _module_lacks(file)]
    for path, extra in assignment.documents.items():
        file = assignment.folder / path
        fault = document_fault(file)
        if fault and (file.exists() or not extra):
            lines.append(f"{path} {fault}")
    return lines


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        hidden = {name for name in folders if name.startswith(".")}
        folders[:] = sorted(set(folders) - _LEFT_OUT - hidden)
        for name in sorted(files):
            path = Path(parent, name)
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


def _as_text(notebook: Path) -> str:
    """Return a notebook as Python text; "" if it is damaged."""
    import jupytext  # a browser has none, and hands nothing in

    try:
        return str(jupytext.writes(jupytext.read(notebook), fmt="py:percent"))
    except Exception:  # whatever its parsers meet; the notebook itself is packed anyway
        return ""


def _module_lacks(file: Path) -> list[str]:
    """Find what stands in a module since it was handed out: stubs that only raise."""
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        where = f"line {line}: " if line else ""
        return [f"{where}not valid Python: {getattr(error, 'msg', error)}"]
    raised = [node for node in ast.walk(tree) if isinstance(node, ast.Raise)]
    texts = [
        node.value
        for statement in raised
        for node in ast.walk(statement)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    found = [match.group(1) for text in texts if (match := _QUESTION.search(text))]
    return [f"question {name} is not written yet" for name in dict.fromkeys(found)]


def _notebook_lacks(file: Path) -> list[str]:
    try:
        cells = json.loads(file.read_bytes())["cells"]
        sources = ["".join(cell["source"]) for cell in cells]
        ran = any(cell.get("outputs") for cell in cells)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return ["not a notebook; save it again from Jupyter"]
    blanks = sum(source.count(UNANSWERED) for source in sources)
    lines = []
    if blanks:
        lines.append(f"{blanks} answer{'s' * (blanks != 1)} still to write")
    if not ran:
        lines.append("no outputs; run it, then save it")
    return lines
