"""Looking after a scratch folder that no file system bounds: how much is in there."""

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

MB = 2**20


@dataclass(frozen=True)
class Watch:
    """Tells when a worker has filled its scratch folder.

    Parameters
    ----------
    scratch : Path
        The folder.
    pid : int
        The worker, whose deleted files count while it holds them open; 0 if they
        can't be seen.
    size, files : int
        What is allowed: MB, and a count.
    """

    scratch: Path
    pid: int
    size: int
    files: int

    def trouble(self) -> str:
        """Return what is wrong, or nothing. Takes no longer if there is more."""
        room, files = self.size * MB - _held_open(self.pid), 0
        folders = [str(self.scratch)]
        while folders and room >= 0 and files <= self.files:
            try:
                entries = os.scandir(folders.pop())
            except OSError as error:
                if error.errno == errno.ENAMETOOLONG:
                    return "it made folders deeper than any path"
                continue  # gone, or locked by the submission even for itself
            with entries:
                for entry in entries:
                    files += 1
                    if files > self.files:
                        return f"it made more than {self.files} files"
                    room -= _size(entry)
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
        return f"it wrote more than {self.size} MB" if room < 0 else ""


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_blocks * 512
    except OSError:
        return 0


def _held_open(pid: int) -> int:
    """Return the bytes of files that are deleted but open."""
    total = 0
    if not pid:
        return total
    try:
        for entry in os.scandir(f"/proc/{pid}/fd"):
            status = os.stat(entry.path)
            if stat.S_ISREG(status.st_mode) and status.st_nlink == 0:
                total += status.st_blocks * 512
    except OSError:  # ended, or not ours to see
        pass
    return total
