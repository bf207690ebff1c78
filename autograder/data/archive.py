"""Taking files out of a publisher's archive: data, never trusted."""

import hashlib
import lzma
import posixpath
import tarfile
import zlib
from pathlib import Path

from autograder.errors import UsageError

CHUNK = 2**20

_DAMAGE = (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, OSError, ValueError)


def extract(archive: Path, folder: str, files: dict[str, str], into: Path) -> None:
    """Take the files wanted out of ``folder`` in a tar archive.

    Nothing else is written, under no name but those wanted, and each content is
    compared with its MD5. Still, an archive with a member that leads out of it is
    refused whole: whoever made it meant harm.

    Parameters
    ----------
    archive : Path
        Compressed or not.
    folder : str
        The folder inside the archive.
    files : dict
        Name of each file wanted: MD5 of its content.
    into : Path
        An existing folder.

    Raises
    ------
    UsageError
        If the archive is unsafe or damaged, or a file is missing or another one.
    """
    wanted = {posixpath.join(folder, name): name for name in files}
    try:
        with tarfile.open(archive, "r:*") as tar:
            for member in tar:
                _refuse_unsafe(archive, member)
                name = wanted.pop(posixpath.normpath(member.name), None)
                if name is not None:
                    _copy(archive, tar, member, into / name, files[name])
    except _DAMAGE as error:
        raise UsageError(f"{archive} can't be unpacked: {error}") from None
    if wanted:
        raise UsageError(f"{archive} lacks {', '.join(sorted(wanted))}")


def _refuse_unsafe(archive: Path, member: tarfile.TarInfo) -> None:
    parts = member.name.replace("\\", "/").split("/")
    if member.name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
        why = f"its member {member.name[:80]!r} leads out of it"
    elif not (member.isfile() or member.isdir()):
        why = f"its member {member.name[:80]!r} is no ordinary file"
    else:
        return
    raise UsageError(f"{archive} is refused: {why}")


def _copy(
    archive: Path, tar: tarfile.TarFile, member: tarfile.TarInfo, to: Path, md5: str
) -> None:
    digest = hashlib.md5(usedforsecurity=False)
    source = tar.extractfile(member)
    if source is None:
        raise UsageError(f"{archive} is refused: {member.name!r} is no ordinary file")
    with source, to.open("wb") as sink:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            sink.write(chunk)
    if digest.hexdigest() != md5:
        raise UsageError(f"{archive} isn't the publisher's: its {member.name} differs")
