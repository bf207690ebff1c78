"""Batch and group normalisation of images."""

from __future__ import annotations

from typing import Any

import numpy as np

from .normalization import (
    batchnorm_backward,
    batchnorm_forward,
    layernorm_backward,
    layernorm_forward,
)


def spatial_batchnorm_forward(
    x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, bn_param: dict
) -> tuple[np.ndarray, Any]:
    """Normalise every channel over the batch and all its pixels.

    A convolution treats all pixels alike, so each pixel of each image counts as one
    sample of C features. (Ioffe and Szegedy, "Batch Normalization", ICML 2015,
    section 3.2.)

    Parameters
    ----------
    x : (N, C, H, W)
    gamma, beta : (C,)
        Scale and shift.
    bn_param : dict
        As in `batchnorm_forward`, with running averages of shape (C,).

    Returns
    -------
    out : (N, C, H, W)
    cache
        What the backward pass needs.

    """
    if x.ndim != 4 or not gamma.shape == beta.shape == x.shape[1:2]:
        raise ValueError(
            f"spatial_batchnorm_forward: x {x.shape} must be (N, C, H, W), "
            f"gamma {gamma.shape} and beta {beta.shape} must be (C,)"
        )
    # BEGIN SOLUTION
    N, C, H, W = x.shape
    pixels = x.transpose(0, 2, 3, 1).reshape(N * H * W, C)
    pixels_out, cache = batchnorm_forward(pixels, gamma, beta, bn_param)
    out = pixels_out.reshape(N, H, W, C).transpose(0, 3, 1, 2)
    # END SOLUTION
    return out, cache


def spatial_batchnorm_backward(
    dout: np.ndarray, cache: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Backpropagate through spatial batch normalisation.

    Parameters
    ----------
    dout : (N, C, H, W)
        Gradient of the loss with respect to the layer's output.
    cache
        From `spatial_batchnorm_forward`.

    Returns
    -------
    dx : (N, C, H, W)
    dgamma, dbeta : (C,)

    """
    # BEGIN SOLUTION
    N, C, H, W = dout.shape
    dpixels_out = dout.transpose(0, 2, 3, 1).reshape(N * H * W, C)
    dpixels, dgamma, dbeta = batchnorm_backward(dpixels_out, cache)
    dx = dpixels.reshape(N, H, W, C).transpose(0, 3, 1, 2)
    # END SOLUTION
    return dx, dgamma, dbeta


def spatial_groupnorm_forward(
    x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, G: int, gn_param: dict
) -> tuple[np.ndarray, Any]:
    """Normalise every group of channels of every image over its pixels.

    The C channels form G groups of neighbours. Mean and variance are those of all
    values in a group; scale and shift are those of a channel. (Wu and He, "Group
    Normalization", ECCV 2018, section 3.1.)

    Parameters
    ----------
    x : (N, C, H, W)
    gamma, beta : (1, C, 1, 1)
        Scale and shift.
    G : int
        Groups; must divide C.
    gn_param : dict
        `eps` (1e-5).

    Returns
    -------
    out : (N, C, H, W)
    cache
        What the backward pass needs.

    """
    if x.ndim != 4 or not gamma.shape == beta.shape == (1, x.shape[1], 1, 1):
        raise ValueError(
            f"spatial_groupnorm_forward: x {x.shape} must be (N, C, H, W), "
            f"gamma {gamma.shape} and beta {beta.shape} must be (1, C, 1, 1)"
        )
    if G < 1 or x.shape[1] % G != 0:
        raise ValueError(
            f"spatial_groupnorm_forward: x {x.shape} has {x.shape[1]} channels, "
            f"which do not make {G} equal groups"
        )
    # BEGIN SOLUTION
    # each group is one sample of a layer normalisation that neither scales nor shifts
    groups = x.reshape(x.shape[0] * G, -1)
    D = groups.shape[1]
    ones, zeros = np.ones(D, dtype=x.dtype), np.zeros(D, dtype=x.dtype)
    groups_hat, groups_cache = layernorm_forward(groups, ones, zeros, gn_param)
    x_hat = groups_hat.reshape(x.shape)
    out = gamma * x_hat + beta
    cache = (groups_cache, x_hat, gamma, G)
    # END SOLUTION
    return out, cache


def spatial_groupnorm_backward(
    dout: np.ndarray, cache: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Backpropagate through spatial group normalisation.

    Parameters
    ----------
    dout : (N, C, H, W)
        Gradient of the loss with respect to the layer's output.
    cache
        From `spatial_groupnorm_forward`.

    Returns
    -------
    dx : (N, C, H, W)
    dgamma, dbeta : (1, C, 1, 1)

    """
    # BEGIN SOLUTION
    groups_cache, x_hat, gamma, G = cache
    dbeta = dout.sum(axis=(0, 2, 3), keepdims=True)
    dgamma = (dout * x_hat).sum(axis=(0, 2, 3), keepdims=True)
    dgroups_hat = (dout * gamma).reshape(dout.shape[0] * G, -1)
    dgroups, _, _ = layernorm_backward(dgroups_hat, groups_cache)
    dx = dgroups.reshape(dout.shape)
    # END SOLUTION
    return dx, dgamma, dbeta
