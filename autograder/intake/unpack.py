"""Unpacking a submission, which may be hostile, into a folder of plain files.

Only regular files are ever created, so no later step can be led astray by a link.
"""

import errno
import lzma
import os
import posixpath
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from autograder.errors import SubmissionError
from autograder.intake.members import (
    JUNK,
    MB,
    Member,
    folder_members,
    open_tar,
    tar_members,
    zip_members,
)

MAX_FILES = 20_000
ARCHIVES = (".zip", ".tar.gz", ".tgz", ".tar")
SINGLE_FILES = (".py", ".ipynb")

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


def is_archive(path: Path) -> bool:
    """Tell by its name whether a file is an archive."""
    return path.name.lower().endswith(ARCHIVES)


def submission_name(path: Path) -> str:
    """Return the name of a submission: its file name without the ending.

    Bytes of it that are no text become replacement characters, so that it can be
    printed and written.
    """
    name = path.resolve().name
    if not path.is_dir():
        name = path.name
        for ending in (*ARCHIVES, *SINGLE_FILES):
            if name.lower().endswith(ending) and len(name) > len(ending):
                name = name[: -len(ending)]
                break
    return os.fsencode(name).decode("utf-8", "replace")


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
    name = path.name.lower()
    try:
        if path.is_dir():
            _store(folder_members(path), into, max_mb)
        elif not path.is_file():
            raise SubmissionError("is neither a folder nor an ordinary file")
        elif name.endswith(".zip"):
            with zipfile.ZipFile(path) as archive:
                _store(zip_members(archive), into, max_mb)
        elif is_archive(path):
            with open_tar(path) as tar:
                _store(tar_members(tar), into, max_mb)
        elif name.endswith(SINGLE_FILES):
            member = Member(path.name, open=partial(path.open, "rb"))
            _store(iter([member]), into, max_mb)
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


def _store(members: Iterator[Member], into: Path, max_mb: int) -> None:
    room = max_mb * MB
    links: list[tuple[Path, Path]] = []
    kept = 0
    for member in members:
        relative = _safe(member.path, "path")
        if JUNK.intersection(relative.parts) or not relative.parts:
            continue
        kept += 1
        if kept > MAX_FILES:
            raise SubmissionError(f"holds more than {MAX_FILES} files")
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
