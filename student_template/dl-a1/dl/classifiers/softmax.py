"""The loss of the linear softmax classifier, with loops and without."""

from __future__ import annotations

import numpy as np


def softmax_loss_naive(
    W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float
) -> tuple[float, np.ndarray]:
    r"""Return the softmax loss of a linear classifier, one sample at a time.

    .. math::
        s_n = x_n W, \quad p_{nc} = \frac{e^{s_{nc}}}{\sum_k e^{s_{nk}}}, \quad
        L = -\frac{1}{N} \sum_n \log p_{n, y_n} + \lambda \sum W^2

    and its gradient,

    .. math::
        \frac{\partial L}{\partial W_{dc}}
        = \frac{1}{N} \sum_n x_{nd} (p_{nc} - [c = y_n]) + 2 \lambda W_{dc}

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
    N = X.shape[0]
    loss = 0.0
    dW = np.zeros_like(W)
    for n in range(N):
        scores = X[n] @ W
        # a shift of all scores leaves p as it is; without it exp could overflow
        exp_scores = np.exp(scores - scores.max())
        p = exp_scores / exp_scores.sum()
        loss -= np.log(p[y[n]])
        # TODO (softmax_naive_gradient, 4 points): write this part, 1 of 2.
        raise NotImplementedError(
            "softmax_loss_naive is not written yet: question softmax_naive_gradient in "
            "01_softmax, formula in the docstring above"
        )
    loss = loss / N + reg * np.sum(W * W)
    # TODO (softmax_naive_gradient, 4 points): write this part, 2 of 2.
    raise NotImplementedError(
        "softmax_loss_naive is not written yet: question softmax_naive_gradient in "
        "01_softmax, formula in the docstring above"
    )
    return loss, dW


def softmax_loss_vectorized(
    W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float
) -> tuple[float, np.ndarray]:
    """Return what `softmax_loss_naive` returns, without a loop."""
    # TODO (softmax_vectorized_loss, 3 points): write this part, 1 of 2.
    raise NotImplementedError(
        "softmax_loss_vectorized is not written yet: question softmax_vectorized_loss "
        "in 01_softmax, formula in the docstring above"
    )
    dW = None  # TODO (softmax_vectorized_gradient): the gradient
    return loss, dW
