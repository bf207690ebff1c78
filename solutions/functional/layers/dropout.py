"""Inverted dropout."""

from __future__ import annotations

from typing import Any

import numpy as np


def dropout_forward(x: np.ndarray, dropout_param: dict) -> tuple[np.ndarray, Any]:
    r"""Keep each element with probability p in training; keep all in testing.

    .. math::
        y = \frac{m}{p} \, x, \quad m \sim \mathrm{Bernoulli}(p) \quad
        \text{(training)}; \qquad y = x \quad \text{(testing)}

    The factor 1 / p makes both have the same mean.

    (Srivastava et al., "Dropout", JMLR 15, 2014, section 10, with p for the share
    of units kept.)

    Parameters
    ----------
    x : any shape
    dropout_param : dict
        `p`, the probability of keeping an element; `mode` ('train' or 'test'); `seed`
        (optional), to seed `np.random` with before drawing.

    Returns
    -------
    out : shape of x
    cache
        What the backward pass needs.

    """
    p, mode = dropout_param["p"], dropout_param["mode"]
    if not 0 < p <= 1:
        raise ValueError(f"dropout_forward: p is to keep, in (0, 1], not {p}")
    if "seed" in dropout_param:
        np.random.seed(dropout_param["seed"])

    mask = None
    if mode == "train":
        # BEGIN SOLUTION
        kept = np.random.rand(*x.shape) < p
        mask = kept.astype(x.dtype) / p
        out = x * mask
        # END SOLUTION
    elif mode == "test":
        # BEGIN SOLUTION
        out = x
        # END SOLUTION
    else:
        raise ValueError(
            f"dropout_forward: dropout_param['mode'] must be 'train' or 'test', "
            f"not {mode!r}"
        )
    cache = (dropout_param, mask)
    return out, cache


def dropout_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    """Backpropagate through dropout.

    Parameters
    ----------
    dout : any shape
        Gradient of the loss with respect to the layer's output.
    cache
        From `dropout_forward`.

    Returns
    -------
    dx : shape of dout
        In testing, `dout` itself.

    """
    dropout_param, mask = cache
    if dropout_param["mode"] == "test":
        return dout
    # BEGIN SOLUTION
    # the gradient flows where the activations flowed, scaled like them
    dx = dout * mask
    # END SOLUTION
    return dx
