"""Convolution and max pooling without loops over images, filters or windows.

The windows of an image are laid side by side as the columns of a matrix (im2col), so
that a convolution is a matrix product. (Chellapilla, Puri and Simard, "High performance
convolutional neural networks for document processing", 2006.) Windows overlap, and the
columns take several times the images' memory; so they are made for a few images at a
time, to be used while they are in the processor's cache, and made anew for the backward
pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .layers import conv_output_size, pool_output_size

COLUMNS_AT_A_TIME = 2**17  # numbers; a megabyte in double precision


def conv_forward_im2col(
    x: np.ndarray, w: np.ndarray, b: np.ndarray, conv_param: dict
) -> tuple[np.ndarray, Any]:
    """Convolve images with filters, as one matrix product for each image.

    Parameters and returns are those of `conv_forward_naive`.
    """
    stride, pad = conv_param["stride"], conv_param["pad"]
    out_height, out_width = conv_output_size(x, w, b, stride, pad)
    N, F = x.shape[0], w.shape[0]
    # a bias is the weight of a pixel that is always 1
    filters = np.column_stack([w.reshape(F, -1), b])
    out = np.empty((N, F, out_height * out_width), dtype=np.result_type(x, w))
    for some, columns in _im2col(_with_border(x, pad), w.shape[2:], stride):
        np.matmul(filters, columns, out=out[some])
    cache = (x, w, b, conv_param)
    return out.reshape(N, F, out_height, out_width), cache


def conv_backward_im2col(
    dout: np.ndarray, cache: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Backpropagate through a convolution, as two matrix products for each image.

    Parameters and returns are those of `conv_backward_naive`, with a cache of
    `conv_forward_im2col`.
    """
    x, w, b, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    N, (F, C, HH, WW) = x.shape[0], w.shape
    out_shape = (N, F, *conv_output_size(x, w, b, stride, pad))
    _check_dout("conv_backward_im2col", dout, out_shape)

    x_pad = _with_border(x, pad)
    dx_pad = np.zeros(x_pad.shape, dtype=np.result_type(dout, w))
    dx_windows = _windows(dx_pad, (HH, WW), stride)
    filters = w.reshape(F, -1)
    dfilters = np.zeros((C * HH * WW + 1, F), dtype=np.result_type(dout, x))
    for some, columns in _im2col(x_pad, (HH, WW), stride):
        rows = dout[some].reshape(columns.shape[0], F, -1)
        # (columns, filters), not (filters, columns): BLAS is faster at it
        dfilters += np.matmul(columns, rows.transpose(0, 2, 1)).sum(axis=0)
        dcolumns = np.matmul(filters.T, rows)
        dpixels = dcolumns.reshape(-1, C, HH, WW, *out_shape[2:])
        # a pixel is part of many windows, each time at another place of the filter
        for i, j in np.ndindex(HH, WW):
            dx_windows[some, ..., i, j] += dpixels[:, :, i, j]

    # the border was constant
    dx = dx_pad[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    dw = dfilters[:-1].T.reshape(w.shape)
    db = dfilters[-1]
    return dx, dw, db


def max_pool_forward_fast(x: np.ndarray, pool_param: dict) -> tuple[np.ndarray, Any]:
    """Take the largest value of every window, and remember which pixel it was.

    Instead of one window after the other, this takes one place within the windows
    after the other, in all windows at once.

    Parameters and returns are those of `max_pool_forward_naive`; the cache is another.
    """
    out_height, out_width = pool_output_size(x, pool_param)
    size = pool_param["pool_height"], pool_param["pool_width"]
    stride = pool_param["stride"]
    N, C, H, W = x.shape
    windows = _windows(x, size, stride)
    places = list(np.ndindex(size))
    out = windows[..., 0, 0].copy()
    winners = np.zeros(out.shape, dtype=np.min_scalar_type(len(places)))
    for place, (i, j) in enumerate(places[1:], start=1):
        pixels = windows[..., i, j]
        # only a larger value wins: of equal ones, the first
        won = (pixels > out).astype(winners.dtype)
        np.maximum(winners, won * winners.dtype.type(place), out=winners)
        np.maximum(out, pixels, out=out)

    # where in memory the winners are: their place, counted from the windows' corners
    offsets = np.array([i * W + j for i, j in places])
    image = np.arange(N * C).reshape(N, C, 1, 1) * H * W
    top = np.arange(out_height)[:, np.newaxis] * stride * W
    left = np.arange(out_width) * stride
    indices = offsets[winners] + (image + top + left)
    return out, (x.shape, indices)


def max_pool_backward_fast(dout: np.ndarray, cache: Any) -> np.ndarray:
    """Backpropagate through max pooling, with a cache of `max_pool_forward_fast`."""
    x_shape, indices = cache
    _check_dout("max_pool_backward_fast", dout, indices.shape)
    dx = np.zeros(x_shape, dtype=dout.dtype)
    # not +=, which would count a pixel once that won in several windows
    np.add.at(dx.reshape(-1), indices.ravel(), dout.ravel())
    return dx


# Names by which the courses' own files know these functions, for one way or another.
conv_forward_fast = conv_forward_im2col
conv_backward_fast = conv_backward_im2col
max_pool_forward_im2col = max_pool_forward_reshape = max_pool_forward_fast
max_pool_backward_im2col = max_pool_backward_reshape = max_pool_backward_fast


def _with_border(x: np.ndarray, pad: int) -> np.ndarray:
    """Return images (N, C, H, W) within a border of zeros."""
    if pad == 0:
        return x
    N, C, H, W = x.shape
    x_pad = np.zeros((N, C, H + 2 * pad, W + 2 * pad), dtype=x.dtype)
    x_pad[:, :, pad : pad + H, pad : pad + W] = x
    return x_pad


def _windows(images: np.ndarray, size: tuple[int, int], stride: int) -> np.ndarray:
    """View images (N, C, H, W) as their windows (N, C, H', W', HH, WW).

    Nothing is copied: who writes to a window writes to the image.
    """
    windows = sliding_window_view(images, size, axis=(2, 3), writeable=True)
    return windows[:, :, ::stride, ::stride]


def _im2col(
    x: np.ndarray, size: tuple[int, int], stride: int
) -> Iterator[tuple[slice, np.ndarray]]:
    """Yield the windows of some images (n, C, H, W) at a time, as columns.

    A slice says which images; their columns are (n, C * HH * WW + 1, H' * W'), with a
    last row of ones for the bias. The next step overwrites them.
    """
    # (N, C, HH, WW, H', W')
    windows = _windows(x, size, stride).transpose(0, 1, 4, 5, 2, 3)
    N, C, HH, WW, out_height, out_width = windows.shape
    shape = (C * HH * WW + 1, out_height * out_width)
    step = max(1, min(N, COLUMNS_AT_A_TIME // (shape[0] * shape[1])))
    columns = np.ones((step, *shape), dtype=x.dtype)
    pixels = columns[:, :-1].reshape(step, *windows.shape[1:])  # a view
    for start in range(0, N, step):
        some = slice(start, min(start + step, N))
        n = some.stop - some.start
        pixels[:n] = windows[some]
        yield some, columns[:n]


def _check_dout(name: str, dout: np.ndarray, shape: tuple[int, ...]) -> None:
    if dout.shape != shape:
        raise ValueError(f"{name}: dout {dout.shape} is not of the output's {shape}")
