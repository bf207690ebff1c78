"""Writing a new assignment from ``template/``: its folder, and its model solution.

The templates end in ``.in``, which keeps them out of the wheel that students get.
"""

import keyword
import re
import secrets
import string
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

from autograder.course import load, load_misconceptions
from autograder.errors import UsageError
from autograder.prove import rebuild_expected
from autograder.release import build_tree

if sys.version_info >= (3, 11):
    from importlib.resources import files
    from importlib.resources.abc import Traversable
else:
    from importlib.abc import Traversable
    from importlib.resources import files

ENDING = ".in"


def new_assignment(root: Path, assignment_id: str) -> list[Path]:
    """Write a new assignment, and the outputs that its checks compare with.

    Parameters
    ----------
    root : Path
        The course; becomes one if it is none yet.
    assignment_id : str
        Letters, digits, ``_`` and ``-``; also gives the students' package its name.

    Returns
    -------
    list of Path
        The folders written: the assignment's, its model solution's.

    Raises
    ------
    UsageError
        If the id can't be one, is taken, or the folder can't be written to.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_\-]*", assignment_id):
        raise UsageError(
            f"no id for an assignment: {assignment_id!r}; write letters, digits, _ or -"
        )
    package = package_name(assignment_id)
    places = [Path("assignments", assignment_id), Path("solutions", package)]
    for place in places:
        if (root / place).exists():
            raise UsageError(f"{root / place} exists already; choose another id")
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=root, prefix=".unfinished-") as folder:
            work = Path(folder)
            _write(work, assignment_id, package)
            _store_outputs(work, assignment_id)
            for place in places:
                (root / place).parent.mkdir(exist_ok=True)
                (work / place).rename(root / place)
    except OSError as error:
        raise UsageError(f"can't write to {root}: {error.strerror}") from None
    return [root / place for place in places]


def package_name(assignment_id: str) -> str:
    """Return a name for the students' package that nothing else is imported by."""
    name = re.sub(r"\W", "_", assignment_id).lower()
    if not name[0].isalpha():
        name = f"hw_{name}"
    return f"{name}_hw" if name in _taken() or keyword.iskeyword(name) else name


@cache
def _taken() -> set[str]:
    return {*sys.stdlib_module_names, *metadata.packages_distributions()}


def _write(work: Path, assignment_id: str, package: str) -> None:
    facts = {
        "id": assignment_id,
        "package": package,
        "seed": str(secrets.randbelow(2**31)),
    }
    templates = files("autograder.scaffold") / "template"
    if not templates.is_dir():
        raise UsageError(
            "this numgrade came with an assignment, to check it; to write one, "
            "install numgrade itself"
        )
    for part, place in (
        ("assignment", work / "assignments" / assignment_id),
        ("solutions", work / "solutions" / package),
    ):
        for path, template in _templates(templates / part):
            file = place / path.removesuffix(ENDING)
            file.parent.mkdir(parents=True, exist_ok=True)
            text = string.Template(template.read_text(encoding="utf-8"))
            file.write_text(text.substitute(facts), encoding="utf-8")


def _templates(
    folder: Traversable, above: str = ""
) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _templates(entry, f"{above}{entry.name}/")
        elif entry.name.endswith(ENDING):
            yield above + entry.name, entry


def _store_outputs(root: Path, assignment_id: str) -> None:
    assignment = load(root, assignment_id)
    solution = build_tree(assignment, filled=True)
    rebuild_expected(assignment, load_misconceptions(assignment), solution, False)
