"""The affine (fully connected) layer."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


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
    # BEGIN SOLUTION
    x_rows = x.reshape(x.shape[0], features)
    out = x_rows @ w + b
    # END SOLUTION
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
    # BEGIN SOLUTION
    x_rows = x.reshape(x.shape[0], w.shape[0])
    # b was added to every row of the batch
    db = dout.sum(axis=0)
    dw = x_rows.T @ dout
    dx = (dout @ w.T).reshape(x.shape)
    # END SOLUTION
    return dx, dw, db
