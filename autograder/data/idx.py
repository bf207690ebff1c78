"""MNIST's format: a header of sizes, then bytes; compressed."""

import gzip
from pathlib import Path

import numpy as np
import numpy.typing as npt

UBYTE = 0x08  # the format's code for unsigned bytes


def write_idx(path: Path, array: npt.NDArray[np.uint8]) -> None:
    """Write an array of bytes as ``.gz``; the same array gives the same file."""
    header = bytes([0, 0, UBYTE, array.ndim])
    sizes = np.array(array.shape, dtype=">u4").tobytes()
    content = header + sizes + np.ascontiguousarray(array).tobytes()
    path.write_bytes(gzip.compress(content, compresslevel=6, mtime=0))
