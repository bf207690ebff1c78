"""Getting a real data set: from where it is already, a file, the cache, the network."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from autograder.data.archive import extract
from autograder.data.matlab import scipy_io, write_matlab
from autograder.data.place import Placement
from autograder.data.registry import Dataset, Download
from autograder.data.transfer import (
    PATIENCE,
    UnavailableError,
    alone,
    download,
    require_pooch,
)
from autograder.data.verify import File, State, has_content, has_md5, verify
from autograder.errors import UsageError


class Reporter(Protocol):
    """Is told how it goes on."""

    def say(self, text: str) -> None:
        """Take one line of news."""

    def begin(self, name: str, size: int) -> Callable[[int], None]:
        """Begin a download of ``size`` bytes; return what takes the bytes so far."""


@dataclass(frozen=True)
class Places:
    """Where to look: the cache, and addresses instead of the publisher's."""

    cache: Path
    mirror: str = ""
    patience: float = PATIENCE  # seconds


def cache_folder() -> Path:
    """Return the cache that all assignments share: ``NUMGRADE_DATA`` or the user's."""
    chosen = os.environ.get("NUMGRADE_DATA", "")
    if chosen:
        return Path(chosen).expanduser()
    return Path(require_pooch().os_cache("numgrade"))


def fetch(dataset: Dataset, dest: Path, places: Places, news: Reporter) -> bool:
    """Bring a data set to its folder below ``dest``; return whether that took work.

    What is there and good is left alone. A bad file is named, and replaced once a good
    one is there.

    Raises
    ------
    UsageError
        If it can't be had; names the ways on.
    """
    lacking = _lacking(dataset, dest, news)
    if not lacking:
        return False
    with Placement(dest) as place:
        for item in _needed(dataset, lacking):
            file = _cached(item, dataset, places, news)
            _install(dataset, file, place, lacking)
        _finish(dataset, dest, place)
    return True


def fetch_from(dataset: Dataset, dest: Path, source: Path, news: Reporter) -> bool:
    """Like ``fetch``, from an archive or a folder of the data set's files.

    Raises
    ------
    UsageError
        If the source lacks a file, or has another one.
    """
    lacking = _lacking(dataset, dest, news)
    if not lacking:
        return False
    if not source.exists():
        raise UsageError(f"{source} doesn't exist; --from takes a file or a folder")
    with Placement(dest) as place:
        if source.is_dir():
            _copy_files(dataset, source, place, lacking)
        else:
            _install(dataset, source, place, lacking)
        _finish(dataset, dest, place)
    return True


def _lacking(dataset: Dataset, dest: Path, news: Reporter) -> list[File]:
    """Return the files that aren't good; name those that are there."""
    if dataset.matlab_folder:
        scipy_io()  # better said before a long download than after it
    lacking = [file for file in verify(dataset, dest) if file.state is not State.GOOD]
    for path, state in lacking:
        if state is State.DAMAGED:
            news.say(f"{path} is damaged; it stays until a good one is there")
    if any(state is State.SYNTHETIC for _, state in lacking):
        news.say(f"{dest} has a synthetic {dataset.title}, which is to be replaced")
    return lacking


def _needed(dataset: Dataset, lacking: list[File]) -> list[Download]:
    names = _names(dataset, lacking)
    return [
        item
        for item in dataset.downloads
        if item.name in names or (item.is_archive and names)
    ]


def _names(dataset: Dataset, files: list[File]) -> dict[str, str]:
    """Return those of the files that the publisher makes, and their MD5."""
    return {
        path.name: dataset.files[path.name]
        for path, _ in files
        if path.parent.name == dataset.folder
    }


def _install(
    dataset: Dataset, file: Path, place: Placement, lacking: list[File]
) -> None:
    """Take what is lacking from one of the publisher's files, checking it."""
    folder = place.folder(dataset.folder)
    names = _names(dataset, lacking)
    if dataset.downloads[0].is_archive:
        extract(file, dataset.folder, names, folder)
        return
    if file.name not in dataset.files:
        raise UsageError(
            f"{file}: {dataset.title} has no such file; --from takes one of "
            f"{', '.join(dataset.files)}, or the folder that holds them"
        )
    if not has_content(file, dataset.files[file.name]):
        raise UsageError(f"{file} isn't the publisher's: its content differs")
    shutil.copyfile(file, folder / file.name)


def _copy_files(
    dataset: Dataset, source: Path, place: Placement, lacking: list[File]
) -> None:
    """Copy what is lacking from a folder, or from the data set's folder inside it."""
    inner = source / dataset.folder
    source = inner if inner.is_dir() else source
    archives = [source / item.name for item in dataset.downloads if item.is_archive]
    for archive in archives:
        if archive.is_file():
            _install(dataset, archive, place, lacking)
            return
    for name, md5 in _names(dataset, lacking).items():
        if not (source / name).is_file():
            raise UsageError(f"{source} lacks {name}")
        if not has_content(source / name, md5):
            raise UsageError(f"{source / name} isn't the publisher's: it differs")
        shutil.copyfile(source / name, place.folder(dataset.folder) / name)


def _finish(dataset: Dataset, dest: Path, place: Placement) -> None:
    """Put the files in place, and the MATLAB files made from them."""
    place.keep()
    if dataset.matlab_folder:
        write_matlab(dest / dataset.folder, place.folder(dataset.matlab_folder))
        place.keep()


def _cached(item: Download, dataset: Dataset, places: Places, news: Reporter) -> Path:
    """Return the file in the cache, downloaded if it isn't there or isn't good."""
    path = places.cache / dataset.name / item.name
    if _is_good(item, path):
        return path
    with alone(path.parent, item.name, lambda: news.say(f"waiting for {path}")):
        if _is_good(item, path):  # another run has brought it meanwhile
            return path
        if path.exists():
            news.say(f"{path} is damaged; it stays until a good one is there")
        return _download(item, dataset, path.parent, places, news)


def _is_good(item: Download, path: Path) -> bool:
    if not path.is_file() or path.stat().st_size != item.size:
        return False
    return has_md5(path, item.md5)


def _download(
    item: Download, dataset: Dataset, cache: Path, places: Places, news: Reporter
) -> Path:
    """Try one address after the other."""
    reasons = []
    for address in (places.mirror,) if places.mirror else dataset.addresses:
        news.say(f"downloading {item.name} from {address}")
        try:
            advance = news.begin(item.name, item.size)
            return download(item, address, cache, advance, places.patience)
        except UnavailableError as error:
            reasons.append(str(error))
            news.say(f"{address} {error}")
    raise UsageError(
        f"{item.name} can't be downloaded: the server "
        f"{', or '.join(dict.fromkeys(reasons))}. Two ways on: bring the file from "
        f"elsewhere (`numgrade data fetch {dataset.name} --from FILE`), or draw a "
        f"synthetic stand-in (`numgrade data synth {dataset.name}`)"
    )
