"""Rules that divide each gradient by its usual size."""

from __future__ import annotations

import numpy as np

from .base import Optimizer, Params, Schedule, with_zeros


class Adagrad(Optimizer):
    r"""Divide by the root of all squared gradients so far.

    .. math:: s' = s + g^2, \quad x' = x - \eta\, \frac{g}{\sqrt{s'} + \epsilon}

    Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and
    stochastic optimization", JMLR 12, 2011.

    Parameters
    ----------
    lr : float
        The learning rate :math:`\eta`.
    epsilon : float, optional
        1e-8 if not given.
    decay, sheduler_func
        How the learning rate changes: see `Optimizer`.

    Attributes
    ----------
    accumulators : dict of str to array or None
        The sum s for each parameter, zero at first.

    """

    def __init__(
        self,
        lr: float = 0.01,
        epsilon: float | None = None,
        decay: float = 0,
        sheduler_func: Schedule | None = None,
    ) -> None:
        super().__init__(lr, decay, sheduler_func)
        self.epsilon = epsilon or 1e-8
        self.accumulators: dict[str, np.ndarray] | None = None

    def update(
        self, xs: Params, xs_grads: Params, iteration: int
    ) -> dict[str, np.ndarray]:
        """Return the parameters after one step; see `Optimizer.update`."""
        self.begin_update(xs, xs_grads, iteration)
        self.accumulators = with_zeros(self.accumulators, xs)
        new_xs = {}
        for name, x in xs.items():
            grad = xs_grads[name]
            self.accumulators[name] = self.accumulate(self.accumulators[name], grad)
            size = np.sqrt(self.accumulators[name]) + self.epsilon
            new_xs[name] = x - self.lr * grad / size
        return new_xs

    def accumulate(self, accumulator: np.ndarray, grad: np.ndarray) -> np.ndarray:
        """Return the accumulator after one more gradient."""
        return accumulator + grad**2


class RMSprop(Adagrad):
    r"""Divide by the root of a running mean of squared gradients.

    .. math:: s' = \rho s + (1 - \rho)\, g^2, \quad
              x' = x - \eta\, \frac{g}{\sqrt{s'} + \epsilon}

    Tieleman and Hinton, "Neural Networks for Machine Learning", lecture 6.5, 2012.

    Parameters
    ----------
    lr : float
        The learning rate :math:`\eta`.
    rho : float
        The share :math:`\rho` of the mean that is kept.
    epsilon, decay, sheduler_func
        As in `Adagrad`.

    """

    def __init__(
        self,
        lr: float = 0.001,
        rho: float = 0.9,
        epsilon: float | None = None,
        decay: float = 0,
        sheduler_func: Schedule | None = None,
    ) -> None:
        super().__init__(lr, epsilon, decay, sheduler_func)
        self.rho = rho

    def accumulate(self, accumulator: np.ndarray, grad: np.ndarray) -> np.ndarray:
        """Return the accumulator after one more gradient."""
        return self.rho * accumulator + (1 - self.rho) * grad**2
