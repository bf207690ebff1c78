"""The softmax function and the cross-entropy loss."""

from __future__ import annotations

import numpy as np


class cross_entropy:  # noqa: N801
    r"""Cross-entropy of the softmax of scores.

    .. math:: L = -\sum_n \log p_{n, y_n}, \quad p_n = \mathrm{softmax}(x_n)

    Parameters
    ----------
    size_average : bool
        Whether the sum over the batch is divided by the batch size N.

    Attributes
    ----------
    logit : (N, C) array or None
        Probabilities p of the last forward pass; a backward pass uses them up.
    label : (N,) array or None

    """

    def __init__(self, size_average: bool = True) -> None:
        self.size_average = size_average
        self.logit: np.ndarray | None = None
        self.label: np.ndarray | None = None

    def forward(self, feat: np.ndarray, label: np.ndarray) -> float:
        """Return the loss.

        Parameters
        ----------
        feat : (N, C)
            Scores.
        label : (N,) of int
            The right classes y.

        """
        if feat.ndim != 2 or label.shape != feat.shape[:1]:
            raise ValueError(
                f"scores must be (N, C) and labels (N,), not {feat.shape} and "
                f"{label.shape}"
            )
        logit = softmax(feat)
        # BEGIN SOLUTION
        # log p without taking the log of a probability that may round to zero
        shifted = feat - feat.max(axis=1, keepdims=True)
        log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        loss = -log_p[np.arange(label.size), label].sum()
        if self.size_average:
            loss = loss / label.size
        # END SOLUTION
        self.logit = logit
        self.label = label
        return loss

    def backward(self) -> np.ndarray:
        """Return the gradient (N, C) of the loss with respect to the scores."""
        logit, label = self.logit, self.label
        if logit is None:
            raise ValueError("cross_entropy: backward was called without a forward")
        # BEGIN SOLUTION
        dlogit = logit.copy()
        dlogit[np.arange(label.size), label] -= 1
        if self.size_average:
            dlogit /= label.size
        # END SOLUTION
        self.logit = None
        self.label = None
        return dlogit


def softmax(feat: np.ndarray) -> np.ndarray:
    r"""Turn scores into probabilities along the last axis.

    .. math:: p_c = \frac{e^{x_c}}{\sum_k e^{x_k}}

    Parameters
    ----------
    feat : (..., C)

    Returns
    -------
    scores : (..., C)
        Positive, with sum 1 along the last axis.

    """
    # BEGIN SOLUTION
    # subtracting the maximum leaves the ratios as they are and avoids overflow
    exp_scores = np.exp(feat - feat.max(axis=-1, keepdims=True))
    scores = exp_scores / exp_scores.sum(axis=-1, keepdims=True)
    # END SOLUTION
    return scores
