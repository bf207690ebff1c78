"""A student's folder whose notebooks check themselves with Otter's ``grader``."""

import ast
from collections.abc import Mapping, Sequence
from typing import Any

import nbformat

from autograder.bundles.otter import REQUIRED, test_files
from autograder.grade.outcome import CheckOutcome

TESTS = "tests/otter"
_CHECK = "check"  # what numgrade's own notebooks call
_GRADER = 'import otter\n\ngrader = otter.Notebook({notebook!r}, tests_dir="{tests}")'


def with_otter_cells(
    tree: Mapping[str, bytes], checks: Sequence[CheckOutcome]
) -> dict[str, bytes]:
    """Return a student's tree in Otter's flavour.

    ``check("question")`` becomes ``grader.check("question")``, a cell at the top makes
    ``grader``, and the public checks are there as Otter's test files, too.

    Parameters
    ----------
    tree : mapping
        Path -> content, as numgrade releases it.
    checks : sequence of CheckOutcome
        All checks; only the public ones are written.
    """
    flavoured = dict(tree)
    public = [check for check in checks if check.visibility == "visible"]
    for name, content in test_files(public).items():
        flavoured[f"{TESTS}/{name}"] = content
    for path, content in tree.items():
        if path.endswith(".ipynb"):
            flavoured[path] = _rewrite(path, content)
    flavoured["requirements.txt"] += f"{REQUIRED}\n".encode()
    return flavoured


def _rewrite(path: str, content: bytes) -> bytes:
    notebook: Any = nbformat.reads(content.decode(), as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = _call_grader(cell.source)
    source = _GRADER.format(notebook=path.rpartition("/")[2], tests=TESTS)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(source, id="otter-grader"))
    nbformat.validate(notebook)
    return (str(nbformat.writes(notebook)) + "\n").encode()


def _call_grader(source: str) -> str:
    """Turn every call of ``check`` in a cell into one of ``grader.check``."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # magics: a cell that sets something up
        return source
    lines = source.split("\n")
    calls = [
        node.func
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == _CHECK
    ]
    for name in sorted(calls, key=lambda n: (n.lineno, n.col_offset), reverse=True):
        line = lines[name.lineno - 1].encode()  # offsets count bytes
        at = name.col_offset
        lines[name.lineno - 1] = (line[:at] + b"grader." + line[at:]).decode()
    return "\n".join(lines)
