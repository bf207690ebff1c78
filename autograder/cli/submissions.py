"""Which submissions are meant: those named, and all of a class's folder."""

from pathlib import Path

from autograder.errors import UsageError
from autograder.gradebook import FILE
from autograder.intake import METADATA, submission_name
from autograder.written import QUESTIONS

RESERVED = {
    "grades.csv",
    "summary.json",
    "index.html",
    "pseudonyms.csv",
    "similarity.html",
    "similarity.json",
    FILE,
    QUESTIONS,
}


def find_submissions(named: list[Path], class_folder: Path | None) -> list[Path]:
    """Return all submissions asked for, each of which exists, no name twice.

    Raises
    ------
    UsageError
        Naming what is missing or ambiguous.
    """
    paths = list(named)
    if class_folder is not None:
        if not class_folder.is_dir():
            raise UsageError(f"no folder {class_folder}; --class takes a folder")
        entries = sorted(class_folder.iterdir())
        paths += [
            entry
            for entry in entries
            if not entry.name.startswith(".") and entry.name != METADATA
        ]
    if not paths:
        where = f"{class_folder} is empty" if class_folder else "name at least one"
        raise UsageError(f"no submissions: {where}")
    names: dict[str, Path] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(f"no such file or folder: {path}")
        name = submission_name(path)
        if name in names:
            raise UsageError(f"{names[name]} and {path} have one name; rename one")
        if not name or name in RESERVED or name.startswith("."):
            raise UsageError(f"a submission can't be called {name!r}; rename {path}")
        names[name] = path
    return paths
