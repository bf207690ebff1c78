"""Dropout."""

from __future__ import annotations

import numpy as np

from .base import Layer


class dropout(Layer):  # noqa: N801
    r"""Inverted dropout: in training keep each feature with probability `keep_prob`.

    .. math:: y = \frac{m}{p}\,x, \quad m \sim \mathrm{Bernoulli}(p)

    The division by p keeps the expected output equal to the input, so testing needs
    no change. Srivastava et al., JMLR 15, 2014, section 10.

    Parameters
    ----------
    keep_prob : float
        The probability p, in [0, 1]; 0 and 1 both mean no dropout.
    seed : int, optional
        Seed of the layer's own generator ``rng``.
    name : str

    Attributes
    ----------
    kept : array of bool or None
        The mask m of the last forward pass, None where nothing was dropped.

    """

    def __init__(
        self, keep_prob: float, seed: int | None = None, name: str = "dropout"
    ) -> None:
        if not 0 <= keep_prob <= 1:
            raise AssertionError(f"keep_prob {keep_prob} is not within [0, 1]")
        super().__init__(name)
        self.keep_prob = float(keep_prob)  # NumPy's float64 would promote float32
        self.kept: np.ndarray | None = None
        self.is_training = False
        self.rng = np.random.RandomState(seed)

    def forward(
        self, feat: np.ndarray, is_training: bool = True, seed: int | None = None
    ) -> np.ndarray:
        """Drop features of `feat`, an array of any shape, if in training.

        A `seed` starts the generator anew, which makes the same mask again.
        """
        if seed is not None:
            self.rng = np.random.RandomState(seed)
        # BEGIN SOLUTION
        if is_training and 0 < self.keep_prob < 1:
            kept = self.rng.random_sample(feat.shape) < self.keep_prob
            output = feat * kept / self.keep_prob
        else:
            kept = None
            output = feat
        # END SOLUTION
        self.kept = kept
        self.is_training = is_training
        self.remember(feat, output)
        return output

    def backward(self, dprev: np.ndarray) -> np.ndarray:
        """Let the upstream gradient through where the features were kept."""
        self.recall(dprev)
        # BEGIN SOLUTION
        dfeat = dprev if self.kept is None else dprev * self.kept / self.keep_prob
        # END SOLUTION
        return dfeat
