"""Dropout."""

from __future__ import annotations

import numpy as np

from .base import Layer


class Dropout(Layer):
    r"""In training, set each element to zero with probability r.

    .. math:: y = \frac{m}{1 - r}\, x, \quad m \sim \mathrm{Bernoulli}(1 - r) \quad
              \text{(training)}; \qquad y = x \quad \text{(otherwise)}

    The factor 1 / (1 - r) makes both have the same mean. Hinton et al., "Improving
    neural networks by preventing co-adaptation of feature detectors", 2012; scaled in
    training as in Srivastava et al., JMLR 15, 2014, section 10.

    Parameters
    ----------
    ratio : float
        The probability r of setting an element to zero, in [0, 1).
    name : str
    seed : int, optional
        Seeds ``np.random`` before every mask, which is then always the same: for
        numeric gradients, not for training.

    Attributes
    ----------
    mask : array of bool or None
        m of the last forward pass in training.

    """

    def __init__(
        self, ratio: float, name: str = "dropout", seed: int | None = None
    ) -> None:
        if not 0 <= ratio < 1:
            raise ValueError(f"{name}: ratio must be in [0, 1), not {ratio}")
        super().__init__(name)
        self.ratio = ratio
        self.mask: np.ndarray | None = None
        self.seed = seed

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Drop elements of inputs of any shape, if in training.

        Keeps the mask in ``self.mask`` for the backward pass.
        """
        if self.training and self.seed is not None:
            np.random.seed(self.seed)
        # BEGIN SOLUTION
        if self.training:
            self.mask = np.random.random_sample(inputs.shape) >= self.ratio
            outputs = inputs * self.mask * (1 / (1 - self.ratio))
        else:
            outputs = inputs
        # END SOLUTION
        return outputs

    def backward(self, in_grads: np.ndarray, inputs: np.ndarray) -> np.ndarray:
        r"""Let the gradient pass where the input did, scaled alike.

        .. math:: \frac{\partial L}{\partial x}
                  = \frac{m}{1 - r}\, \frac{\partial L}{\partial y}

        Parameters
        ----------
        in_grads : shape of `inputs`
        inputs : any shape
            Those of the last forward pass.

        Returns
        -------
        out_grads : shape of `inputs`

        """
        self.check_in_grads(in_grads, inputs.shape)
        # BEGIN SOLUTION
        if self.training:
            out_grads = in_grads * self.mask * (1 / (1 - self.ratio))
        else:
            out_grads = in_grads
        # END SOLUTION
        return out_grads
