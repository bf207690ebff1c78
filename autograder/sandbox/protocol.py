"""Messages between the grader and a worker: framed msgpack, arrays as raw bytes.

A frame is two lengths, a msgpack header and a body. The header holds the structure,
the body the bytes of all arrays one after another; so the part that unpacks into many
small Python objects stays small, whatever the size of the arrays. Whatever is decoded
here may come from a hostile process: every size, type and depth is checked before
anything is built, and nothing but plain data can come out.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgpack
import numpy as np
import numpy.typing as npt

LENGTHS = struct.Struct("!II")
MAX_HEADER = 2**20  # bytes; bounds what unpacking can cost, about 60 times as much
MAX_BODY = 2**28  # bytes of array data in one message
MAX_DEPTH = 16  # of nested containers
MAX_NDIM = 16
ARRAY_KINDS = "biufc"  # numbers only: no objects, no structs, no text

_ARRAY, _SCALAR, _TUPLE, _HANDLE, _COMPLEX = range(5)


class ProtocolError(Exception):
    """The bytes are no message of ours. The text says what is wrong with them."""


@dataclass(frozen=True)
class Ref:
    """An object that stays in the worker: its number there, and what it looks like."""

    id: int
    kind: str = ""


Unplain = Callable[[Any], Ref]


def refuse(value: Any) -> Ref:
    """Refuse a value that isn't plain data: the default of ``encode``."""
    raise ProtocolError(f"{type(value).__name__} is not plain data")


def encode(value: Any, unplain: Unplain = refuse) -> bytes:
    """Return ``value`` as a frame.

    Parameters
    ----------
    value : object
        Plain data: None, bool, int, float, complex, str, bytes, list, tuple, dict,
        numpy scalars and arrays of numbers, and ``Ref``.
    unplain : callable
        What to send in place of anything else.

    Raises
    ------
    ProtocolError
        If the message would be larger or deeper than ``decode`` accepts.
    """
    header, chunks = _Encoder(unplain).run(value)
    size = sum(len(chunk) for chunk in chunks)
    if len(header) > MAX_HEADER or size > MAX_BODY:
        raise ProtocolError(f"too large to send: {len(header)} + {size} bytes")
    return b"".join((LENGTHS.pack(len(header), size), header, *chunks))


def frame_lengths(prefix: bytes) -> tuple[int, int]:
    """Read the lengths of header and body from a frame's first eight bytes."""
    header, body = LENGTHS.unpack(prefix)
    if header > MAX_HEADER:
        raise ProtocolError(f"header of {header} bytes, at most {MAX_HEADER} allowed")
    if body > MAX_BODY:
        raise ProtocolError(f"body of {body} bytes, at most {MAX_BODY} allowed")
    return header, body


def decode(header: bytes, body: bytes | bytearray) -> Any:
    """Return the value of a frame. Arrays are writable copies of the body's bytes.

    Raises
    ------
    ProtocolError
        If the bytes aren't exactly one message.
    """
    decoder = _Decoder(memoryview(body))
    try:
        value = decoder.unpack(header, depth=0)
    except ProtocolError:
        raise
    except (ValueError, TypeError, OverflowError, RecursionError, MemoryError) as error:
        raise ProtocolError(f"not a message: {error or type(error).__name__}") from None
    except msgpack.exceptions.UnpackException as error:
        raise ProtocolError(f"not a message: {type(error).__name__}") from None
    if decoder.used != len(body):
        raise ProtocolError(f"{len(body) - decoder.used} bytes belong to no array")
    return value


class _Encoder:
    """One message under construction: ``chunks`` collects the arrays' bytes."""

    def __init__(self, unplain: Unplain) -> None:
        self.unplain = unplain
        self.chunks: list[bytes] = []

    def run(self, value: Any) -> tuple[bytes, list[bytes]]:
        return self._pack(self._plain(value, depth=0)), self.chunks

    def _pack(self, value: Any) -> bytes:
        packed: bytes = msgpack.packb(value, use_bin_type=True)
        return packed

    def _plain(self, value: Any, depth: int) -> Any:
        """Rewrite ``value`` in what msgpack knows."""
        if depth > MAX_DEPTH:
            raise ProtocolError(f"nested deeper than {MAX_DEPTH}")
        kind = type(value)
        if kind in (bool, float, str, bytes) or value is None:
            return value
        if kind is int and -(2**63) <= value < 2**64:
            return value
        if kind is list:
            return [self._plain(item, depth + 1) for item in value]
        if kind is tuple:
            return self._ext(_TUPLE, [self._plain(item, depth + 1) for item in value])
        if kind is dict:
            return {
                self._plain(key, depth + 1): self._plain(item, depth + 1)
                for key, item in value.items()
            }
        if kind is complex:
            return self._ext(_COMPLEX, [value.real, value.imag])
        if kind is Ref:
            return self._ext(_HANDLE, [value.id, value.kind])
        if isinstance(value, (np.ndarray, np.generic)):
            array = np.asarray(value)
            if array.dtype.kind in ARRAY_KINDS and array.ndim <= MAX_NDIM:
                return self._array(array, isinstance(value, np.generic))
        return self._plain(self.unplain(value), depth)

    def _ext(self, code: int, fields: list[Any]) -> msgpack.ExtType:
        return msgpack.ExtType(code, self._pack(fields))

    def _array(self, array: npt.NDArray[Any], scalar: bool) -> msgpack.ExtType:
        little = array.dtype.newbyteorder("<")
        self.chunks.append(array.astype(little, copy=False).tobytes())
        code = _SCALAR if scalar else _ARRAY
        return self._ext(code, [little.str, list(array.shape)])


@dataclass
class _Decoder:
    """One message being read: ``used`` counts the body's bytes given to arrays."""

    body: memoryview
    used: int = field(default=0)

    def unpack(self, packed: bytes, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise ProtocolError(f"nested deeper than {MAX_DEPTH}")
        value = msgpack.unpackb(
            packed,
            raw=False,
            strict_map_key=False,
            ext_hook=lambda code, data: self._ext(code, data, depth + 1),
        )
        _check_depth(value, depth)
        return value

    def _ext(self, code: int, data: bytes, depth: int) -> Any:
        fields = self.unpack(data, depth)
        if not isinstance(fields, list):
            raise ProtocolError("an extension without its fields")
        if code == _TUPLE:
            return tuple(fields)
        if code not in (_ARRAY, _SCALAR, _HANDLE, _COMPLEX) or len(fields) != 2:
            raise ProtocolError(f"unknown extension {code}")
        first, second = fields
        if code in (_ARRAY, _SCALAR):
            array = self._array(first, second)
            if code == _SCALAR and array.shape != ():
                raise ProtocolError("a scalar with a shape")
            return array[()] if code == _SCALAR else array
        if code == _HANDLE:
            if type(first) is not int or first < 0 or type(second) is not str:
                raise ProtocolError("a handle that is no handle")
            return Ref(first, second[:200])
        if type(first) is not float or type(second) is not float:
            raise ProtocolError("a complex number of something else")
        return complex(first, second)

    def _array(self, dtype_name: Any, shape: Any) -> npt.NDArray[Any]:
        if type(dtype_name) is not str or dtype_name[:1] not in "<|":
            raise ProtocolError("an array without a dtype")
        if dtype_name[1:2] not in ARRAY_KINDS or not dtype_name[2:].isdigit():
            raise ProtocolError(f"an array of dtype {dtype_name[:20]!r}")
        dtype = np.dtype(dtype_name)
        if type(shape) is not list or len(shape) > MAX_NDIM:
            raise ProtocolError("an array without a shape")
        size = dtype.itemsize
        for length in shape:
            if type(length) is not int or not 0 <= length <= MAX_BODY:
                raise ProtocolError(f"an array of shape {str(shape)[:80]}")
            size *= length
        if size > len(self.body) - self.used:
            raise ProtocolError(f"an array of {size} bytes in a shorter message")
        raw = self.body[self.used : self.used + size]
        self.used += size
        array = np.frombuffer(raw, dtype=dtype) if size else np.empty(0, dtype)
        copied: npt.NDArray[Any] = array.reshape(shape).copy()
        return copied


def _check_depth(value: Any, depth: int) -> None:
    """Refuse deep nesting: msgpack's own limit is far higher than any use of ours."""
    if depth > MAX_DEPTH:
        raise ProtocolError(f"nested deeper than {MAX_DEPTH}")
    if type(value) is list:
        for item in value:
            _check_depth(item, depth + 1)
    elif type(value) is dict:
        for item in value.values():
            _check_depth(item, depth + 1)
