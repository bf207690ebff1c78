"""Numeric gradients by centred differences, and the error they are compared by."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def rel_error(x: np.ndarray, y: np.ndarray) -> float:
    r"""Return the largest relative error between two arrays.

    .. math:: \max_i \frac{|x_i - y_i|}{\max(10^{-8}, |x_i| + |y_i|)}
    """
    return np.max(np.abs(x - y) / np.maximum(1e-8, np.abs(x) + np.abs(y)))


def eval_numerical_gradient(
    f: Callable[[np.ndarray], float],
    x: np.ndarray,
    verbose: bool = True,
    h: float = 1e-5,
) -> np.ndarray:
    """Return the numeric gradient of a function with one number as value.

    Parameters
    ----------
    f : callable
        Called with `x` itself.
    x : array of float
        The point; changed an element at a time and restored.
    verbose : bool
        Whether to print each element's index and derivative.
    h : float
        Half the distance between the two points of a difference.

    Returns
    -------
    grad : array of the shape of `x`

    """
    grad = eval_numerical_gradient_array(f, x, 1.0, h)
    if verbose:
        for index in np.ndindex(*x.shape):
            print(index, grad[index])
    return grad


def eval_numerical_gradient_array(
    f: Callable[[np.ndarray], np.ndarray],
    x: np.ndarray,
    df: np.ndarray | float,
    h: float = 1e-5,
) -> np.ndarray:
    r"""Return the numeric gradient of the sum of ``f(x) * df``.

    .. math:: \frac{\partial}{\partial x_i} \approx
              \sum_k \frac{f_k(x + h e_i) - f_k(x - h e_i)}{2h}\, df_k

    Parameters
    ----------
    f : callable
        Called with `x` itself.
    x : array of float
        The point; changed an element at a time and restored.
    df : array
        The gradient from above, of the shape of ``f(x)``.
    h : float
        Half the distance between the two points of a difference.

    Returns
    -------
    grad : array of the shape of `x`

    """
    if not np.issubdtype(x.dtype, np.floating):
        raise ValueError(f"x must hold floating-point numbers, not {x.dtype}")
    grad = np.zeros_like(x)
    for index in np.ndindex(*x.shape):
        value = x[index]
        try:
            x[index] = value + h
            # a copy, for f may return a view of x
            above = np.array(f(x))
            x[index] = value - h
            below = np.array(f(x))
        finally:
            x[index] = value
        grad[index] = np.sum((above - below) * df) / (2 * h)
    return grad
