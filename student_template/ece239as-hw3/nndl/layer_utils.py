"""Layers that are often used one after the other, as one."""

from __future__ import annotations

from typing import Any

import numpy as np

from .layers import affine_backward, affine_forward, relu_backward, relu_forward


# --- An affine layer followed by a ReLU ---


def affine_relu_forward(
    x: np.ndarray, w: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, Any]:
    """Apply an affine layer, then a ReLU.

    Parameters
    ----------
    x : (N, d1, ..., dk)
    w : (D, M)
    b : (M,)

    Returns
    -------
    out : (N, M)
    cache
        What the backward pass needs.

    """
    a, affine_cache = affine_forward(x, w, b)
    out, relu_cache = relu_forward(a)
    return out, (affine_cache, relu_cache)


def affine_relu_backward(
    dout: np.ndarray, cache: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Backpropagate through the ReLU, then the affine layer; return dx, dw, db."""
    affine_cache, relu_cache = cache
    da = relu_backward(dout, relu_cache)
    return affine_backward(da, affine_cache)
