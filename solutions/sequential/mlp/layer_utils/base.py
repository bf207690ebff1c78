"""What all layers share: name, parameters, gradients, the last forward's input."""

from __future__ import annotations

import numpy as np


class Layer:
    """A layer that remembers its forward pass for the backward pass that follows it.

    Attributes
    ----------
    name : str
        Unique in a network; parameters are called ``<name>_w`` and ``<name>_b``.
    params, grads : dict of str to array
        Parameters and their gradients under the same names; empty for layers that
        learn nothing. A gradient is None until the first backward pass.
    meta : array or None
        Input of the last forward pass; a backward pass uses it up.

    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.params: dict[str, np.ndarray] = {}
        self.grads: dict[str, np.ndarray | None] = {}
        self.meta: np.ndarray | None = None

    def add_weights(self, w: np.ndarray, b: np.ndarray) -> None:
        """Register weights and biases as ``<name>_w`` and ``<name>_b``."""
        self.w_name = self.name + "_w"
        self.b_name = self.name + "_b"
        self.params = {self.w_name: w, self.b_name: b}
        self.grads = {self.w_name: None, self.b_name: None}

    def remember(self, feat: np.ndarray, output: np.ndarray) -> None:
        """Keep a forward pass's input, and the shape that its gradient will have."""
        self.meta = feat
        self.output_shape = output.shape

    def recall(self, dprev: np.ndarray) -> np.ndarray:
        """Return the last forward's input and forget it: one backward a forward.

        `dprev` is the gradient of the loss with respect to that forward's output.
        """
        if self.meta is None:
            raise ValueError(f"{self.name}: backward was called without a forward")
        if dprev.shape != self.output_shape:
            raise ValueError(
                f"{self.name}: the gradient is {dprev.shape}, but the output was "
                f"{self.output_shape}"
            )
        feat, self.meta = self.meta, None
        return feat


def reset_seed(seed: int) -> None:
    """Seed ``np.random``, from which the layers draw their first weights."""
    np.random.seed(seed)
