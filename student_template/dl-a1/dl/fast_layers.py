"""Convolution and max pooling without loops over images, filters or windows.

The windows of all images are laid side by side as the columns of a matrix (im2col), so
that one matrix product does the work of a convolution. (Chellapilla, Puri and Simard,
"High performance convolutional neural networks for document processing", 2006.)
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .layers import conv_output_size, pool_output_size


def conv_forward_im2col(
    x: np.ndarray, w: np.ndarray, b: np.ndarray, conv_param: dict
) -> tuple[np.ndarray, Any]:
    """Convolve images with filters, as one matrix product.

    Parameters and returns are those of `conv_forward_naive`; the cache is another.
    """
    stride, pad = conv_param["stride"], conv_param["pad"]
    out_height, out_width = conv_output_size(x, w, b, stride, pad)
    N, F = x.shape[0], w.shape[0]
    columns = _im2col(x, w.shape[2:], stride, pad)
    rows = w.reshape(F, -1) @ columns + b[:, np.newaxis]
    out = rows.reshape(F, N, out_height, out_width).transpose(1, 0, 2, 3)
    return np.ascontiguousarray(out), (x.shape, w, columns, conv_param)


def conv_backward_im2col(
    dout: np.ndarray, cache: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Backpropagate through a convolution, as two matrix products.

    Parameters and returns are those of `conv_backward_naive`, with a cache of
    `conv_forward_im2col`.
    """
    x_shape, w, columns, conv_param = cache
    F = w.shape[0]
    db = dout.sum(axis=(0, 2, 3))
    rows = dout.transpose(1, 0, 2, 3).reshape(F, -1)
    dw = (rows @ columns.T).reshape(w.shape)
    dcolumns = w.reshape(F, -1).T @ rows
    windows = dcolumns.reshape(*w.shape[1:], dout.shape[0], *dout.shape[2:])
    dx = _add_windows(windows, x_shape, conv_param["stride"], conv_param["pad"])
    return dx, dw, db


conv_forward_fast = conv_forward_im2col
conv_backward_fast = conv_backward_im2col


def max_pool_forward_fast(x: np.ndarray, pool_param: dict) -> tuple[np.ndarray, Any]:
    """Take the largest value of every window, in the faster of two ways.

    Parameters and returns are those of `max_pool_forward_naive`; the cache is another.
    """
    if _tiles(x, pool_param):
        out, cache = max_pool_forward_reshape(x, pool_param)
        return out, ("reshape", cache)
    out, cache = max_pool_forward_im2col(x, pool_param)
    return out, ("im2col", cache)


def max_pool_backward_fast(dout: np.ndarray, cache: Any) -> np.ndarray:
    """Backpropagate through max pooling, with a cache of `max_pool_forward_fast`."""
    method, cache = cache
    if method == "reshape":
        return max_pool_backward_reshape(dout, cache)
    return max_pool_backward_im2col(dout, cache)


def max_pool_forward_reshape(x: np.ndarray, pool_param: dict) -> tuple[np.ndarray, Any]:
    """Pool windows that tile the images: an image is then an array of windows.

    Parameters and returns are those of `max_pool_forward_naive`; the cache is another.
    """
    if not _tiles(x, pool_param):
        raise ValueError(
            f"max_pool_forward_reshape: windows of {pool_param} do not tile images of "
            f"shape {x.shape}"
        )
    out_height, out_width = pool_output_size(x, pool_param)
    HH, WW = pool_param["pool_height"], pool_param["pool_width"]
    windows = x.reshape(*x.shape[:2], out_height, HH, out_width, WW)
    # the maximum of rows, then of columns: both run along memory
    out = windows.max(axis=3).max(axis=4)
    return out, (windows, out)


def max_pool_backward_reshape(dout: np.ndarray, cache: Any) -> np.ndarray:
    """Backpropagate through max pooling, with a cache of `max_pool_forward_reshape`.

    As in `max_pool_backward_naive`, the first of equal values gets the gradient.
    """
    windows, out = cache
    N, C, out_height, HH, out_width, WW = windows.shape
    dwindows = np.empty(windows.shape, dtype=np.result_type(windows, dout))
    open_ = np.ones(out.shape, dtype=bool)  # windows whose largest value is not met yet
    for i in range(HH):
        for j in range(WW):
            won = (windows[:, :, :, i, :, j] == out) & open_
            open_ &= ~won
            dwindows[:, :, :, i, :, j] = dout * won
    return dwindows.reshape(N, C, out_height * HH, out_width * WW)


def max_pool_forward_im2col(x: np.ndarray, pool_param: dict) -> tuple[np.ndarray, Any]:
    """Pool windows that may overlap or leave pixels out.

    Parameters and returns are those of `max_pool_forward_naive`; the cache is another.
    """
    out_height, out_width = pool_output_size(x, pool_param)
    size = pool_param["pool_height"], pool_param["pool_width"]
    N, C = x.shape[:2]
    # every channel counts as an image of its own
    images = x.reshape(N * C, 1, *x.shape[2:])
    columns = _im2col(images, size, pool_param["stride"], 0)
    winners = columns.argmax(axis=0)
    out = columns[winners, np.arange(winners.size)]
    cache = (x.shape, winners, pool_param)
    return out.reshape(N, C, out_height, out_width), cache


def max_pool_backward_im2col(dout: np.ndarray, cache: Any) -> np.ndarray:
    """Backpropagate through max pooling, with a cache of `max_pool_forward_im2col`."""
    x_shape, winners, pool_param = cache
    N, C, H, W = x_shape
    HH, WW = pool_param["pool_height"], pool_param["pool_width"]
    dcolumns = np.zeros((HH * WW, winners.size), dtype=dout.dtype)
    dcolumns[winners, np.arange(winners.size)] = dout.ravel()
    windows = dcolumns.reshape(1, HH, WW, N * C, *dout.shape[2:])
    dimages = _add_windows(windows, (N * C, 1, H, W), pool_param["stride"], 0)
    return dimages.reshape(x_shape)


def _im2col(x: np.ndarray, size: tuple[int, ...], stride: int, pad: int) -> np.ndarray:
    """Return the windows of x (N, C, H, W) as columns (C * HH * WW, N * H' * W')."""
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad))) if pad else x
    windows = sliding_window_view(x_pad, size, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]  # (N, C, H', W', HH, WW)
    C, (HH, WW) = x.shape[1], size
    return windows.transpose(1, 4, 5, 0, 2, 3).reshape(C * HH * WW, -1)


def _add_windows(
    windows: np.ndarray, x_shape: tuple[int, ...], stride: int, pad: int
) -> np.ndarray:
    """Add windows (C, HH, WW, N, H', W') up where they lie in images (N, C, H, W)."""
    N, C, H, W = x_shape
    HH, WW = windows.shape[1:3]
    out_height, out_width = windows.shape[4:]
    images = np.zeros((C, N, H + 2 * pad, W + 2 * pad), dtype=windows.dtype)
    for i in range(HH):
        for j in range(WW):
            rows = slice(i, i + stride * out_height, stride)
            columns = slice(j, j + stride * out_width, stride)
            images[:, :, rows, columns] += windows[:, i, j]
    inside = images[:, :, pad : pad + H, pad : pad + W]
    return np.ascontiguousarray(inside.transpose(1, 0, 2, 3))


def _tiles(x: np.ndarray, pool_param: dict) -> bool:
    """Say whether the windows lie side by side and leave no pixel out."""
    HH, WW = pool_param["pool_height"], pool_param["pool_width"]
    square = HH == WW == pool_param["stride"]
    return square and x.shape[2] % HH == 0 and x.shape[3] % WW == 0
