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


# --- Stochastic gradient descent with momentum ---


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
    # TODO (sgd_momentum, 3 points): write this part.
    raise NotImplementedError(
        "sgd_momentum is not written yet: question sgd_momentum in "
        "02_fully_connected_nets, formula in the docstring above"
    )
    config["velocity"] = velocity
    return next_w, config


# --- Update rules with a learning rate of its own for every weight ---


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
    # TODO (rmsprop, 3 points): write this part.
    raise NotImplementedError(
        "rmsprop is not written yet: question rmsprop in 02_fully_connected_nets, "
        "formula in the docstring above"
    )
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
    # TODO (adam, 3 points): write this part.
    raise NotImplementedError(
        "adam is not written yet: question adam in 02_fully_connected_nets, formula in "
        "the docstring above"
    )
    return next_w, config
