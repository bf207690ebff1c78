"""Flattening images for the fully connected layers."""

from __future__ import annotations

import numpy as np

from .base import Layer


class Flatten(Layer):
    """Lay each sample's features out as one row: (N, d1, ..., dk) to (N, D).

    `seed` has no effect; it is there for the sake of networks that pass it.
    """

    def __init__(self, name: str = "flatten", seed: int | None = None) -> None:
        super().__init__(name)
        self.seed = seed

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Flatten all axes but the first."""
        return inputs.reshape(len(inputs), -1)

    def backward(self, in_grads: np.ndarray, inputs: np.ndarray) -> np.ndarray:
        """Give the gradient (N, D) the inputs' shape (N, d1, ..., dk)."""
        self.check_in_grads(in_grads, self.forward(inputs).shape)
        return in_grads.reshape(inputs.shape)
