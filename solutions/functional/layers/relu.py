"""The rectified linear unit."""

from __future__ import annotations

from typing import Any

import numpy as np


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
    # BEGIN SOLUTION
    out = np.maximum(x, 0)
    # END SOLUTION
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
    # BEGIN SOLUTION
    dx = dout * (x > 0)
    # END SOLUTION
    return dx
