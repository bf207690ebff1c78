"""A small data set in MNIST's files: digits that can be told apart."""

import gzip
import struct

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def _seeded():
    np.random.seed(0)


def write_idx(path, array):
    head = struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    with gzip.open(path, "wb") as file:
        file.write(head + array.astype(np.uint8).tobytes())


@pytest.fixture(scope="session")
def mnist_dir(tmp_path_factory):
    """Write 1000 training and 200 test images: a bar at the digit's own height."""
    folder = tmp_path_factory.mktemp("mnist")
    rng = np.random.default_rng(0)
    for part, number in (("train", 1000), ("t10k", 200)):
        digits = rng.integers(10, size=number)
        images = rng.integers(60, size=(number, 28, 28))
        for image, digit in zip(images, digits, strict=True):
            row = 2 + 2 * digit
            image[row : row + 5, 4:24] += 180
        write_idx(folder / f"{part}-images-idx3-ubyte.gz", images)
        write_idx(folder / f"{part}-labels-idx1-ubyte.gz", digits)
    return folder
