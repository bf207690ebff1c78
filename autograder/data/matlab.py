"""CIFAR-100 as MATLAB files, from its Python version.

The publisher offers both. Writing one from the other saves a second download.
"""

from pathlib import Path
from typing import Any

import numpy as np

from autograder.data.pickles import read_pickle
from autograder.errors import UsageError

PARTS = ("train", "test")
MATLAB_FILES = ("train.mat", "test.mat", "meta.mat")


def write_matlab(python_folder: Path, matlab_folder: Path) -> None:
    """Write ``train.mat``, ``test.mat`` and ``meta.mat``, with the publisher's names.

    Images are rows of ``data`` (N, 3072) of uint8; ``fine_labels`` and
    ``coarse_labels`` are columns (N, 1) of uint8; names are cell arrays.
    """
    savemat = scipy_io().savemat
    matlab_folder.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        batch = read_pickle(python_folder / part)
        content = {
            "batch_label": batch["batch_label"],
            "data": batch["data"],
            "fine_labels": _column(batch["fine_labels"]),
            "coarse_labels": _column(batch["coarse_labels"]),
            "filenames": _cells(batch["filenames"]),
        }
        savemat(matlab_folder / f"{part}.mat", content, do_compression=True)
    names = read_pickle(python_folder / "meta")
    content = {key: _cells(names[key]) for key in sorted(names)}
    savemat(matlab_folder / "meta.mat", content, do_compression=True)


def same_content(python_folder: Path, matlab_folder: Path, name: str) -> bool:
    """Say whether a MATLAB file holds the images, labels or names of its source."""
    source = read_pickle(python_folder / name.removesuffix(".mat"))
    try:
        copy = scipy_io().loadmat(matlab_folder / name)
        if name == "meta.mat":
            return all(_texts(copy[key]) == source[key] for key in source)
        return np.array_equal(copy["data"], source["data"]) and all(
            copy[key].ravel().tolist() == source[key]
            for key in ("fine_labels", "coarse_labels")
        )
    except UsageError:
        raise
    except Exception:  # SciPy fails in many ways on a damaged file
        return False


def _column(labels: list[int]) -> "np.ndarray[Any, Any]":
    return np.array(labels, dtype=np.uint8)[:, np.newaxis]


def _cells(texts: list[str]) -> "np.ndarray[Any, Any]":
    cells = np.empty((len(texts), 1), dtype=object)
    cells[:, 0] = texts
    return cells


def _texts(cells: "np.ndarray[Any, Any]") -> list[str]:
    return [str(cell.item()) for cell in cells.ravel()]


def scipy_io() -> Any:
    """Return SciPy's reader and writer, or say how to get them."""
    try:
        import scipy.io
    except ImportError:
        raise UsageError(
            "MATLAB files need SciPy: pip install 'numgrade[data]'"
        ) from None
    return scipy.io
