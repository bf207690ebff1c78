"""Layers that are often used one after the other, as one."""

from __future__ import annotations

from typing import Any

import numpy as np

from .fast_layers import (
    conv_backward_fast,
    conv_forward_fast,
    max_pool_backward_fast,
    max_pool_forward_fast,
)
from .layers import (
    affine_backward,
    affine_forward,
    relu_backward,
    relu_forward,
    spatial_batchnorm_backward,
    spatial_batchnorm_forward,
)


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


# --- A convolution followed by the layers that usually come after it ---


def conv_relu_forward(
    x: np.ndarray, w: np.ndarray, b: np.ndarray, conv_param: dict
) -> tuple[np.ndarray, Any]:
    """Apply a convolution, then a ReLU.

    Parameters
    ----------
    x : (N, C, H, W)
    w : (F, C, HH, WW)
    b : (F,)
    conv_param : dict
        As in `conv_forward_naive`.

    Returns
    -------
    out : (N, F, H', W')
    cache
        What the backward pass needs.

    """
    a, conv_cache = conv_forward_fast(x, w, b, conv_param)
    out, relu_cache = relu_forward(a)
    return out, (conv_cache, relu_cache)


def conv_relu_backward(
    dout: np.ndarray, cache: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Backpropagate through the ReLU, then the convolution; return dx, dw, db."""
    conv_cache, relu_cache = cache
    da = relu_backward(dout, relu_cache)
    return conv_backward_fast(da, conv_cache)


def conv_bn_relu_forward(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray,
    gamma: np.ndarray,
    beta: np.ndarray,
    conv_param: dict,
    bn_param: dict,
) -> tuple[np.ndarray, Any]:
    """Apply a convolution, spatial batch normalisation, then a ReLU.

    Parameters
    ----------
    x : (N, C, H, W)
    w : (F, C, HH, WW)
    b, gamma, beta : (F,)
    conv_param, bn_param : dict
        As in `conv_forward_naive` and `batchnorm_forward`.

    Returns
    -------
    out : (N, F, H', W')
    cache
        What the backward pass needs.

    """
    a, conv_cache = conv_forward_fast(x, w, b, conv_param)
    normalised, bn_cache = spatial_batchnorm_forward(a, gamma, beta, bn_param)
    out, relu_cache = relu_forward(normalised)
    return out, (conv_cache, bn_cache, relu_cache)


def conv_bn_relu_backward(
    dout: np.ndarray, cache: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Backpropagate through all three; return dx, dw, db, dgamma, dbeta."""
    conv_cache, bn_cache, relu_cache = cache
    dnormalised = relu_backward(dout, relu_cache)
    da, dgamma, dbeta = spatial_batchnorm_backward(dnormalised, bn_cache)
    dx, dw, db = conv_backward_fast(da, conv_cache)
    return dx, dw, db, dgamma, dbeta


def conv_relu_pool_forward(
    x: np.ndarray, w: np.ndarray, b: np.ndarray, conv_param: dict, pool_param: dict
) -> tuple[np.ndarray, Any]:
    """Apply a convolution, a ReLU, then max pooling.

    Parameters
    ----------
    x : (N, C, H, W)
    w : (F, C, HH, WW)
    b : (F,)
    conv_param, pool_param : dict
        As in `conv_forward_naive` and `max_pool_forward_naive`.

    Returns
    -------
    out : (N, F, H'', W'')
    cache
        What the backward pass needs.

    """
    a, conv_relu_cache = conv_relu_forward(x, w, b, conv_param)
    out, pool_cache = max_pool_forward_fast(a, pool_param)
    return out, (conv_relu_cache, pool_cache)


def conv_relu_pool_backward(
    dout: np.ndarray, cache: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Backpropagate through pooling, ReLU and convolution; return dx, dw, db."""
    conv_relu_cache, pool_cache = cache
    da = max_pool_backward_fast(dout, pool_cache)
    return conv_relu_backward(da, conv_relu_cache)
