"""What a folder, a zip or a tar holds, as one stream of files and links.

Nothing is written, and no size that an archive states is believed.
"""

import gzip
import io
import os
import posixpath
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, NamedTuple, TypeVar

from autograder.errors import SubmissionError

Entry = TypeVar("Entry")

MB = 2**20
MAX_ENTRIES = 200_000  # of an archive, with folders and what is left out as junk
MAX_READ = 16 * MB  # no header of an archive is larger, nor any piece of a file

# what common tools use; LZMA would have us set aside whatever memory a file states
_ZIP_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2}

# left behind by operating systems and tools; never part of what a student wrote
JUNK = {
    "__MACOSX",
    "__pycache__",
    ".DS_Store",
    ".git",
    ".ipynb_checkpoints",
    ".venv",
    "node_modules",
    "venv",
}


class Member(NamedTuple):
    """One entry of a submission: a file that opens, or a link to somewhere."""

    path: str
    open: Callable[[], Any] | None = None
    link: str = ""


def folder_members(folder: Path) -> Iterator[Member]:
    """Yield the files and links below a folder, but for junk."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(set(folders) - JUNK)
        for name in sorted((*folders, *files)):
            full = Path(parent, name)
            path = full.relative_to(folder).as_posix()
            if full.is_symlink():
                link = os.path.relpath(full.parent / os.readlink(full), folder)
                yield Member(path, link=Path(link).as_posix())
            elif full.is_file():
                yield Member(path, open=partial(full.open, "rb"))
            elif not full.is_dir():
                raise SubmissionError(f"holds {path!r}, which is no ordinary file")


def zip_members(archive: zipfile.ZipFile) -> Iterator[Member]:
    """Yield the files and links of a zip."""
    for info in _not_too_many(archive.infolist()):
        path = info.filename.replace("\\", "/")
        if info.compress_type not in _ZIP_METHODS:
            raise SubmissionError(
                "is packed by an uncommon method; zip it again with the usual one"
            )
        if stat.S_ISLNK(info.external_attr >> 16):
            link = archive.open(info).read(4096).decode("utf-8")
            yield Member(path, link=posixpath.join(posixpath.dirname(path), link))
        elif not path.endswith("/"):
            yield Member(path, open=partial(archive.open, info))


def tar_members(archive: tarfile.TarFile) -> Iterator[Member]:
    """Yield the files and links of a tar."""
    for info in _not_too_many(archive):
        if info.issym():
            folder = posixpath.dirname(info.name)
            yield Member(info.name, link=posixpath.join(folder, info.linkname))
        elif info.islnk():
            yield Member(info.name, link=info.linkname)
        elif info.isfile():
            yield Member(info.name, open=partial(archive.extractfile, info))
        elif not info.isdir():
            raise SubmissionError(f"holds {info.name!r}, which is no ordinary file")


def _not_too_many(entries: Iterable[Entry]) -> Iterator[Entry]:
    for count, entry in enumerate(entries, start=1):
        if count > MAX_ENTRIES:
            raise SubmissionError(f"holds more than {MAX_ENTRIES} entries")
        yield entry


class _SmallReads(io.RawIOBase):
    """A stream that refuses to put much into memory at once.

    ``tarfile`` reads a header of whatever size the archive states in one piece, and a
    few KB can state and hold gigabytes of zeros.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= MAX_READ:
            raise SubmissionError(f"has a header of more than {MAX_READ // MB} MB")
        return self._stream.read(size)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()


@contextmanager
def open_tar(path: Path) -> Iterator[tarfile.TarFile]:
    """Open a tar, compressed with gzip or not, whatever its name says."""
    with ExitStack() as stack:
        stream: Any = stack.enter_context(path.open("rb"))
        compressed = stream.read(2) == b"\x1f\x8b"
        stream.seek(0)
        if compressed:
            stream = stack.enter_context(gzip.open(stream))
        small: Any = _SmallReads(stream)
        yield stack.enter_context(tarfile.open(fileobj=small, mode="r:"))
