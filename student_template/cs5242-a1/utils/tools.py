"""Initial weights, the error of a comparison, and clipping."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import DTypeLike


class Initializer:
    """Makes the first values of a layer's weights.

    Parameters
    ----------
    dtype : data type
        Of the weights, and so of all that a layer computes with them from inputs of
        the same type. Numeric gradients need double precision.

    """

    def __init__(self, dtype: DTypeLike = np.float64) -> None:
        self.dtype = dtype

    def initialize(self, shape: int | tuple[int, ...]) -> np.ndarray:
        """Return an array of this shape, drawn from ``np.random``."""
        raise NotImplementedError(f"{type(self).__name__} doesn't say how to draw")


class Uniform(Initializer):
    """Uniform between `a` and `b`."""

    def __init__(
        self, a: float = -0.05, b: float = 0.05, dtype: DTypeLike = np.float64
    ) -> None:
        super().__init__(dtype)
        self.a = a
        self.b = b

    def initialize(self, shape: int | tuple[int, ...]) -> np.ndarray:
        """Return an array of this shape, drawn from ``np.random``."""
        return np.random.uniform(self.a, self.b, shape).astype(self.dtype)


class Guassian(Initializer):
    """Gaussian with this mean and standard deviation."""

    def __init__(
        self, mean: float = 0.0, std: float = 0.1, dtype: DTypeLike = np.float64
    ) -> None:
        super().__init__(dtype)
        self.mean = mean
        self.std = std

    def initialize(self, shape: int | tuple[int, ...]) -> np.ndarray:
        """Return an array of this shape, drawn from ``np.random``."""
        return np.random.normal(self.mean, self.std, shape).astype(self.dtype)


class Xavier(Uniform):
    r"""Uniform, so that a linear layer keeps the size of signals and gradients.

    .. math:: w \sim U(-r, r), \quad
              r = \sqrt{\frac{6}{\mathrm{fan_{in}} + \mathrm{fan_{out}}}}

    Glorot and Bengio, "Understanding the difficulty of training deep feedforward
    neural networks", 2010, equation 16.
    """

    def __init__(
        self, fan_in: int, fan_out: int, dtype: DTypeLike = np.float64
    ) -> None:
        limit = math.sqrt(6 / (fan_in + fan_out))
        super().__init__(-limit, limit, dtype)


class MSRA(Guassian):
    r"""Gaussian, so that a layer followed by a ReLU keeps the size of signals.

    .. math:: w \sim N(0, \sigma^2), \quad \sigma = \sqrt{2 / \mathrm{fan_{in}}}

    He et al., "Delving deep into rectifiers", 2015, equation 10.
    """

    def __init__(self, fan_in: int, dtype: DTypeLike = np.float64) -> None:
        super().__init__(0.0, math.sqrt(2 / fan_in), dtype)


def rel_error(x: np.ndarray, y: np.ndarray) -> float:
    r"""Return the mean relative error between two arrays.

    .. math:: \frac1n \sum_i \frac{|x_i - y_i|}{\max(10^{-8}, |x_i| + |y_i|)}
    """
    x, y = np.asarray(x), np.asarray(y)
    if x.shape != y.shape:
        raise ValueError(f"rel_error compares equal shapes, not {x.shape}, {y.shape}")
    return float(np.mean(np.abs(x - y) / np.maximum(1e-8, np.abs(x) + np.abs(y))))


def clip_gradients(in_grads: np.ndarray, clip: float = 1) -> np.ndarray:
    """Return the gradients, each element limited to the range from -clip to clip."""
    return np.clip(in_grads, -clip, clip)
