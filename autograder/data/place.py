"""Putting files in their place only when all of them are there."""

import os
import shutil
import tempfile
from pathlib import Path

from autograder.errors import UsageError

MARKER = "SYNTHETIC.txt"


class Placement:
    """Folders below ``dest`` that are filled aside. Use as a context manager.

    What was in place stays until ``keep`` replaces it, file by file; without ``keep``
    nothing changes. Other files in the same folders are left alone.
    """

    def __init__(self, dest: Path) -> None:
        self._dest = dest

    def __enter__(self) -> "Placement":
        try:
            self._dest.mkdir(parents=True, exist_ok=True)
            self._aside = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=self._dest))
        except OSError as error:
            raise UsageError(
                f"can't write to {self._dest}: {error.strerror}; choose another --dest"
            ) from None
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._aside, ignore_errors=True)

    def folder(self, name: str) -> Path:
        """Return where to write the files of that folder."""
        path = self._aside / name
        path.mkdir(exist_ok=True)
        return path

    def keep(self) -> None:
        """Put everything in place.

        The mark of a synthetic set comes before its files and goes after them, so
        that no synthetic file ever stands unmarked.
        """
        for folder in sorted(self._aside.iterdir()):
            place = self._dest / folder.name
            place.mkdir(exist_ok=True)
            marked = (folder / MARKER).exists()
            if marked:
                os.replace(folder / MARKER, place / MARKER)
            for file in sorted(folder.iterdir()):
                os.replace(file, place / file.name)
            if not marked:
                (place / MARKER).unlink(missing_ok=True)
