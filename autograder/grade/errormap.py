"""Where in an array a wrong value is off, small enough to be stored and drawn."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

MAX_ROWS, MAX_COLUMNS = 32, 64
RIGHT, SLIGHT, CLEAR, GROSS = range(4)

STEPS = 9  # of a value in a picture
NO_NUMBER = "x"

#: From which share of the largest right value on an error is slight, clear or gross.
_BOUNDS = (1e-2, 1.0)


@dataclass(frozen=True)
class ErrorMap:
    """A picture of the errors: one digit a cell, ``RIGHT`` to ``GROSS``.

    Attributes
    ----------
    shape : tuple of int
        Of the array itself.
    rows : tuple of str
        The picture; a cell of a large array stands for several elements, by the worst.
    """

    shape: tuple[int, ...]
    rows: tuple[str, ...]


@dataclass(frozen=True)
class ValueMap:
    """A picture of the values, got and wanted: it gives expected values away.

    Attributes
    ----------
    scale : float
        The largest right value: digit 0 stands for ``-scale`` and below, the middle one
        for 0, the last for ``scale`` and above; ``NO_NUMBER`` for inf and nan.
    got, want : tuple of str
        The pictures; a cell of a large array shows its worst element.
    """

    scale: float
    got: tuple[str, ...]
    want: tuple[str, ...]


def draw_errors(got: Array, want: Array, allowed: float) -> ErrorMap:
    """Map where ``got`` is off from ``want`` by more than ``allowed``.

    Axes are folded into two: the first half of them runs down, the rest across.
    """
    size = np.abs(want).max(initial=0, where=np.isfinite(want))
    scale = max(float(size), np.finfo(np.float64).tiny)
    with np.errstate(over="ignore", invalid="ignore"):  # inf and nan are gross
        off = np.abs(got.astype(np.float64) - want)
        off = np.where(got == want, 0.0, np.nan_to_num(off, nan=np.inf))
        steps = SLIGHT + np.digitize(off / scale, _BOUNDS)
    levels = np.where(off > allowed, steps, RIGHT)
    down = int(np.prod(want.shape[: want.ndim // 2], dtype=int))
    pooled = _pool(levels.reshape(down, -1))
    rows = tuple("".join(str(level) for level in row) for row in pooled)
    return ErrorMap(want.shape, rows)


def draw_values(got: Array, want: Array) -> ValueMap:
    """Picture ``got`` beside ``want``; cells are those of ``draw_errors``."""
    size = np.abs(want).max(initial=0, where=np.isfinite(want))
    scale = max(float(size), np.finfo(np.float64).tiny)
    down = int(np.prod(want.shape[: want.ndim // 2], dtype=int))
    got, want = (values.astype(np.float64).reshape(down, -1) for values in (got, want))
    with np.errstate(over="ignore", invalid="ignore"):  # inf and nan are the worst
        off = np.nan_to_num(np.abs(got - want), nan=np.inf)
    rows, columns = _worst(off)
    return ValueMap(
        scale, _digits(got[rows, columns] / scale), _digits(want[rows, columns] / scale)
    )


def _digits(values: Array) -> tuple[str, ...]:
    """Write values from -1 to 1, and beyond, as digits from 0 to ``STEPS - 1``."""
    steps = np.rint((np.clip(np.nan_to_num(values), -1, 1) + 1) / 2 * (STEPS - 1))
    odd = ~np.isfinite(values)
    return tuple(
        "".join(NO_NUMBER if o else str(int(s)) for s, o in zip(*pair, strict=True))
        for pair in zip(steps, odd, strict=True)
    )


def _worst(off: Array) -> tuple[Array, Array]:
    """Return, for each cell of the picture, the place of its worst element."""
    height, width = off.shape
    tops, lefts = _starts(height, MAX_ROWS), _starts(width, MAX_COLUMNS)
    rows = np.empty((len(tops), len(lefts)), dtype=int)
    columns = np.empty_like(rows)
    for i, (top, bottom) in enumerate(zip(tops, [*tops[1:], height], strict=True)):
        for j, (left, right) in enumerate(zip(lefts, [*lefts[1:], width], strict=True)):
            part = off[top:bottom, left:right]
            row, column = np.unravel_index(int(part.argmax()), part.shape)
            rows[i, j], columns[i, j] = top + row, left + column
    return rows, columns


def _pool(levels: Array) -> Array:
    """Shrink to ``MAX_ROWS`` by ``MAX_COLUMNS`` cells, each the worst of its part."""
    for axis, most in ((0, MAX_ROWS), (1, MAX_COLUMNS)):
        starts = _starts(levels.shape[axis], most)
        levels = np.maximum.reduceat(levels, starts, axis=axis)
    return levels


def _starts(length: int, most: int) -> Array:
    """Return where the cells along an axis begin: ``most`` of them at most."""
    return np.linspace(0, length, min(length, most), endpoint=False).astype(int)
