"""Losses on class scores: softmax cross-entropy and the multiclass SVM."""

from __future__ import annotations

import numpy as np


def softmax_loss(x: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    r"""Return the cross-entropy of the softmax of scores, and its gradient.

    .. math::
        p_{nc} = \frac{e^{x_{nc}}}{\sum_k e^{x_{nk}}}, \quad
        L = -\frac{1}{N} \sum_n \log p_{n, y_n}, \quad
        \frac{\partial L}{\partial x_{nc}} = \frac{1}{N} (p_{nc} - [c = y_n])

    Parameters
    ----------
    x : (N, C)
        Scores.
    y : (N,) of int
        The right classes.

    Returns
    -------
    loss : float
        Mean over the batch.
    dx : (N, C)

    """
    _check_scores("softmax_loss", x, y)
    # BEGIN SOLUTION
    N = x.shape[0]
    # a shift of all scores leaves p as it is; without it exp could overflow
    shifted = x - x.max(axis=1, keepdims=True)
    # log p itself: the log of a p that rounds to zero would be infinite
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), y].mean()

    dx = np.exp(log_p)
    dx[np.arange(N), y] -= 1
    dx /= N
    # END SOLUTION
    return loss, dx


def svm_loss(x: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    r"""Return the multiclass hinge loss of scores, and its gradient.

    .. math::
        L = \frac{1}{N} \sum_n \sum_{c \ne y_n} \max(0, x_{nc} - x_{n, y_n} + 1)

    (Weston and Watkins, "Support vector machines for multi-class pattern
    recognition", ESANN 1999, with margin 1.)

    Parameters
    ----------
    x : (N, C)
        Scores.
    y : (N,) of int
        The right classes.

    Returns
    -------
    loss : float
        Mean over the batch.
    dx : (N, C)

    """
    _check_scores("svm_loss", x, y)
    # BEGIN SOLUTION
    N = x.shape[0]
    right_scores = x[np.arange(N), y][:, np.newaxis]
    margins = np.maximum(x - right_scores + 1, 0)
    # the right class has no margin to keep from itself
    margins[np.arange(N), y] = 0
    loss = margins.sum() / N

    # each violated margin pushes its own class down and the right one up
    dx = (margins > 0).astype(x.dtype)
    dx[np.arange(N), y] = -dx.sum(axis=1)
    dx /= N
    # END SOLUTION
    return loss, dx


def _check_scores(name: str, x: np.ndarray, y: np.ndarray) -> None:
    if x.ndim != 2 or y.shape != x.shape[:1]:
        raise ValueError(
            f"{name}: scores {x.shape} must be (N, C) and labels {y.shape} must be (N,)"
        )
