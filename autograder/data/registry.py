"""What is known of each data set: ``datasets.toml``, read and checked."""

import difflib
from functools import cache
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from autograder.course.tables import Table, convert, read_toml
from autograder.errors import UsageError

Md5 = Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
Count = Annotated[int, Meta(gt=0)]
Share = Annotated[float, Meta(ge=0, le=1)]


class Download(Table, frozen=True, kw_only=True):
    """One of the publisher's files; ``size`` in bytes."""

    name: str
    size: Count
    md5: Md5

    @property
    def is_archive(self) -> bool:
        """Whether it holds the data set's files, rather than being one of them."""
        return self.name.endswith(".tar.gz")


class Shares(Table, frozen=True, kw_only=True):
    """Parts of the synthetic images by how they show their class; the rest don't."""

    tint: Share
    contrast: Share
    chord: Share
    motif: Share


class Synthetic(Table, frozen=True, kw_only=True):
    """The stand-in: its default numbers of images, and how they are drawn."""

    train: Count
    test: Count
    shares: Shares


class Dataset(Table, frozen=True, kw_only=True):
    """One data set.

    ``files`` maps each file of ``folder`` to the MD5 of its content. ``image`` is the
    shape of an image, (channels, height, width). Where there is a ``matlab_folder``,
    the data set is written there once more, as MATLAB files. ``name`` is its key.
    """

    name: str = ""
    title: str
    page: str
    folder: str
    matlab_folder: str = ""
    addresses: Annotated[tuple[str, ...], Meta(min_length=1)]
    image: tuple[Count, Count, Count]
    classes: tuple[str, ...]
    subclasses: tuple[tuple[str, ...], ...] = ()
    downloads: Annotated[tuple[Download, ...], Meta(min_length=1)]
    files: dict[str, Md5]
    synthetic: Synthetic

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders that it fills below the destination."""
        return (
            (self.folder, self.matlab_folder) if self.matlab_folder else (self.folder,)
        )


@cache
def datasets() -> dict[str, Dataset]:
    """Return every data set that is known, by name."""
    file = Path(__file__).with_name("datasets.toml")
    return {
        name: convert({"name": name, **table}, Dataset, file)
        for name, table in read_toml(file).items()
    }


def find_dataset(name: str) -> Dataset:
    """Return the data set of that name.

    Raises
    ------
    UsageError
        If there is none; names those that there are.
    """
    known = datasets()
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name.lower(), known, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise UsageError(f"no data set {name!r}: there are {', '.join(known)}{hint}")
