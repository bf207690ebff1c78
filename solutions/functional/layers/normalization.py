"""Batch normalisation and layer normalisation of features."""

from __future__ import annotations

from typing import Any

import numpy as np


def batchnorm_forward(
    x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, bn_param: dict
) -> tuple[np.ndarray, Any]:
    r"""Normalise every feature over the batch, then scale and shift it.

    .. math::
        \mu = \frac{1}{N} \sum_n x_n, \quad
        v = \frac{1}{N} \sum_n (x_n - \mu)^2, \quad
        \hat{x} = \frac{x - \mu}{\sqrt{v + \epsilon}}, \quad
        y = \gamma \hat{x} + \beta

    In training, running averages of mean and variance are kept,

    .. math:: r \leftarrow m \, r + (1 - m) \, s, \quad s \in \{\mu, v\},

    and in testing they stand in for :math:`\mu` and :math:`v`.

    (Ioffe and Szegedy, "Batch Normalization", ICML 2015, algorithm 1. Here v has
    no factor N / (N - 1) in the running average either.)

    Parameters
    ----------
    x : (N, D)
    gamma, beta : (D,)
        Scale and shift.
    bn_param : dict
        `mode` ('train' or 'test'), `eps` (1e-5), `momentum` m (0.9), `running_mean` and
        `running_var` (D,), zeros at first; the last two are updated in this dict.

    Returns
    -------
    out : (N, D)
    cache
        What the backward pass needs; None in testing.

    """
    mode = bn_param.get("mode")
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    _check_features("batchnorm_forward", x, gamma, beta)
    D = x.shape[1]
    running_mean = bn_param.get("running_mean", np.zeros(D, dtype=x.dtype))
    running_var = bn_param.get("running_var", np.zeros(D, dtype=x.dtype))

    if mode == "train":
        # BEGIN SOLUTION
        mu = x.mean(axis=0)
        x_mu = x - mu
        var = (x_mu**2).mean(axis=0)
        std = np.sqrt(var + eps)
        x_hat = x_mu / std
        out = gamma * x_hat + beta
        cache = (x_mu, std, x_hat, gamma)

        running_mean = momentum * running_mean + (1 - momentum) * mu
        running_var = momentum * running_var + (1 - momentum) * var
        # END SOLUTION
    elif mode == "test":
        # BEGIN SOLUTION
        x_hat = (x - running_mean) / np.sqrt(running_var + eps)
        out = gamma * x_hat + beta
        cache = None
        # END SOLUTION
    else:
        raise ValueError(
            f"batchnorm_forward: bn_param['mode'] must be 'train' or 'test', "
            f"not {mode!r}"
        )

    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var
    return out, cache


def batchnorm_backward(
    dout: np.ndarray, cache: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Backpropagate through batch normalisation, node by node of its graph.

    (Ioffe and Szegedy, "Batch Normalization", ICML 2015, section 3.)

    Parameters
    ----------
    dout : (N, D)
        Gradient of the loss with respect to the layer's output.
    cache
        From `batchnorm_forward` in training.

    Returns
    -------
    dx : (N, D)
    dgamma, dbeta : (D,)

    """
    _check_trained("batchnorm_backward", cache)
    # BEGIN SOLUTION
    x_mu, std, x_hat, gamma = cache
    N = dout.shape[0]

    # out = gamma * x_hat + beta
    dbeta = dout.sum(axis=0)
    dgamma = (dout * x_hat).sum(axis=0)
    dx_hat = dout * gamma

    # x_hat = x_mu / std
    dx_mu = dx_hat / std
    dstd = -(dx_hat * x_mu).sum(axis=0) / std**2

    # std = sqrt(var + eps)
    dvar = dstd / (2 * std)

    # var = mean of x_mu^2: the second way on which x_mu acts
    dx_mu = dx_mu + dvar * 2 * x_mu / N

    # x_mu = x - mu
    dmu = -dx_mu.sum(axis=0)

    # mu = mean of x: the second way on which x acts
    dx = dx_mu + dmu / N
    # END SOLUTION
    return dx, dgamma, dbeta


def batchnorm_backward_alt(
    dout: np.ndarray, cache: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    r"""Backpropagate through batch normalisation by the simplified formula.

    With :math:`g = \gamma \, \partial L / \partial y`, the gradient of
    :math:`\hat{x}`, and means over the batch, the graph's branches add up to

    .. math::
        \frac{\partial L}{\partial x} = \frac{1}{\sqrt{v + \epsilon}}
        \left( g - \overline{g} - \hat{x} \, \overline{g \hat{x}} \right)

    Parameters and returns are those of `batchnorm_backward`.
    """
    _check_trained("batchnorm_backward_alt", cache)
    # BEGIN SOLUTION
    _, std, x_hat, gamma = cache
    dbeta = dout.sum(axis=0)
    dgamma = (dout * x_hat).sum(axis=0)

    # the means of g and of g * x_hat are dbeta and dgamma, but for gamma / N
    N = dout.shape[0]
    dx = (gamma / std) * (dout - (dbeta + x_hat * dgamma) / N)
    # END SOLUTION
    return dx, dgamma, dbeta


def layernorm_forward(
    x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, ln_param: dict
) -> tuple[np.ndarray, Any]:
    r"""Normalise every sample over its features, then scale and shift these.

    .. math::
        \mu_n = \frac{1}{D} \sum_d x_{nd}, \quad
        v_n = \frac{1}{D} \sum_d (x_{nd} - \mu_n)^2, \quad
        y_{nd} = \gamma_d \frac{x_{nd} - \mu_n}{\sqrt{v_n + \epsilon}} + \beta_d

    Training and testing are the same.

    (Ba, Kiros and Hinton, "Layer Normalization", 2016, equation 4.)

    Parameters
    ----------
    x : (N, D)
    gamma, beta : (D,)
        Scale and shift.
    ln_param : dict
        `eps` (1e-5).

    Returns
    -------
    out : (N, D)
    cache
        What the backward pass needs.

    """
    eps = ln_param.get("eps", 1e-5)
    _check_features("layernorm_forward", x, gamma, beta)
    # BEGIN SOLUTION
    mu = x.mean(axis=1, keepdims=True)
    var = x.var(axis=1, keepdims=True)
    std = np.sqrt(var + eps)
    x_hat = (x - mu) / std
    out = gamma * x_hat + beta
    cache = (std, x_hat, gamma)
    # END SOLUTION
    return out, cache


def layernorm_backward(
    dout: np.ndarray, cache: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Backpropagate through layer normalisation.

    Parameters
    ----------
    dout : (N, D)
        Gradient of the loss with respect to the layer's output.
    cache
        From `layernorm_forward`.

    Returns
    -------
    dx : (N, D)
    dgamma, dbeta : (D,)

    """
    # BEGIN SOLUTION
    std, x_hat, gamma = cache
    # every sample was scaled and shifted by the same gamma and beta
    dbeta = dout.sum(axis=0)
    dgamma = (dout * x_hat).sum(axis=0)
    dx_hat = dout * gamma

    # as for batch normalisation, with a sample's features in the batch's place
    mean_dx_hat = dx_hat.mean(axis=1, keepdims=True)
    mean_along_x_hat = (dx_hat * x_hat).mean(axis=1, keepdims=True)
    dx = (dx_hat - mean_dx_hat - x_hat * mean_along_x_hat) / std
    # END SOLUTION
    return dx, dgamma, dbeta


def _check_features(
    name: str, x: np.ndarray, gamma: np.ndarray, beta: np.ndarray
) -> None:
    if x.ndim != 2 or not gamma.shape == beta.shape == x.shape[1:]:
        raise ValueError(
            f"{name}: x {x.shape} must be (N, D), gamma {gamma.shape} and "
            f"beta {beta.shape} must be (D,)"
        )


def _check_trained(name: str, cache: Any) -> None:
    if cache is None:
        raise ValueError(
            f"{name}: the cache is of a forward pass in mode 'test'; "
            f"gradients need one in mode 'train'"
        )
