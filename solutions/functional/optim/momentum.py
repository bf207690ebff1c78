"""Stochastic gradient descent with momentum."""

from __future__ import annotations

import numpy as np


def sgd_momentum(
    w: np.ndarray, dw: np.ndarray, config: dict | None = None
) -> tuple[np.ndarray, dict]:
    r"""Take one step of stochastic gradient descent with momentum.

    .. math:: v' = \mu v - \eta \, \nabla w, \quad w' = w + v'

    (Sutskever et al., "On the importance of initialization and momentum in deep
    learning", ICML 2013, equations 1 and 2.)

    Parameters
    ----------
    w, dw : same shape
        Weights and their gradient.
    config : dict, optional
        `learning_rate` (1e-2), `momentum` :math:`\mu` (0.9), `velocity` v, of the
        weights' shape, zeros at first; the last is updated in this dict.

    Returns
    -------
    next_w : shape of w
    config : dict

    """
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    velocity = config.get("velocity", np.zeros_like(w))
    # BEGIN SOLUTION
    velocity = config["momentum"] * velocity - config["learning_rate"] * dw
    next_w = w + velocity
    # END SOLUTION
    config["velocity"] = velocity
    return next_w, config
