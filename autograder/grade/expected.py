"""Stored outputs: ``expected/<visibility>/<test module>.npz``, and known wrong ones.

One file a test module, one array a value that a check compares. The files are built by
running the very same checks on the model solutions, with the store recording instead
of comparing; so a check and its expected value can't drift apart unnoticed. Beside each
lies ``<test module>.mistakes.npz``: what the assignment's known mistakes give instead,
under ``<mistake>|<key>``, and under ``hint|<mistake>`` what to tell who made it.
"""

import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.errors import CourseError

PROVENANCE = "__provenance__"
HINT = "hint"


class Store:
    """The expected values of one test module: read, or recorded anew."""

    def __init__(self, file: Path, recording: bool) -> None:
        self.file = file
        self.recording = recording
        self.recorded: dict[str, npt.NDArray[Any]] = {}
        self._values: dict[str, npt.NDArray[Any]] | None = None
        self._mistakes: dict[str, npt.NDArray[Any]] | None = None

    def value(self, key: str) -> npt.NDArray[Any]:
        """Return a stored value.

        Raises
        ------
        CourseError
            If there is none: the file is stale.
        """
        if self._values is None:
            self._values = read(self.file)
        if key not in self._values:
            raise CourseError(
                f"{self.file}: no expected value {key!r}; build the file anew with "
                "numgrade expected"
            )
        return self._values[key]

    def mistakes(self, key: str) -> Iterator[tuple[str, npt.NDArray[Any]]]:
        """Yield the known mistakes that change a value, and what they make of it."""
        if self._mistakes is None:
            file = mistakes_file(self.file)
            self._mistakes = read(file) if file.exists() else {}
        for name, value in self._mistakes.items():
            mistake, _, changed = name.partition("|")
            if changed == key:
                yield mistake, value

    def hint(self, mistake: str) -> str:
        """Return what to tell who made a known mistake; "" for one not of this file."""
        return str((self._mistakes or {}).get(f"{HINT}|{mistake}", ""))


def mistakes_file(file: Path) -> Path:
    """Return the file of known wrong outputs beside a file of expected ones."""
    return file.with_suffix(".mistakes.npz")


def read(file: Path) -> dict[str, npt.NDArray[Any]]:
    """Read a file of expected values, without its provenance."""
    values = _read_all(file)
    values.pop(PROVENANCE, None)
    return values


def read_note(file: Path) -> dict[str, Any]:
    """Read what a file's values were made from."""
    note: dict[str, Any] = json.loads(str(_read_all(file).get(PROVENANCE, "{}")))
    return note


def _read_all(file: Path) -> dict[str, npt.NDArray[Any]]:
    try:
        with (
            file.open("rb") as stream,
            np.load(stream, allow_pickle=False) as archive,
        ):
            return {key: archive[key] for key in archive.files}
    except FileNotFoundError:
        raise CourseError(
            f"{file} is missing; build it with numgrade expected"
        ) from None
    except (ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise CourseError(f"{file} is damaged: {error}") from None


def write(file: Path, values: dict[str, Any], provenance: dict[str, Any]) -> None:
    """Write a file of expected values; the same input gives the same bytes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    note = np.array(json.dumps(provenance, sort_keys=True))
    entries = {PROVENANCE: note, **{key: values[key] for key in sorted(values)}}
    with file.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **entries)


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Tell, a line each, what changed between two files' values.

    Values that agree to 1e-9 of their largest count as the same: another BLAS rounds
    differently (numpy #22044), and no check is that strict.
    """
    lines = [f"{key}: no longer used" for key in sorted(old.keys() - new.keys())]
    lines += [f"{key}: new" for key in sorted(new.keys() - old.keys())]
    for key in sorted(old.keys() & new.keys()):
        if old[key].shape != new[key].shape:
            lines.append(f"{key}: shape {old[key].shape} -> {new[key].shape}")
            continue
        if old[key].dtype.kind == "U":
            lines += [f"{key}: reworded"] if old[key] != new[key] else []
            continue
        before, after = (np.asarray(x[key], dtype=np.float64) for x in (old, new))
        moved = ~((before == after) | (np.isnan(before) & np.isnan(after)))
        size = np.abs(before).max(initial=0, where=np.isfinite(before))
        change = float(np.abs(before[moved] - after[moved]).max(initial=0))
        if not change <= 1e-9 * size:
            lines.append(f"{key}: changed by up to {change:.2e}")
    return lines
