"""Comparing what is on disk with what the publisher made."""

import gzip
import hashlib
import zlib
from enum import Enum
from pathlib import Path
from typing import IO, NamedTuple

from autograder.data.matlab import MATLAB_FILES, same_content
from autograder.data.place import MARKER
from autograder.data.registry import Dataset

CHUNK = 2**20


class State(str, Enum):
    """What a file is."""

    GOOD = "good"
    MISSING = "missing"
    DAMAGED = "damaged"
    SYNTHETIC = "synthetic"


class File(NamedTuple):
    """One file of a data set, and what it was found to be."""

    path: Path
    state: State


def verify(dataset: Dataset, dest: Path) -> list[File]:
    """Say of each file of a data set below ``dest`` what it is.

    A file is good if its content is the publisher's; of a compressed file that is what
    it holds, so that a copy compressed anew is as good. Where the set is marked as
    synthetic, a file is synthetic if it is as it was drawn.
    """
    found = []
    folder = dest / dataset.folder
    drawn = _drawn(folder)
    for name, md5 in dataset.files.items():
        found.append(File(folder / name, _state(folder / name, md5, drawn)))
    if dataset.matlab_folder:
        intact = all(state is State.GOOD for _, state in found)
        copies = dest / dataset.matlab_folder
        drawn = _drawn(copies)
        for name in MATLAB_FILES:
            state = _state(copies / name, "", drawn)
            if state is State.DAMAGED and intact and same_content(folder, copies, name):
                state = State.GOOD
            found.append(File(copies / name, state))
    return found


def has_content(path: Path, md5: str) -> bool:
    """Say whether a file's content, of a ``.gz`` file what it holds, has that MD5."""
    try:
        if path.name.endswith(".gz"):
            with gzip.open(path) as file:
                return _md5(file) == md5
        return has_md5(path, md5)
    except (EOFError, OSError, zlib.error):
        return False


def has_md5(path: Path, md5: str) -> bool:
    """Say whether a file, as it is, has that MD5."""
    with path.open("rb") as file:
        return _md5(file) == md5


def _md5(file: "IO[bytes] | gzip.GzipFile") -> str:
    digest = hashlib.md5(usedforsecurity=False)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _state(path: Path, md5: str, drawn: dict[str, str]) -> State:
    if not path.is_file():
        return State.MISSING
    if md5 and has_content(path, md5):
        return State.GOOD
    if path.name in drawn:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest == drawn[path.name]:
            return State.SYNTHETIC
    return State.DAMAGED


def _drawn(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file that a synthetic set's mark names."""
    try:
        text = (folder / MARKER).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    pairs = (line.split("  ", 1) for line in text.splitlines())
    return {pair[1]: pair[0] for pair in pairs if len(pair) == 2}
