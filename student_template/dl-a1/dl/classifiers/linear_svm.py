"""The loss of the linear multiclass SVM, with loops and without."""

from __future__ import annotations

import numpy as np


def svm_loss_naive(
    W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float
) -> tuple[float, np.ndarray]:
    r"""Return the hinge loss of a linear classifier, one margin at a time.

    .. math::
        s_n = x_n W, \quad
        L = \frac{1}{N} \sum_n \sum_{c \ne y_n} \max(0, s_{nc} - s_{n, y_n} + 1)
            + \lambda \sum W^2

    (Weston and Watkins, "Support vector machines for multi-class pattern
    recognition", ESANN 1999, with margin 1.)

    Parameters
    ----------
    W : (D, C)
        Weights.
    X : (N, D)
        Samples, a row each.
    y : (N,) of int
        The right classes.
    reg : float
        Strength :math:`\lambda` of the penalty.

    Returns
    -------
    loss : float
    dW : (D, C)

    """
    N, C = X.shape[0], W.shape[1]
    loss = 0.0
    dW = np.zeros_like(W)
    for n in range(N):
        scores = X[n] @ W
        for c in range(C):
            margin = scores[c] - scores[y[n]] + 1
            if c == y[n] or margin <= 0:
                continue
            loss += margin
            # TODO: add this margin's part of the gradient to dW
    loss = loss / N + reg * np.sum(W * W)
    # TODO: make dW the gradient of the mean and of the penalty
    return loss, dW


def svm_loss_vectorized(
    W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float
) -> tuple[float, np.ndarray]:
    """Return what `svm_loss_naive` returns, without a loop."""
    # TODO (optional, no points): write this part, 1 of 2.
    raise NotImplementedError(
        "svm_loss_vectorized is not written yet: optional, formula in the docstring "
        "above"
    )
    # TODO (optional, no points): write this part, 2 of 2.
    raise NotImplementedError(
        "svm_loss_vectorized is not written yet: optional, formula in the docstring "
        "above"
    )
    return loss, dW
