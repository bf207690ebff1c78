"""Update rules: from weights and gradient to the next weights."""

from __future__ import annotations

import numpy as np


# --- Stochastic gradient descent ---


def sgd(
    w: np.ndarray, dw: np.ndarray, config: dict | None = None
) -> tuple[np.ndarray, dict]:
    r"""Take one step of stochastic gradient descent.

    .. math:: w' = w - \eta \, \nabla w

    Parameters
    ----------
    w, dw : same shape
        Weights and their gradient.
    config : dict, optional
        `learning_rate` (1e-2).

    Returns
    -------
    next_w : shape of w
    config : dict

    """
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)
    next_w = w - config["learning_rate"] * dw
    return next_w, config
