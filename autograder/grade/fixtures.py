"""What the tests of an assignment work with, beside the submission itself."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.errors import CourseError
from autograder.grade import compare
from autograder.grade.expected import Store
from autograder.grade.failures import CheckFailed
from autograder.grade.gradients import TOLERANCE, Forward, compare_numerically
from autograder.grade.proxies import Handle

Array = npt.NDArray[Any]


class Expected:
    """The fixture ``expected``: the stored outputs of the model solution."""

    def __init__(self, store: Store, test: str) -> None:
        self._store = store
        self._test = test

    def close(
        self,
        name: str,
        got: Any,
        *,
        tolerance: float = compare.ROUNDING,
        reason: str = "",
    ) -> None:
        """Check a value against the stored one: see ``compare.close``.

        Parameters
        ----------
        name : str
            What the assignment calls the value: ``out``; once in a test.
        got : array_like or Handle
            The submission's value.
        tolerance : float
            Largest difference, as a share of the largest stored magnitude.
        reason : str
            Why the tolerance isn't the usual one.
        """
        key = f"{self._test}/{name}"
        if self._store.recording:
            if key in self._store.recorded:
                raise CourseError(f"{key} is compared twice; give each its own name")
            self._store.recorded[key] = compare.as_array(name, got)
        else:
            want = self._store.value(key)
            try:
                compare.close(name, got, want, tolerance=tolerance, reason=reason)
            except CheckFailed as failure:
                failure.lookalikes = tuple(self._lookalikes(key, got))
                raise

    def _lookalikes(self, key: str, got: Any) -> Iterator[str]:
        """Find the known mistakes that give ``got``."""
        for mistake, value in self._store.mistakes(key):
            if compare.matches(got, value):
                yield mistake

    @property
    def recording(self) -> bool:
        """Whether values are being stored instead of compared."""
        return self._store.recording

    def resembles(self, name: str, got: Any) -> bool:
        """Tell whether a wrong value is still an attempt at the stored one.

        It has its shape, and points roughly the same way: a cosine of at least 0.5,
        and for a single number the same sign and a ratio of at most 4.
        """
        want = self._store.value(f"{self._test}/{name}")
        try:
            got = compare.as_array(name, got).astype(np.float64)
        except CheckFailed:
            return False
        if got.shape != want.shape or not np.isfinite(got).all():
            return False
        product = float(np.sum(got * want))
        if got.ndim == 0:
            return product > 0 and bool(0.25 <= got / want <= 4)
        lengths = float(np.linalg.norm(got) * np.linalg.norm(want))
        return product >= 0.5 * lengths > 0

    def agrees(self, name: str, got: Any) -> bool:
        """Tell whether a value is the stored one; when recording, store it."""
        if self._store.recording:
            self.close(name, got)
            return True
        return compare.matches(got, self._store.value(f"{self._test}/{name}"))


class NumericGradient:
    """The fixture ``numeric_gradient``: gradients, stored and of the own forward.

    A gradient passes when it is the stored one. Otherwise the numeric gradient of the
    submission's own forward pass decides: where the forward is wrong, but an attempt at
    the right one, a backward that is right for it earns its points; where the forward
    is right, the numeric gradient says in which place the backward is off.
    """

    def __init__(
        self, expected: Expected, random: np.random.RandomState, notes: list[str]
    ) -> None:
        self._expected = expected
        self._random = random
        self._notes = notes
        self._count = 0

    def check(
        self,
        forward: Handle,
        args: Sequence[Any],
        dout: Array,
        analytic: Mapping[str, Any],
        *,
        wrt: Sequence[int] = (),
        pick: int | None = 0,
        tolerance: float = TOLERANCE,
    ) -> None:
        """Check gradients with respect to the arguments of ``forward``.

        Parameters
        ----------
        forward : Handle
            The submission's function.
        args : sequence
            Its arguments.
        dout : ndarray
            Upstream gradient, of the shape of its output.
        analytic : mapping of str
            What the submission's backward returned: name -> gradient, in the order
            of the arguments.
        wrt : sequence of int
            Which arguments these are; by default the first ones.
        pick : int or None
            Which of the function's results is its output; None if it returns one.
        tolerance : float
            Largest relative error, against the stored gradient and the numeric one.

        Raises
        ------
        CheckFailed
            Saying which gradient is off, how far, and where.
        """
        places = wrt or range(len(analytic))
        slopes = {
            name: Forward(forward, tuple(args), place, pick, dout)
            for name, place in zip(analytic, places, strict=True)
        }
        self._check(slopes, analytic, tolerance)

    def check_params(
        self,
        loss: Handle,
        args: Sequence[Any],
        params: Handle,
        grads: Any,
        names: Sequence[str],
        *,
        dout: Any = 1.0,
        pick: int | None = 0,
        tolerance: float = TOLERANCE,
    ) -> None:
        """Check gradients with respect to parameters that an object holds.

        Parameters
        ----------
        loss : Handle
            The submission's function; ``args`` are its arguments.
        params : Handle
            The model's dict of parameters, which ``loss`` reads.
        grads : Handle
            The model's dict of gradients.
        names : sequence of str
            The parameters to check.
        dout : float or ndarray
            Upstream gradient, of the shape of what ``loss`` returns.
        pick, tolerance
            As in ``check``.
        """
        slopes = {
            f"grads[{name!r}]": Forward(loss, tuple(args), (params, name), pick, dout)
            for name in names
        }
        analytic = {f"grads[{name!r}]": grads[name] for name in names}
        self._check(slopes, analytic, tolerance)

    def _check(
        self, slopes: Mapping[str, Forward], analytic: Mapping[str, Any], limit: float
    ) -> None:
        failures: dict[str, CheckFailed | None] = {}
        for name, gradient in analytic.items():
            try:
                self._expected.close(name, gradient, tolerance=limit)
            except CheckFailed as failure:
                failures[name] = failure
        self._count += 1
        first = next(iter(slopes.values()))
        if failures or self._expected.recording:
            self._judge(first.value(), slopes, analytic, failures, limit)

    def _judge(
        self,
        output: Any,
        slopes: Mapping[str, Forward],
        analytic: Mapping[str, Any],
        failures: Mapping[str, CheckFailed | None],
        limit: float,
    ) -> None:
        """Let the own forward's numeric gradient decide, where it may."""
        name_of_output = "the forward's output"
        if self._count > 1:  # a test may check several functions
            name_of_output += f" {self._count}"
        right = self._expected.agrees(name_of_output, output)
        if self._expected.recording:  # the model solution proves itself
            failures = dict.fromkeys(analytic)
        for name, failure in failures.items():
            try:
                compare_numerically(
                    name, slopes[name], analytic[name], self._random, limit
                )
            except CheckFailed as located:
                if failure is not None:
                    located.lookalikes = failure.lookalikes
                    located.errors = failure.errors
                raise
            if failure is None:
                continue
            if right or not self._expected.resembles(name_of_output, output):
                raise failure
        if failures and not self._expected.recording:
            self._notes.append(
                f"{', '.join(failures)}: right for your own forward pass, which isn't"
            )
