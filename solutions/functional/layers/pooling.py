"""Max pooling, written to be read: one loop a dimension."""

from __future__ import annotations

from typing import Any

import numpy as np


def max_pool_forward_naive(x: np.ndarray, pool_param: dict) -> tuple[np.ndarray, Any]:
    r"""Take the largest value of every window.

    .. math::
        y_{ncij} = \max_{k < h, \, l < w} x_{n, c, is + k, js + l}

    Parameters
    ----------
    x : (N, C, H, W)
    pool_param : dict
        `pool_height` h and `pool_width` w of a window; `stride` s, the pixels from one
        window to the next both ways. Pixels beyond the last whole window are left out.

    Returns
    -------
    out : (N, C, H', W')
        H' = 1 + (H - pool_height) // stride, W' alike.
    cache
        What the backward pass needs.

    """
    out_height, out_width = pool_output_size(x, pool_param)
    HH, WW = pool_param["pool_height"], pool_param["pool_width"]
    stride = pool_param["stride"]
    # BEGIN SOLUTION
    N, C = x.shape[:2]
    out = np.zeros((N, C, out_height, out_width), dtype=x.dtype)
    for n in range(N):
        for c in range(C):
            for i in range(out_height):
                for j in range(out_width):
                    top, left = i * stride, j * stride
                    window = x[n, c, top : top + HH, left : left + WW]
                    out[n, c, i, j] = window.max()
    # END SOLUTION
    cache = (x, pool_param)
    return out, cache


def max_pool_backward_naive(dout: np.ndarray, cache: Any) -> np.ndarray:
    """Backpropagate through max pooling.

    Of several equal largest values in a window, the first in reading order gets the
    gradient.

    Parameters
    ----------
    dout : (N, C, H', W')
        Gradient of the loss with respect to the layer's output.
    cache
        From `max_pool_forward_naive`.

    Returns
    -------
    dx : (N, C, H, W)

    """
    x, pool_param = cache
    out_height, out_width = pool_output_size(x, pool_param)
    HH, WW = pool_param["pool_height"], pool_param["pool_width"]
    stride = pool_param["stride"]
    N, C = x.shape[:2]
    if dout.shape != (N, C, out_height, out_width):
        raise ValueError(
            f"max_pool_backward_naive: dout {dout.shape} is not of the output's shape "
            f"{(N, C, out_height, out_width)}"
        )
    # BEGIN SOLUTION
    dx = np.zeros_like(x)
    for n in range(N):
        for c in range(C):
            for i in range(out_height):
                for j in range(out_width):
                    top, left = i * stride, j * stride
                    window = x[n, c, top : top + HH, left : left + WW]
                    row, column = np.unravel_index(window.argmax(), window.shape)
                    # windows may overlap, and a pixel win in several
                    dx[n, c, top + row, left + column] += dout[n, c, i, j]
    # END SOLUTION
    return dx


def pool_output_size(x: np.ndarray, pool_param: dict) -> tuple[int, int]:
    """Return how many windows fit below and beside each other: (H', W').

    Parameters
    ----------
    x : (N, C, H, W)
    pool_param : dict
        `pool_height`, `pool_width`, `stride`.

    """
    HH, WW = pool_param["pool_height"], pool_param["pool_width"]
    stride = pool_param["stride"]
    if x.ndim != 4 or x.shape[2] < HH or x.shape[3] < WW:
        raise ValueError(
            f"pooling takes x (N, C, H, W) of at least a window, {(HH, WW)}, "
            f"not {x.shape}"
        )
    if min(HH, WW, stride) < 1:
        raise ValueError(f"pooling can't have windows {(HH, WW)}, stride {stride}")
    return 1 + (x.shape[2] - HH) // stride, 1 + (x.shape[3] - WW) // stride
