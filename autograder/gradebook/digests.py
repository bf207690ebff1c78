"""Fingerprints of all that a result rests on, so that nothing is graded twice."""

import hashlib
import os
import platform
import stat
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import numpy as np

import autograder
from autograder.course import Assignment

_CHUNK = 2**20
_NO_PART = {"__pycache__", ".git", ".pytest_cache", ".ipynb_checkpoints"}


def content_digest(path: Path) -> str:
    """Return the SHA-256 of a submission: a file's bytes, or a folder's files.

    Links are not followed and special files not opened: what lies there may be hostile.
    """
    digest = hashlib.sha256()
    for file in _files(path):
        _add(digest, file, file.relative_to(path).as_posix())
    return digest.hexdigest()


def course_digest(assignment: Assignment) -> str:
    """Return the SHA-256 of an assignment's folder and of the solutions it names."""
    digest = hashlib.sha256()
    sources = {spec.source for spec in assignment.files}
    places = [assignment.folder, *(assignment.solutions / s for s in sorted(sources))]
    for place in places:
        for file in _files(place):
            _add(digest, file, f"{place.name}/{file.relative_to(place).as_posix()}")
    return digest.hexdigest()


def data_digest(folder: Path | None) -> str:
    """Return the SHA-256 of a folder of data sets; "" for None."""
    return content_digest(folder) if folder is not None else ""


@cache
def grader_version() -> str:
    """Return the versions that results depend on: ours, Python's and numpy's.

    Ours comes with the start of the SHA-256 of its sources, so that two states of a
    checkout differ.
    """
    package = Path(autograder.__file__).parent
    digest = hashlib.sha256()
    for file in _files(package):
        if file.suffix in (".py", ".ini"):
            _add(digest, file, file.relative_to(package).as_posix())
    return (
        f"numgrade {autograder.__version__}+{digest.hexdigest()[:12]} "
        f"python {platform.python_version()} numpy {np.__version__}"
    )


def _files(path: Path) -> Iterator[Path]:
    """Yield all that isn't a folder, in one order on every machine."""
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(set(folders) - _NO_PART)
        yield from (Path(folder, name) for name in _ordered(folder, folders, names))


def _ordered(folder: str, folders: list[str], names: Iterable[str]) -> list[str]:
    links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
    return sorted([*names, *links])


def _add(digest: "hashlib._Hash", file: Path, name: str) -> None:
    """Add a file's name, kind, length and bytes."""
    status = file.lstat()
    content: Iterator[bytes] = iter(())
    if stat.S_ISLNK(status.st_mode):
        content = iter([os.fsencode(os.readlink(file))])
    elif stat.S_ISREG(status.st_mode):
        content = _chunks(file)
    inner = hashlib.sha256()
    for chunk in content:
        inner.update(chunk)
    kind = stat.S_IFMT(status.st_mode)
    digest.update(f"{kind} {inner.hexdigest()} ".encode())
    digest.update(os.fsencode(name) + b"\0")


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
