"""Unpacking a submission, which may be hostile, into a folder of plain files.

Only regular files are ever created, so no later step can be led astray by a link.
"""

import errno
import lzma
import os
import posixpath
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any, NamedTuple

from autograder.errors import SubmissionError

MB = 2**20
MAX_FILES = 20_000
ARCHIVES = (".zip", ".tar.gz", ".tgz", ".tar")
SINGLE_FILES = (".py", ".ipynb")

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

_DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,  # a zip compression that Python doesn't know
    RuntimeError,  # an encrypted zip
    UnicodeError,
    ValueError,
)
_OUR_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.EIO}


class Member(NamedTuple):
    """One entry of a submission: a file that opens, or a link to somewhere."""

    path: str
    open: Callable[[], Any] | None = None
    link: str = ""


def submission_name(path: Path) -> str:
    """Return the name of a submission: its file name without the ending."""
    if not path.is_dir():
        for ending in (*ARCHIVES, *SINGLE_FILES):
            if path.name.endswith(ending) and path.name != ending:
                return path.name.removesuffix(ending)
    return path.resolve().name


def unpack(path: Path, into: Path, max_mb: int) -> None:
    """Put the files of the submission at ``path`` into the empty folder ``into``.

    Parameters
    ----------
    path : Path
        A folder, a ``.zip``, ``.tar.gz``, ``.tgz`` or ``.tar`` archive, or a single
        ``.py`` or ``.ipynb`` file.
    into : Path
        An empty folder.
    max_mb : int
        What the files may come to, unpacked, in MB (2**20 bytes).

    Raises
    ------
    SubmissionError
        If the archive is unsafe (absolute or ``..`` paths, links out of it, too
        large), damaged, empty, or none. Then ``into`` may hold part of it.
    """
    try:
        if path.is_dir():
            _store(_folder_members(path), into, max_mb)
        elif path.name.endswith(".zip"):
            with zipfile.ZipFile(path) as archive:
                _store(_zip_members(archive), into, max_mb)
        elif path.name.endswith(ARCHIVES):
            with tarfile.open(path, "r:*") as tar:
                _store(_tar_members(tar), into, max_mb)
        elif path.name.endswith(SINGLE_FILES):
            shutil.copyfile(path, into / path.name)
        else:
            raise SubmissionError(
                "is neither a folder, an archive (.zip, .tar.gz), a .py nor a .ipynb"
            )
    except _DAMAGE as error:
        raise SubmissionError(f"can't be unpacked: {error}") from None
    except OSError as error:
        if error.errno in _OUR_DISK:
            raise
        raise SubmissionError(f"can't be unpacked: {error.strerror or error}") from None
    if not any(into.iterdir()):
        raise SubmissionError("holds no files")


def _folder_members(folder: Path) -> Iterator[Member]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(set(folders) - JUNK)
        for name in sorted((*folders, *files)):
            full = Path(parent, name)
            path = full.relative_to(folder).as_posix()
            if full.is_symlink():
                link = os.path.relpath(full.parent / os.readlink(full), folder)
                yield Member(path, link=posixpath.join("/", Path(link).as_posix()))
            elif full.is_file():
                yield Member(path, open=partial(full.open, "rb"))
            elif not full.is_dir():
                raise SubmissionError(f"holds {path!r}, which is no ordinary file")


def _zip_members(archive: zipfile.ZipFile) -> Iterator[Member]:
    for info in archive.infolist():
        path = info.filename.replace("\\", "/")
        if stat.S_ISLNK(info.external_attr >> 16):
            link = archive.open(info).read(4096).decode("utf-8")
            yield Member(path, link=posixpath.join(posixpath.dirname(path), link))
        elif not path.endswith("/"):
            yield Member(path, open=partial(archive.open, info))


def _tar_members(archive: tarfile.TarFile) -> Iterator[Member]:
    for info in archive:
        if info.issym():
            folder = posixpath.dirname(info.name)
            yield Member(info.name, link=posixpath.join(folder, info.linkname))
        elif info.islnk():
            yield Member(info.name, link=info.linkname)
        elif info.isfile():
            yield Member(info.name, open=partial(archive.extractfile, info))
        elif not info.isdir():
            raise SubmissionError(f"holds {info.name!r}, which is no ordinary file")


def _store(members: Iterator[Member], into: Path, max_mb: int) -> None:
    room = max_mb * MB
    links: list[tuple[Path, Path]] = []
    for count, member in enumerate(members, start=1):
        if count > MAX_FILES:
            raise SubmissionError(f"holds more than {MAX_FILES} files")
        relative = _safe(member.path, "path")
        if JUNK.intersection(relative.parts) or not relative.parts:
            continue
        if member.open is None:
            links.append((into / relative, into / _safe(member.link, "link")))
            continue
        target = into / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        with member.open() as source, target.open("wb") as sink:
            room -= _copy(source, sink, room, max_mb)
    for link, pointed in links:
        if pointed.is_file():
            link.parent.mkdir(parents=True, exist_ok=True)
            with pointed.open("rb") as source, link.open("wb") as sink:
                room -= _copy(source, sink, room, max_mb)


def _safe(name: str, what: str) -> PurePosixPath:
    """Return a path below the submission's top, ``.`` and ``a/../b`` tidied away."""
    path = PurePosixPath(posixpath.normpath(name))
    drive = len(name) > 1 and name[1] == ":"
    if path.is_absolute() or drive or ".." in path.parts or "\0" in name:
        raise SubmissionError(f"is unsafe: the {what} {name[:80]!r} leads out of it")
    if what == "path" and ".." in PurePosixPath(name).parts:
        raise SubmissionError(f"is unsafe: the path {name[:80]!r} has '..' in it")
    return path


def _copy(source: IO[bytes], sink: IO[bytes], room: int, max_mb: int) -> int:
    """Copy at most ``room`` bytes; what an archive says of its sizes isn't believed."""
    copied = 0
    while chunk := source.read(MB):
        copied += len(chunk)
        if copied > room:
            raise SubmissionError(f"unpacks to more than {max_mb} MB")
        sink.write(chunk)
    return copied
