"""The smooth rectifier GeLU."""

from __future__ import annotations

import math

import numpy as np

from .base import Layer

SQRT_2_OVER_PI = math.sqrt(2 / math.pi)
CUBIC_WEIGHT = 0.044715


class gelu(Layer):  # noqa: N801
    r"""Gaussian error linear unit in its tanh approximation.

    .. math:: y = \tfrac12 x (1 + \tanh u), \quad
              u = \sqrt{2/\pi}\,(x + 0.044715\,x^3)

    Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016, section 2.
    """

    def __init__(self, name: str = "gelu") -> None:
        super().__init__(name)

    def forward(self, feat: np.ndarray) -> np.ndarray:
        """Apply the function to each element of `feat`, an array of any shape."""
        # BEGIN SOLUTION
        self.tanh_u = np.tanh(SQRT_2_OVER_PI * feat * (1 + CUBIC_WEIGHT * feat * feat))
        output = 0.5 * feat * (1 + self.tanh_u)
        # END SOLUTION
        self.remember(feat, output)
        return output

    def backward(self, dprev: np.ndarray) -> np.ndarray:
        """Multiply the upstream gradient by the derivative dy/dx; x was `feat`."""
        feat = self.recall(dprev)
        # BEGIN SOLUTION
        # dy/dx = (1 + tanh u) / 2 + x (1 - tanh^2 u) / 2 du/dx
        tanh_u, self.tanh_u = self.tanh_u, None
        du = SQRT_2_OVER_PI * (1 + 3 * CUBIC_WEIGHT * feat * feat)
        # 1 - tanh^2 stays in [0, 1], where 1 / cosh^2 would overflow on its way
        slope = 0.5 * (1 + tanh_u) + 0.5 * feat * (1 - tanh_u * tanh_u) * du
        dfeat = dprev * slope
        # END SOLUTION
        return dfeat
