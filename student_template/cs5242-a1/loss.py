"""The loss of a network's scores, and the penalty on its parameters."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np


class Loss:
    """A function of scores and targets whose value is to become small."""

    def forward(self, inputs: np.ndarray, targets: np.ndarray) -> tuple:
        """Return the loss, and what else the forward pass found out."""
        raise NotImplementedError(f"{type(self).__name__} has no forward")

    def backward(self, inputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """Return the gradient of the loss by the inputs."""
        raise NotImplementedError(f"{type(self).__name__} has no backward")


class SoftmaxCrossEntropy(Loss):
    r"""Cross-entropy of the softmax of scores, mean over the batch.

    .. math::
        p_{nc} = \frac{e^{x_{nc}}}{\sum_k e^{x_{nk}}}, \quad
        L = -\frac{1}{N} \sum_n \log p_{n, y_n}

    Parameters
    ----------
    num_class : int
        Number C of classes.

    """

    def __init__(self, num_class: int) -> None:
        self.num_class = num_class

    def forward(
        self, inputs: np.ndarray, targets: np.ndarray
    ) -> tuple[float, np.ndarray]:
        """Return the loss and the probabilities.

        Parameters
        ----------
        inputs : (N, C)
            Scores x.
        targets : (N,) of int
            The right classes y.

        Returns
        -------
        loss : float
        probs : (N, C)

        """
        self._check(inputs, targets)
        # TODO (softmax_forward, 5 points): write this part.
        raise NotImplementedError(
            "SoftmaxCrossEntropy.forward is not written yet: question softmax_forward "
            "in CS5242_assignment_1, formula in the docstring above"
        )
        return loss, probs

    def backward(self, inputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
        r"""Return the gradient by the scores.

        .. math:: \frac{\partial L}{\partial x_{nc}}
                  = \frac{1}{N} \left( p_{nc} - [c = y_n] \right)

        Parameters
        ----------
        inputs : (N, C)
            Scores x.
        targets : (N,) of int
            The right classes y.

        Returns
        -------
        out_grads : (N, C)

        """
        self._check(inputs, targets)
        # TODO (softmax_backward, 5 points): write this part.
        raise NotImplementedError(
            "SoftmaxCrossEntropy.backward is not written yet: question softmax_backward"
            " in CS5242_assignment_1, formula in the docstring above"
        )
        return out_grads

    def _check(self, inputs: np.ndarray, targets: np.ndarray) -> None:
        shape = (len(inputs), self.num_class)
        if inputs.shape != shape or targets.shape != shape[:1]:
            raise ValueError(
                f"scores {inputs.shape} must be (N, {self.num_class}) and targets "
                f"{targets.shape} must be (N,)"
            )


class L2:
    r"""A penalty on large parameters, weights and biases alike.

    .. math:: R = \frac{\lambda}{2} \sum_k \theta_k^2

    Parameters
    ----------
    w : float
        Its weight :math:`\lambda`.

    """

    def __init__(self, w: float = 0.01) -> None:
        self.w = w

    def forward(self, params: Mapping[str, np.ndarray]) -> float:
        """Return the penalty for parameters by name."""
        return float(0.5 * self.w * sum(np.sum(p * p) for p in params.values()))

    def backward(self, params: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        r"""Return the penalty's gradients :math:`\lambda\,\theta` by name."""
        return {name: self.w * p for name, p in params.items()}
