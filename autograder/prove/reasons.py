"""Why stored outputs are no longer what they were: what they were made from is noted.

The note lies in each file of stored outputs, beside the values.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from autograder.course import Assignment


def make_note(
    assignment: Assignment, solution: Mapping[str, bytes], file: Path
) -> dict[str, Any]:
    """Return what a file of stored outputs is made from.

    Parameters
    ----------
    assignment : Assignment
        Whose outputs they are.
    solution : mapping
        The solution tree, path -> content.
    file : Path
        The file: ``expected/<visibility>/<test module>.npz``.
    """
    name = file.name.partition(".")[0]
    test = assignment.folder / "tests" / file.parent.name / f"test_{name}.py"
    modules = {p: c for p, c in solution.items() if p.endswith(".py")}
    return {
        "numpy": np.__version__,
        "seed": assignment.seed,
        "solution": _digest(solution),
        "modules": {path: _short(content) for path, content in modules.items()},
        "checks": _short(test.read_bytes()) if test.exists() else "",
    }


def explain(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is different in two notes, a line each.

    ``old`` may be of an earlier release, which noted less.
    """
    if old.get("checks", new["checks"]) != new["checks"]:
        yield "the checks themselves were edited"
    if "modules" in old:
        yield from _changed_modules(old["modules"], new["modules"])
    elif old.get("solution") != new["solution"]:
        yield "the reference was edited"
    if old.get("seed") != new["seed"]:
        yield "the seed is another one: hidden checks draw other inputs"
    if old.get("numpy") != new["numpy"]:
        yield f"numpy {old.get('numpy')} -> {new['numpy']}"


def _changed_modules(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for path in sorted(old.keys() | new.keys()):
        if path not in old:
            yield f"the reference has a new file: {path}"
        elif path not in new:
            yield f"the reference lost a file: {path}"
        elif old[path] != new[path]:
            yield f"the reference was edited: {path}"


def _digest(tree: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for path in sorted(tree):
        digest.update(f"{path}\0{len(tree[path])}\0".encode() + tree[path])
    return digest.hexdigest()


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
