"""Reading a data set's images, whatever format it is published in."""

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.data.idx import UBYTE
from autograder.data.pickles import read_pickle
from autograder.data.place import MARKER
from autograder.data.registry import Dataset
from autograder.errors import UsageError

PARTS = ("train", "test")
_MNIST_PREFIXES = {"train": "train", "test": "t10k"}


def read_images(
    dataset: Dataset, dest: Path, part: str
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Read the images of one part of a data set.

    Parameters
    ----------
    dataset : Dataset
        Which one.
    dest : Path
        Where it was put, as ``--dest``.
    part : str
        "train" or "test".

    Returns
    -------
    images : (N, H, W, C) uint8
    labels : (N,) int64
        Classes; of CIFAR-100 the 20 superclasses.

    Raises
    ------
    FileNotFoundError
        If it isn't there.
    UsageError
        If it is damaged.
    """
    folder = dest / dataset.folder
    if dataset.image[0] == 1:
        return _read_idx(folder, part)
    names = [name for name in sorted(dataset.files) if _is_part(name, part)]
    batches = [read_pickle(_existing(folder / name)) for name in names]
    images = np.concatenate([batch["data"] for batch in batches])
    key = "coarse_labels" if dataset.subclasses else "labels"
    labels = np.concatenate([batch[key] for batch in batches])
    return _channels_last(images, dataset.image), labels.astype(np.int64)


def is_synthetic(dataset: Dataset, dest: Path) -> bool:
    """Say whether the data set in ``dest`` is the stand-in."""
    return (dest / dataset.folder / MARKER).exists()


def _is_part(name: str, part: str) -> bool:
    return name == part or name.startswith(
        "data_batch" if part == "train" else "test_batch"
    )


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing")
    return path


def _channels_last(rows: Any, image: tuple[int, int, int]) -> npt.NDArray[np.uint8]:
    images: npt.NDArray[np.uint8] = rows.reshape(-1, *image).transpose(0, 2, 3, 1)
    return images


def _read_idx(
    folder: Path, part: str
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    prefix = _MNIST_PREFIXES[part]
    images = _idx_array(_existing(folder / f"{prefix}-images-idx3-ubyte.gz"), 3)
    labels = _idx_array(_existing(folder / f"{prefix}-labels-idx1-ubyte.gz"), 1)
    return images[..., np.newaxis], labels.astype(np.int64)


def _idx_array(path: Path, ndim: int) -> npt.NDArray[np.uint8]:
    try:
        content = gzip.decompress(path.read_bytes())
        if content[:4] != bytes([0, 0, UBYTE, ndim]):
            raise ValueError("it has another header")
        shape = np.frombuffer(content, ">u4", ndim, offset=4).tolist()
        pixels = np.frombuffer(content, np.uint8, offset=4 + 4 * ndim)
        array: npt.NDArray[np.uint8] = pixels.reshape(shape)
        return array
    except (OSError, EOFError, ValueError) as error:
        raise UsageError(f"{path} can't be read as images: {error}") from None
