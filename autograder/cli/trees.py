"""Trees that grading needs, made from the course once and then kept in a cache.

To make one takes seconds, and each grading process needs ten or so. The name of a kept
tree is the digest of all that it is made from, so a changed course never meets an old
one.
"""

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from autograder.course import Assignment
from autograder.gradebook import course_digest, grader_version

Tree = dict[str, bytes]

_TOO_OLD = 30 * 24 * 3600.0  # s since it was made


@dataclass(frozen=True)
class Trees:
    """The trees of one assignment. Can be sent to another process.

    Calling it gives the tree in which certain questions are answered.
    """

    assignment: Assignment
    digest: str
    folder: Path
    _known: dict[str, Tree] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, assignment: Assignment) -> "Trees":
        """Return the trees of an assignment as it is now."""
        made_from = f"{grader_version()} {course_digest(assignment)}"
        return cls(assignment, made_from, cache_folder())

    def given(self) -> Tree:
        """Return the skeleton that students get."""
        return self._get("given", lambda: _skeleton(self.assignment))

    def __call__(self, questions: frozenset[str]) -> Tree:
        """Return the tree in which ``questions`` are answered, and no others."""
        which = f"answered {' '.join(sorted(questions))}"
        return self._get(which, lambda: _answered(self.assignment, questions))

    def _get(self, which: str, build: Callable[[], Tree]) -> Tree:
        if which not in self._known:
            name = hashlib.sha256(f"{self.digest} {which}".encode()).hexdigest()
            self._known[which] = _kept(self.folder / name, build)
        return self._known[which]


def cache_folder() -> Path:
    """Return where trees are kept: below the user's cache, where caches belong."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache, "numgrade", "trees")


def _skeleton(assignment: Assignment) -> Tree:
    from autograder.release import build_tree  # half a second that few runs need

    return build_tree(assignment, filled=False)


def _answered(assignment: Assignment, questions: frozenset[str]) -> Tree:
    from autograder.release import build_answered

    return build_answered(assignment, questions)


def _kept(file: Path, build: Callable[[], Tree]) -> Tree:
    with contextlib.suppress(OSError, msgspec.DecodeError):
        return msgspec.msgpack.decode(file.read_bytes(), type=Tree)
    tree = build()
    with contextlib.suppress(OSError):  # without a cache it takes longer, that is all
        _keep(file, msgspec.msgpack.encode(tree))
    return tree


def _keep(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as unfinished:
        unfinished.write(content)
    os.replace(unfinished.name, file)
    for other in file.parent.iterdir():
        if other.stat().st_mtime < time.time() - _TOO_OLD:
            other.unlink()
