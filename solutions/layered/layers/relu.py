"""The rectified linear unit."""

from __future__ import annotations

import numpy as np

from .base import Layer


class ReLU(Layer):
    r"""Keep what is positive, element by element.

    .. math:: y = [x \ge 0]\, x
    """

    def __init__(self, name: str = "relu") -> None:
        super().__init__(name)

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Return the outputs, of the shape of the inputs, which is any."""
        return np.maximum(inputs, 0)

    def backward(self, in_grads: np.ndarray, inputs: np.ndarray) -> np.ndarray:
        r"""Let the gradient pass where the input did.

        .. math:: \frac{\partial L}{\partial x}
                  = [x \ge 0]\, \frac{\partial L}{\partial y}

        Parameters
        ----------
        in_grads : shape of `inputs`
        inputs : any shape

        Returns
        -------
        out_grads : shape of `inputs`

        """
        self.check_in_grads(in_grads, inputs.shape)
        return in_grads * (inputs >= 0)
