"""CIFAR's batches, which are pickles: read without running anything, and written.

A pickle can call whatever it names. The reader lets it name nothing but what rebuilds
NumPy arrays. The writer makes the pickles that Python 2 made, as the publisher's are:
whichever loader reads those reads these.
"""

import pickle
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from autograder.errors import UsageError

# what an array's pickle names, and the one array-maker that it may have for it
_NAMES = {
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "_reconstruct"),
}


class _ArraysOnly(pickle.Unpickler):
    """An unpickler that knows NumPy arrays and plain types, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _NAMES:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}")
        if name == "dtype":
            return _plain_dtype
        return np.ndarray if name == "ndarray" else _blank_array


def _plain_dtype(code: str, *_: Any) -> "np.dtype[Any]":
    """Make a type of numbers; one of objects would hold whatever the pickle likes."""
    kind = np.dtype(code, copy=True)  # the pickle's next step sets its byte order
    if kind.hasobject:
        raise pickle.UnpicklingError("it holds an array of objects")
    return kind


def _blank_array(*_: Any) -> "np.ndarray[Any, Any]":
    """Make the array that the pickle's next step fills."""
    return np.empty(0, np.uint8)


def read_pickle(path: Path) -> dict[str, Any]:
    """Read a batch: its keys are ``str``, its strings decoded as latin-1.

    Raises
    ------
    UsageError
        If it is damaged, or asks for anything but arrays and plain types.
    """
    try:
        with path.open("rb") as file:
            batch = _ArraysOnly(file, encoding="latin1").load()
    except Exception as error:  # a damaged pickle can fail in any way
        raise UsageError(
            f"{path} can't be read as a batch of images: {error}"
        ) from None
    if not isinstance(batch, dict):
        raise UsageError(f"{path} can't be read as a batch of images: it has no keys")
    return batch


def write_pickle(path: Path, batch: dict[str, Any]) -> None:
    """Write a batch of integers, strings, lists and one array of bytes."""
    path.write_bytes(pickle.PROTO + b"\x02" + _encode(batch) + pickle.STOP)


def _encode(value: Any) -> bytes:
    """Return the steps that put a value on the stack of the machine that unpickles."""
    if isinstance(value, dict):
        items = (_encode(key) + _encode(item) for key, item in value.items())
        return pickle.EMPTY_DICT + pickle.MARK + b"".join(items) + pickle.SETITEMS
    if isinstance(value, list):
        return pickle.EMPTY_LIST + pickle.MARK + _all(value) + pickle.APPENDS
    if isinstance(value, str):
        return _text(value.encode("latin1"))
    if isinstance(value, np.ndarray):
        return _array(value)
    return pickle.BININT + struct.pack("<i", value)


def _all(values: Iterable[Any]) -> bytes:
    return b"".join(map(_encode, values))


def _text(text: bytes) -> bytes:
    """Return the steps for Python 2's ``str``, which was bytes."""
    if len(text) < 256:
        return pickle.SHORT_BINSTRING + bytes([len(text)]) + text
    return pickle.BINSTRING + struct.pack("<i", len(text)) + text


def _name(module: str, name: str) -> bytes:
    return pickle.GLOBAL + f"{module}\n{name}\n".encode()


def _array(array: "np.ndarray[Any, Any]") -> bytes:
    """Return the steps for a matrix of uint8: a blank array, then its state."""
    arguments = _name("numpy", "ndarray") + _encode(0) + pickle.TUPLE1 + _text(b"b")
    maker = _name("numpy.core.multiarray", "_reconstruct")
    blank = maker + arguments + pickle.TUPLE3 + pickle.REDUCE
    shape = _all(array.shape) + pickle.TUPLE2
    kind = _name("numpy", "dtype") + _text(b"u1") + _all((0, 1)) + pickle.TUPLE3
    order = pickle.MARK + _encode(3) + _text(b"|") + 3 * pickle.NONE
    order += _all((-1, -1, 0)) + pickle.TUPLE
    dtype = kind + pickle.REDUCE + order + pickle.BUILD
    content = pickle.NEWFALSE + _text(array.tobytes())  # False: not in Fortran order
    state = pickle.MARK + _encode(1) + shape + dtype + content + pickle.TUPLE
    return blank + state + pickle.BUILD
