"""Comparing an array with what it should be."""

from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.grade.errormap import draw_errors, draw_values
from autograder.grade.failures import CheckFailed
from autograder.grade.proxies import Handle, fetch
from autograder.sandbox import Ref

Array = npt.NDArray[Any]

#: A right solution may hold intermediate results in float32: 6e-8 an operation, summed
#: over a few thousand terms. A wrong one differs by far more.
ROUNDING = 1e-5


def relative_error(got: Array, want: Array) -> Array:
    """Return ``|got - want| / (|got| + |want|)``, elementwise, and 0 where both are 0.

    The measure of the CS231n notes on gradient checks.
    """
    # halves, so that no sum overflows
    difference, total = np.abs(got / 2 - want / 2), np.abs(got / 2) + np.abs(want / 2)
    error: Array = difference / np.maximum(total, np.finfo(np.float64).tiny)
    return error


def close(
    name: str, got: Any, want: Any, *, tolerance: float = ROUNDING, reason: str = ""
) -> None:
    """Check that ``got`` equals ``want`` up to rounding.

    Parameters
    ----------
    name : str
        What the value is called in the assignment: ``out``, ``dx``.
    got : array_like or Handle
        The submission's value; lists and 0-d arrays will do.
    want : array_like
        The right value.
    tolerance : float
        Largest allowed ``|got - want|``, as a share of the largest ``|want|``.
    reason : str
        Why the tolerance isn't the usual one.

    Raises
    ------
    CheckFailed
        Saying how far off, and where.
    """
    want = np.asarray(want, dtype=np.float64)
    got = as_array(name, got).astype(np.float64)
    if got.shape != want.shape:
        raise CheckFailed(f"{name} has shape {got.shape}; it should be {want.shape}")
    same, odd = _agreement(got, want)
    if odd.any():
        first = tuple(np.argwhere(odd)[0])
        raise CheckFailed(
            f"{name}{place(first)} is {got[first]:.6g}",
            expected=f"{name}{place(first)} should be {want[first]:.6g}",
            errors=draw_errors(got, want, 0.0),
            values=draw_values(got, want),
        )
    off, allowed = _difference(got, want, same, tolerance)
    if float(off.max(initial=0)) <= allowed:
        return
    where = np.unravel_index(int(off.argmax()), off.shape)
    worst = float(relative_error(got[~same], want[~same]).max())
    wrong = int((off > allowed).sum())
    raise CheckFailed(
        f"{name}: {wrong} of {off.size} values are off (relative error up to "
        f"{worst:.1e}), furthest {name}{place(where)} = {got[where]:.6g}",
        expected=f"{name}{place(where)} should be {want[where]:.6g}",
        max_rel_error=worst,
        errors=draw_errors(got, want, allowed),
        values=draw_values(got, want),
    )


def matches(got: Any, want: Any, *, tolerance: float = ROUNDING) -> bool:
    """Tell what ``close`` would say, without saying where and how far."""
    want = np.asarray(want, dtype=np.float64)
    try:
        got = as_array("", got).astype(np.float64)
    except CheckFailed:
        return False
    if got.shape != want.shape:
        return False
    same, odd = _agreement(got, want)
    if odd.any():
        return False
    off, allowed = _difference(got, want, same, tolerance)
    return float(off.max(initial=0)) <= allowed


def _agreement(got: Array, want: Array) -> tuple[Array, Array]:
    """Return where the two are the same, and where only one of them is a number."""
    same = (got == want) | (np.isnan(got) & np.isnan(want))
    return same, ~same & ~(np.isfinite(got) & np.isfinite(want))


def _difference(
    got: Array, want: Array, same: Array, tolerance: float
) -> tuple[Array, float]:
    """Return how far off each element is, and how far it may be."""
    with np.errstate(over="ignore"):  # an infinite difference is one, too
        off = np.abs(np.subtract(got, want, where=~same, out=np.zeros_like(got)))
    size = np.abs(want).max(initial=0, where=np.isfinite(want))
    return off, tolerance * max(float(size), np.finfo(np.float64).tiny)


def as_array(name: str, got: Any) -> Array:
    """Return the submission's value as an array of numbers.

    Raises
    ------
    CheckFailed
        If it is none.
    """
    if isinstance(got, Handle):
        got = fetch(got)
    if got is None:
        raise CheckFailed(f"{name} is None: is it written, and returned?")
    if isinstance(got, Ref):
        raise CheckFailed(f"{name} is of type {got.kind}, not an array")
    try:
        array = np.asarray(got)
    except ValueError:
        raise CheckFailed(f"{name} is a ragged list, not an array") from None
    if array.dtype.kind not in "biuf":
        numeric = isinstance(got, (np.ndarray, np.generic))
        kind = array.dtype if numeric else type(got).__name__
        raise CheckFailed(f"{name} is of type {kind}, not an array of real numbers")
    return array


def place(where: tuple[Any, ...]) -> str:
    """Write an index as in Python: ``[2, 0, 1]``, and nothing for a scalar's."""
    return f"[{', '.join(str(int(i)) for i in where)}]" if where else ""
