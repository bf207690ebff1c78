"""Finding the assignment's files in a submission, wherever the student put them."""

import errno
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from autograder.errors import SubmissionError

Paths = list[PurePosixPath]


def arrange(
    unpacked: Path,
    into: Path,
    wanted: list[str],
    given: Mapping[str, bytes],
    package: str = "",
) -> list[str]:
    """Lay a submission out as the released tree is, below the empty folder ``into``.

    A submission may sit in a folder of its own inside the archive, may be only the
    package's contents, or a single file. What it leaves out is filled in from the
    release, so that a student who hands in one module isn't failed for the rest.

    Parameters
    ----------
    unpacked : Path
        The submission's files.
    into : Path
        An empty folder.
    wanted : list of str
        Paths in the released tree that hold student work.
    given : mapping
        The released tree: path to content.
    package : str
        The student package's folder in that tree; may be empty.

    Returns
    -------
    list of str
        Those of ``wanted`` that the submission holds.

    Raises
    ------
    SubmissionError
        If it holds none of them.
    """
    files = [
        PurePosixPath(path.relative_to(unpacked).as_posix())
        for path in sorted(unpacked.rglob("*"))
        if path.is_file()
    ]
    asked = [PurePosixPath(path) for path in wanted]
    named = _by_their_names(files, asked)
    base, prefix = _find_top(named, asked, package)
    for path, content in given.items():
        _write(into / path, content)
    present = set()
    for file, name in zip(files, named, strict=True):
        if name.is_relative_to(base):
            place = prefix / name.relative_to(base)
            present.add(place)
            _write(into / place, (unpacked / file).read_bytes())
    return [path for path in wanted if PurePosixPath(path) in present]


def _by_their_names(files: Paths, wanted: Paths) -> Paths:
    """Return what the files should be called: a learning platform renames notebooks.

    Only where one notebook is all that is wanted, and one is there.
    """
    notebooks = [file for file in files if file.suffix == ".ipynb"]
    if len(wanted) == 1 == len(notebooks) and wanted[0].suffix == ".ipynb":
        (notebook,) = notebooks
        right = notebook.with_name(wanted[0].name)
        return [right if file == notebook else file for file in files]
    return files


def _find_top(
    files: Paths, wanted: Paths, package: str
) -> tuple[PurePosixPath, PurePosixPath]:
    """Return the submission's top folder, and where in the tree it belongs."""
    best = _fullest_folder(files, wanted)
    if best is not None:
        return best, PurePosixPath()
    inside = [path.relative_to(package) for path in wanted if path.parts[0] == package]
    best = _fullest_folder(files, inside)
    if best is not None:
        return best, PurePosixPath(package)
    if len(files) == 1:
        places = [path for path in wanted if path.name == files[0].name]
        if len(places) == 1:
            return files[0].parent, places[0].parent
    names = ", ".join(str(path) for path in wanted)
    raise SubmissionError(f"holds none of the files asked for: {names}")


def _fullest_folder(files: Paths, wanted: Paths) -> PurePosixPath | None:
    """Return the folder below which most of ``wanted`` lie, the topmost of equals."""
    found: dict[PurePosixPath, int] = {}
    for file in files:
        for path in wanted:
            depth = len(path.parts)
            if file.parts[-depth:] == path.parts:
                folder = PurePosixPath(*file.parts[:-depth])
                found[folder] = found.get(folder, 0) + 1
    if not found:
        return None
    return min(found, key=lambda folder: (-found[folder], len(folder.parts), folder))


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except (FileExistsError, IsADirectoryError, NotADirectoryError):
        words = f"has a file where a folder belongs, or the reverse: {path.name!r}"
        raise SubmissionError(words) from None
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        raise SubmissionError("has a path that is too long") from None
