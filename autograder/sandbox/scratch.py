"""A worker's scratch folder: made empty, removed whatever a worker has left in it."""

import contextlib
import itertools
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)


class Scratch:
    """A new empty folder; ``remove`` it when its worker has ended."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="numgrade-scratch-"))

    def remove(self) -> None:
        """Remove the folder with all that is in it, however deep and however locked."""
        if os.listdir not in os.supports_fd:  # Windows, where nothing is hostile
            shutil.rmtree(self.path, ignore_errors=True)
            return
        with contextlib.suppress(FileNotFoundError):
            empty(self.path)
            self.path.rmdir()


def empty(folder: Path) -> None:
    """Remove all that is in a folder, without recursion and without long paths.

    What lies in a subfolder is moved up to the top before the subfolder goes, so no
    depth can exhaust the stack or the length of a path. Links are not followed.
    """
    numbers = itertools.count()
    top = os.open(folder, _FOLDER)
    try:
        while names := os.listdir(top):
            for name in names:
                if _is_folder(name, top):
                    _move_up(name, top, numbers)
                    os.rmdir(name, dir_fd=top)
                else:
                    os.unlink(name, dir_fd=top)
    finally:
        os.close(top)


def _move_up(name: str, top: int, numbers: Iterator[int]) -> None:
    """Empty the subfolder ``name``: remove its files, move its folders to the top."""
    folder = _unlock(name, top)
    try:
        for inner in os.listdir(folder):
            if _is_folder(inner, folder):
                os.close(_unlock(inner, folder))
                place = next(p for n in numbers if not _exists(p := f"up{n}", top))
                os.rename(inner, place, src_dir_fd=folder, dst_dir_fd=top)
            else:
                os.unlink(inner, dir_fd=folder)
    finally:
        os.close(folder)


def _unlock(name: str, within: int) -> int:
    """Open a folder whose permissions may forbid it."""
    os.chmod(name, 0o700, dir_fd=within)
    return os.open(name, _FOLDER, dir_fd=within)


def _is_folder(name: str, within: int) -> bool:
    return stat.S_ISDIR(os.lstat(name, dir_fd=within).st_mode)


def _exists(name: str, within: int) -> bool:
    try:
        os.lstat(name, dir_fd=within)
    except FileNotFoundError:
        return False
    return True
