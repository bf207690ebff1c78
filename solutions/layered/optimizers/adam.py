"""Adam."""

from __future__ import annotations

import numpy as np

from .base import Optimizer, Params, Schedule, with_zeros


class Adam(Optimizer):
    r"""Momentum, and a learning rate of its own for every element.

    .. math::
        m' &= \beta_1 m + (1 - \beta_1)\, g \\
        v' &= \beta_2 v + (1 - \beta_2)\, g^2 \\
        \hat m &= m' / (1 - \beta_1^{t+1}), \quad
        \hat v = v' / (1 - \beta_2^{t+1}) \\
        x' &= x - \eta\, \hat m / (\sqrt{\hat v} + \epsilon)

    t is the iteration, counted from 0. Kingma and Ba, "Adam", 2015, algorithm 1.

    Parameters
    ----------
    lr : float
        The learning rate :math:`\eta`.
    beta_1, beta_2 : float
        Decay rates of the two averages.
    epsilon : float, optional
        1e-8 if not given.
    decay, sheduler_func
        How the learning rate changes: see `Optimizer`.

    Attributes
    ----------
    moments, accumulators : dict of str to array or None
        The averages m and v for each parameter, zero at first.

    """

    def __init__(
        self,
        lr: float = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float | None = None,
        decay: float = 0,
        sheduler_func: Schedule | None = None,
    ) -> None:
        super().__init__(lr, decay, sheduler_func)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon or 1e-8
        self.moments: dict[str, np.ndarray] | None = None
        self.accumulators: dict[str, np.ndarray] | None = None

    def update(
        self, xs: Params, xs_grads: Params, iteration: int
    ) -> dict[str, np.ndarray]:
        """Return the parameters after one step; see `Optimizer.update`."""
        self.begin_update(xs, xs_grads, iteration)
        self.moments = with_zeros(self.moments, xs)
        self.accumulators = with_zeros(self.accumulators, xs)
        new_xs = {}
        # BEGIN SOLUTION
        for name, x in xs.items():
            grad = xs_grads[name]
            m = self.beta_1 * self.moments[name] + (1 - self.beta_1) * grad
            v = self.beta_2 * self.accumulators[name] + (1 - self.beta_2) * grad**2
            self.moments[name], self.accumulators[name] = m, v
            # both averages began at zero, and are too small at first
            m_hat = m / (1 - self.beta_1 ** (iteration + 1))
            v_hat = v / (1 - self.beta_2 ** (iteration + 1))
            new_xs[name] = x - self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)
        # END SOLUTION
        return new_xs
