"""Stochastic gradient descent.

An update rule takes the weights `w`, their gradient `dw` and a dict `config`, and
returns the next weights and that dict. Settings that the dict lacks are entered in
it with their defaults; rules with a memory keep it there, too.
"""

from __future__ import annotations

import numpy as np


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
    # BEGIN SOLUTION
    next_w = w - config["learning_rate"] * dw
    # END SOLUTION
    return next_w, config
