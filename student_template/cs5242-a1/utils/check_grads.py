"""Gradients by central differences, compared with those of layers and losses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def eval_numerical_gradient_inputs(
    layer: Any, inputs: np.ndarray, in_grads: np.ndarray, h: float = 1e-5
) -> np.ndarray:
    r"""Differentiate a layer's forward function by its inputs.

    .. math:: \frac{\partial L}{\partial x_i} \approx \sum_k \delta_k
              \frac{f_k(x + h e_i) - f_k(x - h e_i)}{2h}

    Parameters
    ----------
    layer : Layer
        Its forward is f.
    inputs : array of float
        The point x.
    in_grads : array of the output's shape
        The gradient :math:`\delta` of the loss with respect to the output.
    h : float
        Half the distance between the two points of a difference.

    Returns
    -------
    grads : array of the shape of `inputs`

    """
    point = inputs.copy()
    return _central_differences(lambda: layer.forward(point), point, in_grads, h)


def eval_numerical_gradient_params(
    layer: Any, inputs: np.ndarray, in_grads: np.ndarray, h: float = 1e-5
) -> tuple[np.ndarray, np.ndarray]:
    """Differentiate a layer's forward function by its weights and its bias.

    Parameters are those of `eval_numerical_gradient_inputs`.

    Returns
    -------
    w_grad : array of the shape of ``layer.weights``
    b_grad : array of the shape of ``layer.bias``

    """

    def forward() -> np.ndarray:
        return layer.forward(inputs)

    return (
        _central_differences(forward, layer.weights, in_grads, h),
        _central_differences(forward, layer.bias, in_grads, h),
    )


def eval_numerical_gradient_loss(
    loss: Any, inputs: np.ndarray, targets: np.ndarray, h: float = 1e-5
) -> np.ndarray:
    """Differentiate a loss by its inputs.

    Parameters
    ----------
    loss : Loss
    inputs : array of float
        The scores.
    targets : array
        What they are judged by.
    h : float
        Half the distance between the two points of a difference.

    Returns
    -------
    grads : array of the shape of `inputs`

    """
    point = inputs.copy()
    return _central_differences(
        lambda: loss.forward(point, targets)[0], point, np.array(1.0), h
    )


def check_grads(a: np.ndarray, b: np.ndarray, threshold: float = 1e-7) -> float:
    r"""Return how far two gradients are apart, relative to the larger one.

    .. math:: \frac{\lVert a - b \rVert}{\max(\lVert a \rVert, \lVert b \rVert)}

    Parameters
    ----------
    a, b : arrays of one shape
    threshold : float
        If neither norm exceeds it, both count as zero, and so does the error.

    """
    if a.shape != b.shape:
        raise ValueError(f"gradients {a.shape} and {b.shape} differ in shape")
    scale = max(np.linalg.norm(a), np.linalg.norm(b))
    return float(np.linalg.norm(a - b) / scale) if scale > threshold else 0.0


def check_grads_layer(layer: Any, inputs: np.ndarray, in_grads: np.ndarray) -> None:
    """Print how far a layer's gradients are from numeric ones.

    Parameters are those of `eval_numerical_gradient_inputs`.
    """
    # in this order: what a layer remembers of its forward pass is of these inputs
    layer.forward(inputs)
    out_grads = layer.backward(in_grads, inputs)
    print("<1e-8 will be fine")
    numeric = eval_numerical_gradient_inputs(layer, inputs, in_grads)
    print("Gradients to inputs:", check_grads(out_grads, numeric))
    if not layer.trainable:
        return
    w_grad, b_grad = layer.w_grad, layer.b_grad
    w_numeric, b_numeric = eval_numerical_gradient_params(layer, inputs, in_grads)
    print("Gradients to weights:", check_grads(w_grad, w_numeric))
    print("Gradients to bias:", check_grads(b_grad, b_numeric))


def check_grads_loss(loss: Any, inputs: np.ndarray, targets: np.ndarray) -> None:
    """Print how far a loss's gradient is from the numeric one.

    Parameters are those of `eval_numerical_gradient_loss`.
    """
    loss.forward(inputs, targets)
    out_grads = loss.backward(inputs, targets)
    print("<1e-8 will be fine")
    numeric = eval_numerical_gradient_loss(loss, inputs, targets)
    print("Gradients to inputs:", check_grads(out_grads, numeric))


def _central_differences(
    f: Callable[[], Any], x: np.ndarray, df: np.ndarray, h: float
) -> np.ndarray:
    """Move one element of `x` at a time, and restore it; f reads `x` itself."""
    if not np.issubdtype(x.dtype, np.floating):
        raise ValueError(f"a numeric gradient needs floats, not {x.dtype} {x.shape}")
    grads = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        value = x[index]
        x[index] = value + h
        # a copy, for f may return a view of x
        above = np.array(f())
        x[index] = value - h
        below = np.array(f())
        x[index] = value
        grads[index] = np.sum((above - below) * df) / (2 * h)
    return grads
