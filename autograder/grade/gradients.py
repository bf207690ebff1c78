"""Numeric gradients of a submission's own forward pass.

First along a few random directions, which takes a handful of evaluations whatever the
size; a wrong gradient agrees with none of them, but by an accident of probability 0.
Only when they disagree, coordinate by coordinate, to say where.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.grade.compare import as_array, place, relative_error
from autograder.grade.errormap import draw_errors, draw_values
from autograder.grade.failures import CheckFailed
from autograder.grade.proxies import Handle, slope

Array = npt.NDArray[Any]

DIRECTIONS = 3
MAX_COORDINATES = 400
MAX_VALUES = 2**23  # float64 in one answer, 64 MB

#: Central differences err by h**2 times the third derivative; kinks add some more.
#: CS231n's notes call 1e-7 good and 1e-4 acceptable with kinks.
TOLERANCE = 1e-5

#: The step for the results' floating-point type: its differences must stand out from
#: rounding, so that a float32 forward needs a larger one.
_STEPS = {8: 1e-5, 4: 1e-3, 2: 1e-1}

#: How far slopes over a larger step may be off: more kinks lie within it.
_ROUGHLY = 1e-2

#: A step that disappears in the rounding of single precision, and not of double.
_TINY = 1e-10


@dataclass(frozen=True)
class Forward:
    """A function of one array that moves: how to ask the submission for its values.

    Attributes
    ----------
    function : Handle
        The submission's function; ``args`` are its arguments.
    place : int or (Handle, key)
        What moves: an argument, by number, or an item of a container.
    pick : int or None
        Which of the function's results is its output; None if it returns one.
    dout : ndarray or float
        Upstream gradient, of the output's shape.
    """

    function: Handle
    args: tuple[Any, ...]
    place: int | tuple[Handle, Any]
    pick: int | None
    dout: Any

    @property
    def point(self) -> Array:
        """The array that moves, where it is now."""
        if isinstance(self.place, int):
            return np.asarray(self.args[self.place])
        container, key = self.place
        return as_array(f"[{key!r}]", container[key])

    def value(self) -> Any:
        """Return the submission's output at this point."""
        session = self.function._session
        last = session.last_call
        result = self.function(*self.args)
        session.last_call = last  # a gradient is wrong after its own call, not this one
        return result if self.pick is None else result[self.pick]

    def derivatives(
        self, directions: Array, single: bool = False
    ) -> tuple[Array, float]:
        """Return (K,) numeric derivatives of ``sum(f * dout)``, and their noise.

        ``single`` says that f rounds to single precision, whatever its results' type.

        Raises
        ------
        CheckFailed
            If the function doesn't give numbers of ``dout``'s shape there.
        """
        step = _STEPS[8]
        sides = self._sides(directions, step)
        size = sides.dtype.itemsize if sides.dtype.kind == "f" else 8
        size = min(size, 4) if single else size
        if size < 8:
            # of the point's own scale: past small weights lie kinks
            spread = float(np.sqrt(np.mean(np.square(self.point, dtype=np.float64))))
            step = _STEPS[size] * (min(spread, 1.0) or 1.0)
            sides = self._sides(directions, step)
        values = self._values(sides)
        slopes = (values[:, 0] - values[:, 1]) / (2 * step)
        epsilon = float(np.finfo(f"f{size}").eps)
        noise = 50 * epsilon * float(np.abs(values).max(initial=0)) / step
        if size < 8:
            noise += _ROUGHLY * float(np.abs(slopes).max(initial=0))
        return slopes, noise

    def rounds_to_single(self, directions: Array) -> bool:
        """Tell whether f rounds more coarsely on its way than its results do.

        Then its slope over a tiny step is chance, or zero.
        """
        slopes = []
        for step in (_STEPS[8], _TINY):
            values = self._values(self._sides(directions, step))
            slopes.append((values[:, 0] - values[:, 1]) / (2 * step))
        size = float(np.abs(slopes).max(initial=0))
        return float(np.abs(np.subtract(*slopes)).max(initial=0)) > 1e-2 * size

    def _values(self, sides: Array) -> Array:
        axes = np.ndim(self.dout)
        values: Array = np.tensordot(sides.astype(np.float64), self.dout, axes=axes)
        return values

    def _sides(self, directions: Array, step: float) -> Array:
        answer = slope(
            self.function, self.args, self.place, self.pick, directions, step
        )
        sides = as_array("the forward pass near these inputs", answer)
        wanted = (len(directions), 2, *np.shape(self.dout))
        if sides.shape != wanted:
            raise CheckFailed(
                f"the forward pass gives shape {sides.shape[2:]} near these inputs; "
                f"it should be {wanted[2:]}"
            )
        if not np.isfinite(sides).all():
            raise CheckFailed("the forward pass gives nan or inf near these inputs")
        return sides


def compare_numerically(
    name: str,
    forward: Forward,
    gradient: Any,
    random: np.random.RandomState,
    tolerance: float = TOLERANCE,
) -> None:
    """Check that ``gradient`` is that of the submission's own forward pass.

    Raises
    ------
    CheckFailed
        Saying how far off, and where.
    """
    point = forward.point
    got = as_array(name, gradient).astype(np.float64)
    if got.shape != point.shape:
        raise CheckFailed(
            f"{name} has shape {got.shape}; it should be {point.shape}, the shape of "
            "what it is the gradient of"
        )
    if not np.isfinite(got).all():
        raise CheckFailed(f"{name} has nan or inf in it")
    directions = random.standard_normal((DIRECTIONS, *point.shape))
    along = np.tensordot(directions, got, axes=point.ndim)
    for single in (False, True):
        numeric, noise = forward.derivatives(directions, single)
        scale = max(float(np.linalg.norm(got)), float(np.abs(numeric).max()))
        off = float(np.abs(along - numeric).max())
        if off <= tolerance * scale + noise:
            return
        if not forward.rounds_to_single(directions):
            break
    raise _locate(name, forward, got, random, off)


def _locate(
    name: str,
    forward: Forward,
    got: Array,
    random: np.random.RandomState,
    disagreement: float,
) -> CheckFailed:
    """Find the coordinate where a wrong gradient is furthest off."""
    outputs = 2 * max(int(np.size(forward.dout)), 1)
    count = min(got.size, MAX_COORDINATES, max(1, MAX_VALUES // outputs))
    chosen = np.sort(random.permutation(got.size)[:count])
    numeric, _ = forward.derivatives(chosen)
    off = np.abs(got.flat[chosen] - numeric)
    worst = int(off.argmax())
    where = np.unravel_index(int(chosen[worst]), got.shape)
    error = float(relative_error(got[where], numeric[worst]))
    errors = values = None
    if count == got.size:
        whole = numeric.reshape(got.shape)
        allowed = TOLERANCE * float(np.abs(whole).max())
        errors, values = draw_errors(got, whole, allowed), draw_values(got, whole)
    return CheckFailed(
        f"{name} disagrees with the numeric gradient of your own forward pass by "
        f"{disagreement:.1e} along random directions; furthest off at "
        f"{name}{place(where)}: yours {got[where]:.6g}, numeric {numeric[worst]:.6g}",
        max_rel_error=error,
        errors=errors,
        values=values,
    )
