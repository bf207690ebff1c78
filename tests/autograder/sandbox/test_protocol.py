"""Messages: what goes in comes out, and nothing else ever does."""

import contextlib

import msgpack
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.sandbox.protocol import (
    LENGTHS,
    MAX_BODY,
    MAX_DEPTH,
    MAX_HEADER,
    ProtocolError,
    Ref,
    decode,
    encode,
    frame_lengths,
)

DTYPES = st.sampled_from(["?", "i1", "<i8", ">i4", "u2", "f2", "<f4", "f8", "c16"])
ARRAYS = DTYPES.flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, min_side=0))
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.complex_numbers()
    | st.text()
    | st.binary()
    | st.builds(Ref, st.integers(0, 2**60), st.text(max_size=50))
)
PLAIN = st.recursive(
    SCALARS | ARRAYS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text() | st.integers(-9, 9), inner, max_size=4)
    ),
    max_leaves=12,
)


def split(frame):
    header, body = frame_lengths(frame[: LENGTHS.size])
    rest = frame[LENGTHS.size :]
    assert len(rest) == header + body
    return rest[:header], rest[header:]


def same(a, b):
    if isinstance(a, (np.ndarray, np.generic)):
        native = a.dtype.newbyteorder("<")
        assert type(a) is type(b)
        assert b.dtype == native
        assert a.shape == b.shape
        assert a.astype(native).tobytes() == b.tobytes()
    elif isinstance(a, (list, tuple)):
        assert type(a) is type(b)
        assert len(a) == len(b)
        for x, y in zip(a, b, strict=True):
            same(x, y)
    elif isinstance(a, dict):
        assert list(a) == list(b)
        for key in a:
            same(a[key], b[key])
    else:
        assert type(a) is type(b)
        assert repr(a) == repr(b)


@given(PLAIN)
def test_what_is_encoded_is_decoded_the_same(value):
    same(value, decode(*split(encode(value))))


def test_decoded_arrays_can_be_written_to():
    array = decode(*split(encode(np.zeros(3))))
    array[1] = 5.0
    assert array.tolist() == [0.0, 5.0, 0.0]


def test_a_numpy_scalar_stays_a_scalar_and_an_array_without_axes_an_array():
    assert type(decode(*split(encode(np.float32(2.5))))) is np.float32
    assert type(decode(*split(encode(np.array(2.5))))) is np.ndarray


@pytest.mark.parametrize("value", [object(), {1, 2}, np.array([object()]), 2**70])
def test_what_is_not_plain_data_is_refused(value):
    with pytest.raises(ProtocolError, match="not plain data"):
        encode(value)


def test_what_is_not_plain_data_can_be_replaced_by_a_ref():
    assert decode(*split(encode([{1}], lambda value: Ref(7, "set")))) == [Ref(7, "set")]


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def test_deep_nesting_is_refused_on_both_sides():
    with pytest.raises(ProtocolError, match="nested deeper"):
        encode(nested(MAX_DEPTH + 1))
    for depth in (MAX_DEPTH + 1, 500, 100_000):
        packed = b"\x91" * depth + b"\x90"
        with pytest.raises(ProtocolError):
            decode(packed, b"")


def test_deeply_nested_extensions_are_refused():
    packed = msgpack.packb([1])
    for _ in range(200):
        packed = msgpack.packb([msgpack.ExtType(2, packed)])
    with pytest.raises(ProtocolError, match="nested deeper"):
        decode(packed, b"")


@pytest.mark.parametrize("lengths", [(MAX_HEADER + 1, 0), (0, MAX_BODY + 1)])
def test_lengths_beyond_the_limits_are_refused(lengths):
    with pytest.raises(ProtocolError, match="at most"):
        frame_lengths(LENGTHS.pack(*lengths))


ARRAY, SCALAR, TUPLE, HANDLE, COMPLEX = range(5)


@pytest.mark.parametrize(
    ("code", "fields", "body"),
    [
        (ARRAY, ["|O", [1]], bytes(8)),  # objects
        (ARRAY, ["|V8", [1]], bytes(8)),  # raw memory
        (ARRAY, ["<U1", [1]], bytes(4)),
        (ARRAY, ["f8,i4", [1]], bytes(12)),
        (ARRAY, ["<M8[s]", [1]], bytes(8)),
        (ARRAY, ["<f8", [2**40]], bytes(8)),
        (ARRAY, ["<f8", [2**28] * 16], bytes(8)),
        (ARRAY, ["<f8", [-1]], bytes(8)),
        (ARRAY, ["<f8", [1.0]], bytes(8)),
        (ARRAY, ["<f8", [True]], bytes(8)),
        (ARRAY, ["<f8", [1] * 17], bytes(8)),
        (ARRAY, ["<f8", 1], bytes(8)),
        (ARRAY, ["<f7", [1]], bytes(7)),
        (ARRAY, [3, [1]], bytes(8)),
        (ARRAY, ["<f8", [2]], bytes(8)),  # more than there is
        (ARRAY, ["<f8", [1]], bytes(16)),  # less than there is
        (SCALAR, ["<f8", [1]], bytes(8)),
        (HANDLE, ["1", ""], b""),
        (HANDLE, [-1, ""], b""),
        (HANDLE, [1], b""),
        (COMPLEX, ["a", 1.0], b""),
        (TUPLE, {}, b""),
        (9, [1, 2], b""),
    ],
)
def test_an_extension_that_lies_is_refused(code, fields, body):
    packed = msgpack.packb(msgpack.ExtType(code, msgpack.packb(fields)))
    with pytest.raises(ProtocolError):
        decode(packed, body)


@given(st.binary(max_size=200), st.binary(max_size=64))
@settings(max_examples=500)
def test_random_bytes_are_a_value_or_a_protocol_error(header, body):
    with contextlib.suppress(ProtocolError):
        decode(header, body)


@given(PLAIN, st.data())
@settings(max_examples=300)
def test_a_damaged_message_is_a_value_or_a_protocol_error(value, data):
    header, body = (bytearray(part) for part in split(encode(value)))
    for part in (header, body):
        if part:
            for _ in range(data.draw(st.integers(0, 3))):
                place = data.draw(st.integers(0, len(part) - 1))
                part[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(header)))
    with contextlib.suppress(ProtocolError):
        decode(bytes(header[:cut]), bytes(body))
