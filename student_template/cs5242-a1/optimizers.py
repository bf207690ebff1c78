"""Optimizers: from parameters and gradients to the next parameters.

All arrays go by name, in dicts with the same keys. An optimizer's memory, such as a
velocity, is kept under the same names in the optimizer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np


# --- What all optimizers share: a learning rate that changes with time ---


Params = Mapping[str, np.ndarray]
Schedule = Callable[[float, int], float]


class Optimizer:
    r"""An update rule with its learning rate.

    Parameters
    ----------
    lr : float
        The learning rate :math:`\eta` to begin with.
    decay : float
        Each update with number t first multiplies the learning rate by 1 / (1 + decay
        t). The factors accumulate.
    sheduler_func : function of (lr, t), optional
        Returns the learning rate from update t on.

    """

    def __init__(
        self, lr: float, decay: float = 0, sheduler_func: Schedule | None = None
    ) -> None:
        self.lr = lr
        self.decay = decay
        self.sheduler_func = sheduler_func

    def update(
        self, xs: Params, xs_grads: Params, iteration: int
    ) -> dict[str, np.ndarray]:
        """Return the parameters after one step; those given stay as they are.

        Parameters
        ----------
        xs : dict of str to array
            The parameters.
        xs_grads : dict of str to array
            Their gradients, of the same names and shapes.
        iteration : int
            Number of the update, from 0.

        """
        raise NotImplementedError(f"{type(self).__name__} has no update rule")

    def sheduler(self, func: Schedule, iteration: int) -> None:
        """Change the learning rate to what `func` makes of it."""
        self.lr = func(self.lr, iteration)

    def begin_update(self, xs: Params, xs_grads: Params, iteration: int) -> None:
        """Check that gradients and parameters match, and adapt the learning rate."""
        for name, x in xs.items():
            if xs_grads[name].shape != x.shape:
                raise ValueError(
                    f"{name} is {x.shape}, but its gradient is {xs_grads[name].shape}"
                )
        if self.decay > 0:
            self.lr *= 1 / (1 + self.decay * iteration)
        if self.sheduler_func is not None:
            self.sheduler(self.sheduler_func, iteration)


def with_zeros(state: Params | None, xs: Params) -> dict[str, np.ndarray]:
    """Return an optimizer's memory, with zeros for parameters that are new to it."""
    return {**{name: np.zeros_like(x) for name, x in xs.items()}, **(state or {})}


# --- Stochastic gradient descent with momentum ---


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
        # TODO (sgd, 6 points): write this part.
        raise NotImplementedError(
            "SGD.update is not written yet: question sgd in CS5242_assignment_1, "
            "formula in the docstring above"
        )
        return new_xs


# --- Adam ---


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
        # TODO (adam, 8 points): write this part.
        raise NotImplementedError(
            "Adam.update is not written yet: question adam in CS5242_assignment_1, "
            "formula in the docstring above"
        )
        return new_xs


# --- Rules that divide each gradient by its usual size ---


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
