"""Where in an array a wrong value is off, small enough to be stored and drawn."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

MAX_ROWS, MAX_COLUMNS = 32, 64
RIGHT, SLIGHT, CLEAR, GROSS = range(4)

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


def _pool(levels: Array) -> Array:
    """Shrink to ``MAX_ROWS`` by ``MAX_COLUMNS`` cells, each the worst of its part."""
    for axis, most in ((0, MAX_ROWS), (1, MAX_COLUMNS)):
        length = levels.shape[axis]
        if length > most:
            starts = np.linspace(0, length, most, endpoint=False).astype(int)
            levels = np.maximum.reduceat(levels, starts, axis=axis)
    return levels
