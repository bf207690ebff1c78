"""The worker's part of a numeric gradient: values on both sides of a point.

Runs in the untrusted process. All points of one check are evaluated for one message.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Evaluate = Callable[[Array], Any]


def along_argument(
    function: Callable[..., Any], args: tuple[Any, ...], number: int
) -> tuple[Array, Evaluate]:
    """Return the argument that moves, and the function of it alone."""

    def evaluate(moved: Array) -> Any:
        fresh = [np.copy(arg) if isinstance(arg, np.ndarray) else arg for arg in args]
        fresh[number] = moved
        return function(*fresh)

    return np.array(args[number]), evaluate


def along_item(
    function: Callable[..., Any], args: tuple[Any, ...], container: Any, key: Any
) -> tuple[Array, Evaluate]:
    """Return the array ``container[key]``, and the function of it alone.

    It is moved in place, as the courses' own gradient checkers do: a model may hold
    the same array in a second place.
    """
    array = container[key]
    point = np.array(array)

    def evaluate(moved: Array) -> Any:
        array[...] = moved
        try:
            return function(*args)
        finally:
            array[...] = point

    return point, evaluate


def both_sides(
    evaluate: Evaluate,
    point: Array,
    pick: int | None,
    directions: Array,
    step: float,
) -> Array:
    r"""Evaluate f at x + h d and x - h d.

    Parameters
    ----------
    evaluate : callable
        f.
    point : ndarray
        x.
    pick : int or None
        Which part of f's result is meant, when it returns several.
    directions : (K, \\*x.shape) floats, or (K,) ints
        Directions d; ints are flat indices of single coordinates.
    step : float
        h.

    Returns
    -------
    (K, 2, \\*f(x).shape) ndarray
        f on both sides of x along each direction, in f's own dtype.
    """
    sides = []
    for direction in directions:
        for signed in (step, -step):
            out = evaluate(_moved(point, direction, signed))
            sides.append(np.array(out if pick is None else out[pick]))
    values = np.stack(sides)
    return values.reshape(len(directions), 2, *values.shape[1:])


def _moved(point: Array, direction: Any, step: float) -> Array:
    moved: Array = point.copy()
    if isinstance(direction, np.integer):
        moved.flat[int(direction)] += step
    else:
        moved += step * direction
    return moved
