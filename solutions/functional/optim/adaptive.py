"""Update rules with a learning rate of its own for every weight."""

from __future__ import annotations

import numpy as np


def rmsprop(
    w: np.ndarray, dw: np.ndarray, config: dict | None = None
) -> tuple[np.ndarray, dict]:
    r"""Take one step of RMSProp: divide by a running size of the gradient.

    .. math::
        s' = \rho s + (1 - \rho) (\nabla w)^2, \quad
        w' = w - \eta \frac{\nabla w}{\sqrt{s'} + \epsilon}

    (Tieleman and Hinton, "Neural Networks for Machine Learning", lecture 6.5, 2012.)

    Parameters
    ----------
    w, dw : same shape
        Weights and their gradient.
    config : dict, optional
        `learning_rate` (1e-2), `decay_rate` :math:`\rho` (0.99), `epsilon` (1e-8),
        `cache` s, of the weights' shape, zeros at first; the last is updated in this
        dict.

    Returns
    -------
    next_w : shape of w
    config : dict

    """
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-8)
    config.setdefault("cache", np.zeros_like(w))
    # BEGIN SOLUTION
    decay_rate = config["decay_rate"]
    config["cache"] = decay_rate * config["cache"] + (1 - decay_rate) * dw**2
    step = dw / (np.sqrt(config["cache"]) + config["epsilon"])
    next_w = w - config["learning_rate"] * step
    # END SOLUTION
    return next_w, config


def adam(
    w: np.ndarray, dw: np.ndarray, config: dict | None = None
) -> tuple[np.ndarray, dict]:
    r"""Take one step of Adam: momentum and RMSProp, both freed of their bias.

    .. math::
        t' &= t + 1 \\
        m' &= \beta_1 m + (1 - \beta_1) \nabla w \\
        v' &= \beta_2 v + (1 - \beta_2) (\nabla w)^2 \\
        w' &= w - \eta \, \frac{m' / (1 - \beta_1^{t'})}
                {\sqrt{v' / (1 - \beta_2^{t'})} + \epsilon}

    (Kingma and Ba, "Adam", ICLR 2015, algorithm 1.)

    Parameters
    ----------
    w, dw : same shape
        Weights and their gradient.
    config : dict, optional
        `learning_rate` (1e-3), `beta1` (0.9), `beta2` (0.999), `epsilon` (1e-8), `m`
        and `v`, of the weights' shape, zeros at first, `t` (0), the steps taken; the
        last three are updated in this dict.

    Returns
    -------
    next_w : shape of w
    config : dict

    """
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-3)
    config.setdefault("beta1", 0.9)
    config.setdefault("beta2", 0.999)
    config.setdefault("epsilon", 1e-8)
    config.setdefault("m", np.zeros_like(w))
    config.setdefault("v", np.zeros_like(w))
    config.setdefault("t", 0)
    # BEGIN SOLUTION
    beta1, beta2 = config["beta1"], config["beta2"]
    config["t"] += 1
    config["m"] = beta1 * config["m"] + (1 - beta1) * dw
    config["v"] = beta2 * config["v"] + (1 - beta2) * dw**2
    # both averages began at zero, and are too small at first
    m_hat = config["m"] / (1 - beta1 ** config["t"])
    v_hat = config["v"] / (1 - beta2 ** config["t"])
    step = m_hat / (np.sqrt(v_hat) + config["epsilon"])
    next_w = w - config["learning_rate"] * step
    # END SOLUTION
    return next_w, config
