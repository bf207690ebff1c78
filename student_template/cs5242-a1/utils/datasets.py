"""MNIST, read from the idx files of its authors."""

from __future__ import annotations

import gzip
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

MNIST_DIR = Path(__file__).parent.parent / "datasets" / "mnist"
MARKER = "SYNTHETIC.txt"  # stands beside images that only stand in for the real ones
_told: set[Path] = set()

Batches = Iterator[tuple[np.ndarray, np.ndarray]]


class MNIST:
    """Handwritten digits: four fifths of the training images, the rest to validate.

    Parameters
    ----------
    data_dir : path
        The folder of the four files ``train-images-idx3-ubyte.gz``,
        ``train-labels-idx1-ubyte.gz``, ``t10k-images-idx3-ubyte.gz`` and
        ``t10k-labels-idx1-ubyte.gz``; by default ``datasets/mnist``, beside the code.

    Attributes
    ----------
    x_train, x_val, x_test : (N, 1, 28, 28) of float32
        Images, from 0 (paper) to 1 (ink); there once `load` has been called, as are
        all attributes.
    y_train, y_val, y_test : (N,) of int
        The digits.
    num_train, num_val, num_test : int
        How many there are: 48000, 12000 and 10000 of the full data set.

    """

    def __init__(self, data_dir: str | Path = MNIST_DIR) -> None:
        self.data_dir = Path(data_dir)

    def load(self) -> None:
        """Read the files, split the training images, and say how many there are.

        Raises
        ------
        FileNotFoundError
            If a file is missing; says how to get it.
        ValueError
            If a file is damaged, or images and labels differ in number.

        """
        _say_if_synthetic(self.data_dir)
        images, labels = self._read("train")
        self.x_test, self.y_test = self._read("t10k")
        self.num_train = len(images) * 4 // 5
        self.num_val = len(images) - self.num_train
        self.num_test = len(self.x_test)
        self.x_train, self.x_val = np.split(images, [self.num_train])
        self.y_train, self.y_val = np.split(labels, [self.num_train])
        print("Number of training images:", self.num_train)
        print("Number of validation images:", self.num_val)
        print("Number of testing images:", self.num_test)

    def train_loader(self, batch: int) -> Batches:
        """Yield all training images and labels, shuffled, `batch` at a time.

        The last batch may be smaller.
        """
        order = np.random.permutation(self.num_train)
        for start in range(0, self.num_train, batch):
            chosen = order[start : start + batch]
            yield self.x_train[chosen], self.y_train[chosen]

    def val_loader(self, batch: int) -> Batches:
        """Yield the validation images and labels in order, `batch` at a time."""
        return _in_order(self.x_val, self.y_val, batch)

    def test_loader(self, batch: int) -> Batches:
        """Yield the test images and labels in order, `batch` at a time."""
        return _in_order(self.x_test, self.y_test, batch)

    def _read(self, part: str) -> tuple[np.ndarray, np.ndarray]:
        pixels = read_idx(self.data_dir / f"{part}-images-idx3-ubyte.gz", axes=3)
        labels = read_idx(self.data_dir / f"{part}-labels-idx1-ubyte.gz", axes=1)
        if len(pixels) != len(labels):
            raise ValueError(
                f"{self.data_dir}: {part}: images {pixels.shape} and labels "
                f"{labels.shape} differ in number"
            )
        images = pixels[:, np.newaxis].astype(np.float32) / 255
        return images, labels.astype(np.int64)


def read_idx(path: Path, axes: int) -> np.ndarray:
    """Read a gzipped idx file of bytes.

    Its head is two zero bytes, 8 for unsigned bytes, the number of axes, and the
    length of each axis as a big-endian 32-bit number; the values follow in C order.

    Parameters
    ----------
    path : Path
    axes : int
        How many axes it must have.

    Returns
    -------
    values : array of uint8

    """
    mend = f"get it with: numgrade data fetch mnist --dest {path.parent.parent}"
    try:
        with gzip.open(path) as file:
            content = file.read()
    except FileNotFoundError:
        raise FileNotFoundError(f"MNIST: {path} is missing; {mend}") from None
    except (OSError, EOFError) as error:
        raise ValueError(f"{path} is damaged ({error}); {mend}") from None
    head = 4 + 4 * axes
    if content[:4] != bytes([0, 0, 8, axes]) or len(content) < head:
        raise ValueError(f"{path} is no idx file of bytes with {axes} axes; {mend}")
    shape = tuple(np.frombuffer(content, ">u4", axes, offset=4).tolist())
    if len(content) != head + math.prod(shape):
        raise ValueError(
            f"{path} should hold {shape}, but has {len(content) - head} values; {mend}"
        )
    return np.frombuffer(content, np.uint8, offset=head).reshape(shape)


def _say_if_synthetic(folder: Path) -> None:
    """Print, once, that a folder's images aren't MNIST, if so its marker says."""
    if folder not in _told and (folder / MARKER).exists():
        _told.add(folder)
        print("NOTE:", (folder / MARKER).read_text(encoding="utf-8").splitlines()[0])


def _in_order(images: np.ndarray, labels: np.ndarray, batch: int) -> Batches:
    for start in range(0, len(images), batch):
        yield images[start : start + batch], labels[start : start + batch]
