"""The convolution layer, written to be read: one loop a dimension."""

from __future__ import annotations

from typing import Any

import numpy as np


def conv_forward_naive(
    x: np.ndarray, w: np.ndarray, b: np.ndarray, conv_param: dict
) -> tuple[np.ndarray, Any]:
    r"""Convolve images with filters (without turning the filters round).

    .. math::
        y_{nfij} = b_f + \sum_{c, k, l} \tilde{x}_{n, c, is + k, js + l} \, w_{fckl}

    :math:`\tilde{x}` is x within a border of zeros, s the stride.

    Parameters
    ----------
    x : (N, C, H, W)
        Images.
    w : (F, C, HH, WW)
        Filters.
    b : (F,)
        Biases.
    conv_param : dict
        `stride`, the pixels from one window to the next both ways; `pad`, the width of
        the border on each of the four sides.

    Returns
    -------
    out : (N, F, H', W')
        H' = 1 + (H + 2 * pad - HH) // stride, W' alike.
    cache
        What the backward pass needs.

    """
    stride, pad = conv_param["stride"], conv_param["pad"]
    out_height, out_width = conv_output_size(x, w, b, stride, pad)
    # BEGIN SOLUTION
    N, F = x.shape[0], w.shape[0]
    HH, WW = w.shape[2:]
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    out = np.zeros((N, F, out_height, out_width), dtype=np.result_type(x, w))
    for n in range(N):
        for f in range(F):
            for i in range(out_height):
                for j in range(out_width):
                    top, left = i * stride, j * stride
                    window = x_pad[n, :, top : top + HH, left : left + WW]
                    out[n, f, i, j] = np.sum(window * w[f]) + b[f]
    # END SOLUTION
    cache = (x, w, b, conv_param)
    return out, cache


def conv_backward_naive(
    dout: np.ndarray, cache: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Backpropagate through a convolution.

    Parameters
    ----------
    dout : (N, F, H', W')
        Gradient of the loss with respect to the layer's output.
    cache
        From `conv_forward_naive`.

    Returns
    -------
    dx : (N, C, H, W)
    dw : (F, C, HH, WW)
    db : (F,)

    """
    x, w, b, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    out_height, out_width = conv_output_size(x, w, b, stride, pad)
    if dout.shape != (x.shape[0], w.shape[0], out_height, out_width):
        raise ValueError(
            f"conv_backward_naive: dout {dout.shape} is not of the output's shape "
            f"{(x.shape[0], w.shape[0], out_height, out_width)}"
        )
    # BEGIN SOLUTION
    N, F = x.shape[0], w.shape[0]
    H, W = x.shape[2:]
    HH, WW = w.shape[2:]
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dx_pad = np.zeros_like(x_pad)
    dw = np.zeros_like(w)
    # b was added to every pixel of every image
    db = dout.sum(axis=(0, 2, 3))
    for n in range(N):
        for f in range(F):
            for i in range(out_height):
                for j in range(out_width):
                    top, left = i * stride, j * stride
                    rows, columns = slice(top, top + HH), slice(left, left + WW)
                    dw[f] += dout[n, f, i, j] * x_pad[n, :, rows, columns]
                    dx_pad[n, :, rows, columns] += dout[n, f, i, j] * w[f]
    # the border was constant
    dx = dx_pad[:, :, pad : pad + H, pad : pad + W]
    # END SOLUTION
    return dx, dw, db


def conv_output_size(
    x: np.ndarray, w: np.ndarray, b: np.ndarray, stride: int, pad: int
) -> tuple[int, int]:
    """Return how many windows fit below and beside each other: (H', W').

    Parameters
    ----------
    x : (N, C, H, W)
    w : (F, C, HH, WW)
    b : (F,)
    stride, pad : int

    """
    if x.ndim != 4 or w.ndim != 4 or x.shape[1] != w.shape[1] or b.shape != w.shape[:1]:
        raise ValueError(
            f"a convolution takes x (N, C, H, W), w (F, C, HH, WW), b (F,), "
            f"not {x.shape}, {w.shape}, {b.shape}"
        )
    if stride < 1 or pad < 0:
        raise ValueError(f"a convolution can't have stride {stride}, pad {pad}")
    height = x.shape[2] + 2 * pad
    width = x.shape[3] + 2 * pad
    if w.shape[2] > height or w.shape[3] > width:
        raise ValueError(
            f"filters {w.shape} do not fit into images {x.shape} with pad {pad}"
        )
    return (
        1 + (height - w.shape[2]) // stride,
        1 + (width - w.shape[3]) // stride,
    )
