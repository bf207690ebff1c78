"""The layers: each a forward that returns a cache and a backward that takes it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


# --- The affine (fully connected) layer ---


def affine_forward(
    x: np.ndarray, w: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, Any]:
    r"""Apply an affine map to every sample, flattened to one row.

    .. math:: y_{nm} = \sum_d x_{nd} w_{dm} + b_m

    Parameters
    ----------
    x : (N, d1, ..., dk)
        Inputs; a sample has D = d1 * ... * dk features.
    w : (D, M)
        Weights.
    b : (M,)
        Biases.

    Returns
    -------
    out : (N, M)
    cache
        What the backward pass needs.

    """
    features = math.prod(x.shape[1:])
    if w.ndim != 2 or w.shape[0] != features or b.shape != w.shape[1:]:
        raise ValueError(
            f"affine_forward: x {x.shape} has {features} features a sample; "
            f"w {w.shape} must be ({features}, M) and b {b.shape} must be (M,)"
        )
    # TODO (affine_forward, 3 points): write this part.
    raise NotImplementedError(
        "affine_forward is not written yet: question affine_forward in 03_fc_nets, "
        "formula in the docstring above"
    )
    cache = (x, w, b)
    return out, cache


def affine_backward(
    dout: np.ndarray, cache: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    r"""Backpropagate through an affine layer.

    .. math::
        \frac{\partial L}{\partial x_{nd}} = \sum_m \delta_{nm} w_{dm}, \quad
        \frac{\partial L}{\partial w_{dm}} = \sum_n x_{nd} \delta_{nm}, \quad
        \frac{\partial L}{\partial b_m} = \sum_n \delta_{nm}

    Parameters
    ----------
    dout : (N, M)
        Gradient :math:`\delta` of the loss with respect to the layer's output.
    cache
        From `affine_forward`.

    Returns
    -------
    dx : (N, d1, ..., dk)
    dw : (D, M)
    db : (M,)

    """
    x, w, _ = cache
    if dout.shape != (x.shape[0], w.shape[1]):
        raise ValueError(
            f"affine_backward: dout {dout.shape} is not of the output's shape "
            f"{(x.shape[0], w.shape[1])}"
        )
    # TODO (affine_backward, 4 points): write this part.
    raise NotImplementedError(
        "affine_backward is not written yet: question affine_backward in 03_fc_nets, "
        "formula in the docstring above"
    )
    return dx, dw, db


# --- The rectified linear unit ---


def relu_forward(x: np.ndarray) -> tuple[np.ndarray, Any]:
    r"""Rectify every element.

    .. math:: y = \max(0, x)

    Parameters
    ----------
    x : any shape

    Returns
    -------
    out : shape of x
    cache
        What the backward pass needs.

    """
    # TODO (relu_forward, 2 points): write this part.
    raise NotImplementedError(
        "relu_forward is not written yet: question relu_forward in 03_fc_nets, formula "
        "in the docstring above"
    )
    cache = x
    return out, cache


def relu_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    r"""Backpropagate through a ReLU.

    .. math::
        \frac{\partial L}{\partial x} =
        \begin{cases} \delta & x > 0 \\ 0 & x \le 0 \end{cases}

    Parameters
    ----------
    dout : any shape
        Gradient :math:`\delta` of the loss with respect to the layer's output.
    cache
        From `relu_forward`.

    Returns
    -------
    dx : shape of dout

    """
    x = cache
    if dout.shape != x.shape:
        raise ValueError(
            f"relu_backward: dout {dout.shape} is not of the output's shape {x.shape}"
        )
    # TODO (relu_backward, 2 points): write this part.
    raise NotImplementedError(
        "relu_backward is not written yet: question relu_backward in 03_fc_nets, "
        "formula in the docstring above"
    )
    return dx


# --- Losses on class scores: softmax cross-entropy and the multiclass SVM ---


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
    N = x.shape[0]
    # a shift of all scores leaves p as it is; without it exp could overflow
    shifted = x - x.max(axis=1, keepdims=True)
    # log p itself: the log of a p that rounds to zero would be infinite
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), y].mean()

    dx = np.exp(log_p)
    dx[np.arange(N), y] -= 1
    dx /= N
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
    return loss, dx


def _check_scores(name: str, x: np.ndarray, y: np.ndarray) -> None:
    if x.ndim != 2 or y.shape != x.shape[:1]:
        raise ValueError(
            f"{name}: scores {x.shape} must be (N, C) and labels {y.shape} must be (N,)"
        )
