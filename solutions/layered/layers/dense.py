"""The fully connected layer."""

from __future__ import annotations

import numpy as np

from ..utils.tools import Guassian, Initializer
from .base import TrainableLayer


class FCLayer(TrainableLayer):
    r"""A fully connected layer.

    .. math:: Y = X W + b

    Parameters
    ----------
    in_features, out_features : int
        Numbers of features D and M.
    name : str
    initializer : Initializer
        Makes the weights (D, M); the bias (M,) begins at zero.

    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        name: str = "fclayer",
        initializer: Initializer = Guassian(),  # noqa: B008
    ) -> None:
        weights = initializer.initialize((in_features, out_features))
        super().__init__(name, weights, out_features)

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Apply the layer to each row.

        Parameters
        ----------
        inputs : (N, D)

        Returns
        -------
        outputs : (N, M)

        """
        self._check_inputs(inputs)
        # BEGIN SOLUTION
        outputs = inputs @ self.weights + self.bias
        # END SOLUTION
        return outputs

    def backward(self, in_grads: np.ndarray, inputs: np.ndarray) -> np.ndarray:
        r"""Store `w_grad` and `b_grad`, return the gradient by the inputs.

        .. math::
            \frac{\partial L}{\partial W} = X^\top \delta, \quad
            \frac{\partial L}{\partial b} = \sum_n \delta_n, \quad
            \frac{\partial L}{\partial X} = \delta\, W^\top

        Parameters
        ----------
        in_grads : (N, M)
            The gradient :math:`\delta` by the outputs.
        inputs : (N, D)

        Returns
        -------
        out_grads : (N, D)

        """
        self._check_inputs(inputs)
        self.check_in_grads(in_grads, (len(inputs), len(self.bias)))
        # BEGIN SOLUTION
        # the bias was added to every row of the batch
        self.b_grad = in_grads.sum(axis=0)
        self.w_grad = inputs.T @ in_grads
        out_grads = in_grads @ self.weights.T
        # END SOLUTION
        return out_grads

    def _check_inputs(self, inputs: np.ndarray) -> None:
        if inputs.ndim != 2 or inputs.shape[1] != len(self.weights):
            raise ValueError(
                f"{self.name}: inputs {inputs.shape} must be "
                f"(N, {len(self.weights)}) for weights {self.weights.shape}"
            )
