"""What all optimizers share: a learning rate that changes with time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

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
