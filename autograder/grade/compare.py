"""Comparing an array with what it should be."""

from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.grade.failures import CheckFailed
from autograder.grade.proxies import Handle, fetch

Array = npt.NDArray[Any]

#: A right solution may hold intermediate results in float32: 6e-8 an operation, summed
#: over a few thousand terms. A wrong one differs by far more.
ROUNDING = 1e-5


def relative_error(got: Array, want: Array) -> Array:
    """Return ``|got - want| / (|got| + |want|)``, elementwise, and 0 where both are 0.

    The measure of the CS231n notes on gradient checks.
    """
    total = np.abs(got) + np.abs(want)
    error: Array = np.abs(got - want) / np.maximum(total, np.finfo(np.float64).tiny)
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
    want = np.asarray(want)
    got = as_array(name, got)
    if got.shape != want.shape:
        raise CheckFailed(f"{name} has shape {got.shape}; it should be {want.shape}")
    if not want.size:
        return
    bad = ~np.isfinite(got) & np.isfinite(want)
    if bad.any():
        first = tuple(np.argwhere(bad)[0])
        raise CheckFailed(f"{name}{place(first)} is {got[first]:.6g}")
    off = np.abs(got.astype(np.float64) - want)
    allowed = tolerance * max(float(np.abs(want).max()), np.finfo(np.float64).tiny)
    if float(off.max()) <= allowed:
        return
    where = np.unravel_index(int(off.argmax()), off.shape)
    worst = float(relative_error(got, want).max())
    wrong = int((off > allowed).sum())
    raise CheckFailed(
        f"{name}: {wrong} of {off.size} values are off (relative error up to "
        f"{worst:.1e}), furthest {name}{place(where)} = {got[where]:.6g}",
        expected=f"{name}{place(where)} should be {want[where]:.6g}",
        max_rel_error=worst,
    )


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
    try:
        array = np.asarray(got)
    except ValueError:
        raise CheckFailed(f"{name} is a ragged list, not an array") from None
    if array.dtype.kind not in "biuf":
        kind = type(got).__name__ if array.dtype == object else array.dtype
        raise CheckFailed(f"{name} is a {kind}, not an array of real numbers")
    return array


def place(where: tuple[Any, ...]) -> str:
    """Write an index as in Python: ``[2, 0, 1]``, and nothing for a scalar's."""
    return f"[{', '.join(str(int(i)) for i in where)}]" if where else ""
