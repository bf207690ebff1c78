"""Gradients by central differences, to compare analytic ones with."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np


def eval_numerical_gradient(
    f: Callable[[np.ndarray], float],
    x: np.ndarray,
    verbose: bool = True,
    h: float = 1e-5,
) -> np.ndarray:
    r"""Differentiate a scalar function numerically.

    .. math:: \frac{\partial f}{\partial x_i} \approx
              \frac{f(x + h e_i) - f(x - h e_i)}{2h}

    Parameters
    ----------
    f : function of an array, returning a number
        May ignore its argument and read `x` elsewhere: `x` itself is varied.
    x : any shape, floating point
        Where; it is restored element by element.
    verbose : bool
        Whether to print every index with its derivative.
    h : float
        Half the distance of the two points.

    Returns
    -------
    grad : shape of x

    """
    _check_floating(x)
    grad = np.zeros_like(x)
    for ix in np.ndindex(x.shape):
        above, below = _on_both_sides(f, x, ix, h)
        grad[ix] = (above - below) / (2 * h)
        if verbose:
            print(ix, grad[ix])
    return grad


def eval_numerical_gradient_array(
    f: Callable[[np.ndarray], np.ndarray],
    x: np.ndarray,
    df: np.ndarray,
    h: float = 1e-5,
) -> np.ndarray:
    r"""Backpropagate `df` through an array-valued function numerically.

    .. math:: \frac{\partial L}{\partial x_i} \approx \sum_j df_j
              \frac{f_j(x + h e_i) - f_j(x - h e_i)}{2h}

    Parameters
    ----------
    f : function of an array, returning an array
    x : any shape, floating point
        Where; it is restored element by element.
    df : shape of f(x)
        Gradient of the loss with respect to f(x).
    h : float
        Half the distance of the two points.

    Returns
    -------
    grad : shape of x

    """
    _check_floating(x)
    grad = np.zeros_like(x)
    for ix in np.ndindex(x.shape):
        above, below = _on_both_sides(f, x, ix, h)
        grad[ix] = np.sum((above - below) * df) / (2 * h)
    return grad


def grad_check_sparse(
    f: Callable[[np.ndarray], float],
    x: np.ndarray,
    analytic_grad: np.ndarray,
    num_checks: int = 10,
    h: float = 1e-5,
) -> float:
    r"""Compare an analytic gradient with the numerical one at random elements.

    Each comparison is printed, with the relative error
    :math:`|n - a| / (|n| + |a|)`.

    Parameters
    ----------
    f : function of an array, returning a number
    x : any shape, floating point
        Where; it is restored element by element.
    analytic_grad : shape of x
    num_checks : int
        How many elements, drawn with Python's `random`.
    h : float
        Half the distance of the two points.

    Returns
    -------
    error : float
        The largest relative error of those printed.

    """
    _check_floating(x)
    if analytic_grad.shape != x.shape:
        raise ValueError(
            f"grad_check_sparse: the gradient {analytic_grad.shape} is not of x's "
            f"shape {x.shape}"
        )
    largest = 0.0
    for _ in range(num_checks):
        ix = tuple(random.randrange(size) for size in x.shape)
        above, below = _on_both_sides(f, x, ix, h)
        numerical = (above - below) / (2 * h)
        analytic = analytic_grad[ix]
        scale = abs(numerical) + abs(analytic)
        error = abs(numerical - analytic) / scale if scale > 0 else 0.0
        print(
            f"numerical: {numerical:f} analytic: {analytic:f}, "
            f"relative error: {error:e}"
        )
        largest = max(largest, float(error))
    return largest


def _on_both_sides(f: Callable, x: np.ndarray, ix: tuple, h: float) -> tuple:
    """Return f with element ix of x raised by h, and lowered by h."""
    old = x[ix]
    x[ix] = old + h
    # a copy: f may return the same array, overwritten, at the next call
    above = np.array(f(x))
    x[ix] = old - h
    below = np.array(f(x))
    x[ix] = old
    return above, below


def _check_floating(x: np.ndarray) -> None:
    if not np.issubdtype(x.dtype, np.floating):
        raise ValueError(
            f"a numerical gradient needs floating-point x, not {x.dtype} {x.shape}"
        )
