"""Stochastic gradient descent with momentum."""

from __future__ import annotations

import numpy as np

from .base import Optimizer, Params, Schedule, with_zeros


class SGD(Optimizer):
    r"""Stochastic gradient descent with momentum.

    .. math:: v' = \mu v - \eta\, g, \quad x' = x + v'

    Sutskever et al., "On the importance of initialization and momentum in deep
    learning", 2013, equations 1 and 2.

    Parameters
    ----------
    lr : float
        The learning rate :math:`\eta`.
    momentum : float
        The share :math:`\mu` of the velocity that is kept.
    decay, sheduler_func
        How the learning rate changes: see `Optimizer`.

    Attributes
    ----------
    moments : dict of str to array or None
        The velocity v of each parameter, zero at first.

    """

    def __init__(
        self,
        lr: float = 0.01,
        momentum: float = 0,
        decay: float = 0,
        sheduler_func: Schedule | None = None,
    ) -> None:
        super().__init__(lr, decay, sheduler_func)
        self.momentum = momentum
        self.moments: dict[str, np.ndarray] | None = None

    def update(
        self, xs: Params, xs_grads: Params, iteration: int
    ) -> dict[str, np.ndarray]:
        """Return the parameters after one step; see `Optimizer.update`."""
        self.begin_update(xs, xs_grads, iteration)
        self.moments = with_zeros(self.moments, xs)
        new_xs = {}
        # BEGIN SOLUTION
        for name, x in xs.items():
            velocity = self.momentum * self.moments[name] - self.lr * xs_grads[name]
            self.moments[name] = velocity
            new_xs[name] = x + velocity
        # END SOLUTION
        return new_xs
