"""The layers: each a forward that returns a cache and a backward that takes it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


# --- The affine (fully connected) layer ---


def affine_forward(
    x: np.ndarray, w: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, Any]:
    r"""Apply an affine map to every sample, flattened to one row.

    .. math:: y_{nm} = \sum_d x_{nd} w_{dm} + b_m

    Parameters
    ----------
    x : (N, d1, ..., dk)
        Inputs; a sample has D = d1 * ... * dk features.
    w : (D, M)
        Weights.
    b : (M,)
        Biases.

    Returns
    -------
    out : (N, M)
    cache
        What the backward pass needs.

    """
    features = math.prod(x.shape[1:])
    if w.ndim != 2 or w.shape[0] != features or b.shape != w.shape[1:]:
        raise ValueError(
            f"affine_forward: x {x.shape} has {features} features a sample; "
            f"w {w.shape} must be ({features}, M) and b {b.shape} must be (M,)"
        )
    # TODO (affine_forward, 3 points): write this part.
    raise NotImplementedError(
        "affine_forward is not written yet: question affine_forward in "
        "02_two_layer_net, formula in the docstring above"
    )
    cache = (x, w, b)
    return out, cache


def affine_backward(
    dout: np.ndarray, cache: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    r"""Backpropagate through an affine layer.

    .. math::
        \frac{\partial L}{\partial x_{nd}} = \sum_m \delta_{nm} w_{dm}, \quad
        \frac{\partial L}{\partial w_{dm}} = \sum_n x_{nd} \delta_{nm}, \quad
        \frac{\partial L}{\partial b_m} = \sum_n \delta_{nm}

    Parameters
    ----------
    dout : (N, M)
        Gradient :math:`\delta` of the loss with respect to the layer's output.
    cache
        From `affine_forward`.

    Returns
    -------
    dx : (N, d1, ..., dk)
    dw : (D, M)
    db : (M,)

    """
    x, w, _ = cache
    if dout.shape != (x.shape[0], w.shape[1]):
        raise ValueError(
            f"affine_backward: dout {dout.shape} is not of the output's shape "
            f"{(x.shape[0], w.shape[1])}"
        )
    # TODO (affine_backward, 4 points): write this part.
    raise NotImplementedError(
        "affine_backward is not written yet: question affine_backward in "
        "02_two_layer_net, formula in the docstring above"
    )
    return dx, dw, db


# --- The rectified linear unit ---


def relu_forward(x: np.ndarray) -> tuple[np.ndarray, Any]:
    r"""Rectify every element.

    .. math:: y = \max(0, x)

    Parameters
    ----------
    x : any shape

    Returns
    -------
    out : shape of x
    cache
        What the backward pass needs.

    """
    # TODO (relu_forward, 2 points): write this part.
    raise NotImplementedError(
        "relu_forward is not written yet: question relu_forward in 02_two_layer_net, "
        "formula in the docstring above"
    )
    cache = x
    return out, cache


def relu_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    r"""Backpropagate through a ReLU.

    .. math::
        \frac{\partial L}{\partial x} =
        \begin{cases} \delta & x > 0 \\ 0 & x \le 0 \end{cases}

    Parameters
    ----------
    dout : any shape
        Gradient :math:`\delta` of the loss with respect to the layer's output.
    cache
        From `relu_forward`.

    Returns
    -------
    dx : shape of dout

    """
    x = cache
    if dout.shape != x.shape:
        raise ValueError(
            f"relu_backward: dout {dout.shape} is not of the output's shape {x.shape}"
        )
    # TODO (relu_backward, 2 points): write this part.
    raise NotImplementedError(
        "relu_backward is not written yet: question relu_backward in 02_two_layer_net, "
        "formula in the docstring above"
    )
    return dx


# --- Losses on class scores: softmax cross-entropy and the multiclass SVM ---


def softmax_loss(x: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    r"""Return the cross-entropy of the softmax of scores, and its gradient.

    .. math::
        p_{nc} = \frac{e^{x_{nc}}}{\sum_k e^{x_{nk}}}, \quad
        L = -\frac{1}{N} \sum_n \log p_{n, y_n}, \quad
        \frac{\partial L}{\partial x_{nc}} = \frac{1}{N} (p_{nc} - [c = y_n])

    Parameters
    ----------
    x : (N, C)
        Scores.
    y : (N,) of int
        The right classes.

    Returns
    -------
    loss : float
        Mean over the batch.
    dx : (N, C)

    """
    _check_scores("softmax_loss", x, y)
    # TODO (softmax_loss, 4 points): write this part.
    raise NotImplementedError(
        "softmax_loss is not written yet: question softmax_loss in 02_two_layer_net, "
        "formula in the docstring above"
    )
    return loss, dx


def svm_loss(x: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    r"""Return the multiclass hinge loss of scores, and its gradient.

    .. math::
        L = \frac{1}{N} \sum_n \sum_{c \ne y_n} \max(0, x_{nc} - x_{n, y_n} + 1)

    (Weston and Watkins, "Support vector machines for multi-class pattern
    recognition", ESANN 1999, with margin 1.)

    Parameters
    ----------
    x : (N, C)
        Scores.
    y : (N,) of int
        The right classes.

    Returns
    -------
    loss : float
        Mean over the batch.
    dx : (N, C)

    """
    _check_scores("svm_loss", x, y)
    # TODO (optional, no points): write this part.
    raise NotImplementedError(
        "svm_loss is not written yet: optional, formula in the docstring above"
    )
    return loss, dx


def _check_scores(name: str, x: np.ndarray, y: np.ndarray) -> None:
    if x.ndim != 2 or y.shape != x.shape[:1]:
        raise ValueError(
            f"{name}: scores {x.shape} must be (N, C) and labels {y.shape} must be (N,)"
        )


# --- Batch normalisation and layer normalisation of features ---


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
        # TODO (batchnorm_forward, 5 points): write this part, 1 of 2.
        raise NotImplementedError(
            "batchnorm_forward is not written yet: question batchnorm_forward in "
            "05_normalization, formula in the docstring above"
        )
    elif mode == "test":
        # TODO (batchnorm_forward, 5 points): write this part, 2 of 2.
        raise NotImplementedError(
            "batchnorm_forward is not written yet: question batchnorm_forward in "
            "05_normalization, formula in the docstring above"
        )
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
    # TODO (batchnorm_backward, 5 points): write this part.
    raise NotImplementedError(
        "batchnorm_backward is not written yet: question batchnorm_backward in "
        "05_normalization, formula in the docstring above"
    )
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
    # TODO (batchnorm_backward_alt, 3 points): write this part.
    raise NotImplementedError(
        "batchnorm_backward_alt is not written yet: question batchnorm_backward_alt in "
        "05_normalization, formula in the docstring above"
    )
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
    # TODO (layernorm_forward, 3 points): write this part.
    raise NotImplementedError(
        "layernorm_forward is not written yet: question layernorm_forward in "
        "05_normalization, formula in the docstring above"
    )
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
    # TODO (layernorm_backward, 4 points): write this part.
    raise NotImplementedError(
        "layernorm_backward is not written yet: question layernorm_backward in "
        "05_normalization, formula in the docstring above"
    )
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


# --- Inverted dropout ---


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
        # TODO (dropout_forward, 3 points): write this part, 1 of 2.
        raise NotImplementedError(
            "dropout_forward is not written yet: question dropout_forward in "
            "04_dropout, formula in the docstring above"
        )
    elif mode == "test":
        # TODO (dropout_forward, 3 points): write this part, 2 of 2.
        raise NotImplementedError(
            "dropout_forward is not written yet: question dropout_forward in "
            "04_dropout, formula in the docstring above"
        )
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
    # TODO (dropout_backward, 2 points): write this part.
    raise NotImplementedError(
        "dropout_backward is not written yet: question dropout_backward in 04_dropout, "
        "formula in the docstring above"
    )
    return dx


# --- The convolution layer, written to be read: one loop a dimension ---


def conv_forward_naive(
    x: np.ndarray, w: np.ndarray, b: np.ndarray, conv_param: dict
) -> tuple[np.ndarray, Any]:
    r"""Convolve images with filters (without turning the filters round).

    .. math::
        y_{nfij} = b_f + \sum_{c, k, l} \tilde{x}_{n, c, is + k, js + l} \, w_{fckl}

    :math:`\tilde{x}` is x within a border of zeros, s the stride.

    Parameters
    ----------
    x : (N, C, H, W)
        Images.
    w : (F, C, HH, WW)
        Filters.
    b : (F,)
        Biases.
    conv_param : dict
        `stride`, the pixels from one window to the next both ways; `pad`, the width of
        the border on each of the four sides.

    Returns
    -------
    out : (N, F, H', W')
        H' = 1 + (H + 2 * pad - HH) // stride, W' alike.
    cache
        What the backward pass needs.

    """
    stride, pad = conv_param["stride"], conv_param["pad"]
    out_height, out_width = conv_output_size(x, w, b, stride, pad)
    # TODO (conv_forward_naive, 5 points): write this part.
    raise NotImplementedError(
        "conv_forward_naive is not written yet: question conv_forward_naive in "
        "06_convolutional_networks, formula in the docstring above"
    )
    cache = (x, w, b, conv_param)
    return out, cache


def conv_backward_naive(
    dout: np.ndarray, cache: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Backpropagate through a convolution.

    Parameters
    ----------
    dout : (N, F, H', W')
        Gradient of the loss with respect to the layer's output.
    cache
        From `conv_forward_naive`.

    Returns
    -------
    dx : (N, C, H, W)
    dw : (F, C, HH, WW)
    db : (F,)

    """
    x, w, b, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    out_height, out_width = conv_output_size(x, w, b, stride, pad)
    if dout.shape != (x.shape[0], w.shape[0], out_height, out_width):
        raise ValueError(
            f"conv_backward_naive: dout {dout.shape} is not of the output's shape "
            f"{(x.shape[0], w.shape[0], out_height, out_width)}"
        )
    # TODO (conv_backward_naive, 6 points): write this part.
    raise NotImplementedError(
        "conv_backward_naive is not written yet: question conv_backward_naive in "
        "06_convolutional_networks, formula in the docstring above"
    )
    return dx, dw, db


def conv_output_size(
    x: np.ndarray, w: np.ndarray, b: np.ndarray, stride: int, pad: int
) -> tuple[int, int]:
    """Return how many windows fit below and beside each other: (H', W').

    Parameters
    ----------
    x : (N, C, H, W)
    w : (F, C, HH, WW)
    b : (F,)
    stride, pad : int

    """
    if x.ndim != 4 or w.ndim != 4 or x.shape[1] != w.shape[1] or b.shape != w.shape[:1]:
        raise ValueError(
            f"a convolution takes x (N, C, H, W), w (F, C, HH, WW), b (F,), "
            f"not {x.shape}, {w.shape}, {b.shape}"
        )
    if stride < 1 or pad < 0:
        raise ValueError(f"a convolution can't have stride {stride}, pad {pad}")
    height = x.shape[2] + 2 * pad
    width = x.shape[3] + 2 * pad
    if w.shape[2] > height or w.shape[3] > width:
        raise ValueError(
            f"filters {w.shape} do not fit into images {x.shape} with pad {pad}"
        )
    return (
        1 + (height - w.shape[2]) // stride,
        1 + (width - w.shape[3]) // stride,
    )


# --- Max pooling, written to be read: one loop a dimension ---


def max_pool_forward_naive(x: np.ndarray, pool_param: dict) -> tuple[np.ndarray, Any]:
    r"""Take the largest value of every window.

    .. math::
        y_{ncij} = \max_{k < h, \, l < w} x_{n, c, is + k, js + l}

    Parameters
    ----------
    x : (N, C, H, W)
    pool_param : dict
        `pool_height` h and `pool_width` w of a window; `stride` s, the pixels from one
        window to the next both ways. Pixels beyond the last whole window are left out.

    Returns
    -------
    out : (N, C, H', W')
        H' = 1 + (H - pool_height) // stride, W' alike.
    cache
        What the backward pass needs.

    """
    out_height, out_width = pool_output_size(x, pool_param)
    HH, WW = pool_param["pool_height"], pool_param["pool_width"]
    stride = pool_param["stride"]
    # TODO (max_pool_forward_naive, 3 points): write this part.
    raise NotImplementedError(
        "max_pool_forward_naive is not written yet: question max_pool_forward_naive in "
        "06_convolutional_networks, formula in the docstring above"
    )
    cache = (x, pool_param)
    return out, cache


def max_pool_backward_naive(dout: np.ndarray, cache: Any) -> np.ndarray:
    """Backpropagate through max pooling.

    Of several equal largest values in a window, the first in reading order gets the
    gradient.

    Parameters
    ----------
    dout : (N, C, H', W')
        Gradient of the loss with respect to the layer's output.
    cache
        From `max_pool_forward_naive`.

    Returns
    -------
    dx : (N, C, H, W)

    """
    x, pool_param = cache
    out_height, out_width = pool_output_size(x, pool_param)
    HH, WW = pool_param["pool_height"], pool_param["pool_width"]
    stride = pool_param["stride"]
    N, C = x.shape[:2]
    if dout.shape != (N, C, out_height, out_width):
        raise ValueError(
            f"max_pool_backward_naive: dout {dout.shape} is not of the output's shape "
            f"{(N, C, out_height, out_width)}"
        )
    # TODO (max_pool_backward_naive, 3 points): write this part.
    raise NotImplementedError(
        "max_pool_backward_naive is not written yet: question max_pool_backward_naive "
        "in 06_convolutional_networks, formula in the docstring above"
    )
    return dx


def pool_output_size(x: np.ndarray, pool_param: dict) -> tuple[int, int]:
    """Return how many windows fit below and beside each other: (H', W').

    Parameters
    ----------
    x : (N, C, H, W)
    pool_param : dict
        `pool_height`, `pool_width`, `stride`.

    """
    HH, WW = pool_param["pool_height"], pool_param["pool_width"]
    stride = pool_param["stride"]
    if x.ndim != 4 or x.shape[2] < HH or x.shape[3] < WW:
        raise ValueError(
            f"pooling takes x (N, C, H, W) of at least a window, {(HH, WW)}, "
            f"not {x.shape}"
        )
    if min(HH, WW, stride) < 1:
        raise ValueError(f"pooling can't have windows {(HH, WW)}, stride {stride}")
    return 1 + (x.shape[2] - HH) // stride, 1 + (x.shape[3] - WW) // stride


# --- Batch and group normalisation of images ---


def spatial_batchnorm_forward(
    x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, bn_param: dict
) -> tuple[np.ndarray, Any]:
    """Normalise every channel over the batch and all its pixels.

    A convolution treats all pixels alike, so each pixel of each image counts as one
    sample of C features. (Ioffe and Szegedy, "Batch Normalization", ICML 2015,
    section 3.2.)

    Parameters
    ----------
    x : (N, C, H, W)
    gamma, beta : (C,)
        Scale and shift.
    bn_param : dict
        As in `batchnorm_forward`, with running averages of shape (C,).

    Returns
    -------
    out : (N, C, H, W)
    cache
        What the backward pass needs.

    """
    if x.ndim != 4 or not gamma.shape == beta.shape == x.shape[1:2]:
        raise ValueError(
            f"spatial_batchnorm_forward: x {x.shape} must be (N, C, H, W), "
            f"gamma {gamma.shape} and beta {beta.shape} must be (C,)"
        )
    # TODO (spatial_batchnorm_forward, 3 points): write this part.
    raise NotImplementedError(
        "spatial_batchnorm_forward is not written yet: question "
        "spatial_batchnorm_forward in 06_convolutional_networks, formula in the "
        "docstring above"
    )
    return out, cache


def spatial_batchnorm_backward(
    dout: np.ndarray, cache: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Backpropagate through spatial batch normalisation.

    Parameters
    ----------
    dout : (N, C, H, W)
        Gradient of the loss with respect to the layer's output.
    cache
        From `spatial_batchnorm_forward`.

    Returns
    -------
    dx : (N, C, H, W)
    dgamma, dbeta : (C,)

    """
    # TODO (spatial_batchnorm_backward, 3 points): write this part.
    raise NotImplementedError(
        "spatial_batchnorm_backward is not written yet: question "
        "spatial_batchnorm_backward in 06_convolutional_networks, formula in the "
        "docstring above"
    )
    return dx, dgamma, dbeta


def spatial_groupnorm_forward(
    x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, G: int, gn_param: dict
) -> tuple[np.ndarray, Any]:
    """Normalise every group of channels of every image over its pixels.

    The C channels form G groups of neighbours. Mean and variance are those of all
    values in a group; scale and shift are those of a channel. (Wu and He, "Group
    Normalization", ECCV 2018, section 3.1.)

    Parameters
    ----------
    x : (N, C, H, W)
    gamma, beta : (1, C, 1, 1)
        Scale and shift.
    G : int
        Groups; must divide C.
    gn_param : dict
        `eps` (1e-5).

    Returns
    -------
    out : (N, C, H, W)
    cache
        What the backward pass needs.

    """
    if x.ndim != 4 or not gamma.shape == beta.shape == (1, x.shape[1], 1, 1):
        raise ValueError(
            f"spatial_groupnorm_forward: x {x.shape} must be (N, C, H, W), "
            f"gamma {gamma.shape} and beta {beta.shape} must be (1, C, 1, 1)"
        )
    if G < 1 or x.shape[1] % G != 0:
        raise ValueError(
            f"spatial_groupnorm_forward: x {x.shape} has {x.shape[1]} channels, "
            f"which do not make {G} equal groups"
        )
    # TODO (spatial_groupnorm_forward, 4 points): write this part.
    raise NotImplementedError(
        "spatial_groupnorm_forward is not written yet: question "
        "spatial_groupnorm_forward in 06_convolutional_networks, formula in the "
        "docstring above"
    )
    return out, cache


def spatial_groupnorm_backward(
    dout: np.ndarray, cache: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Backpropagate through spatial group normalisation.

    Parameters
    ----------
    dout : (N, C, H, W)
        Gradient of the loss with respect to the layer's output.
    cache
        From `spatial_groupnorm_forward`.

    Returns
    -------
    dx : (N, C, H, W)
    dgamma, dbeta : (1, C, 1, 1)

    """
    # TODO (spatial_groupnorm_backward, 4 points): write this part.
    raise NotImplementedError(
        "spatial_groupnorm_backward is not written yet: question "
        "spatial_groupnorm_backward in 06_convolutional_networks, formula in the "
        "docstring above"
    )
    return dx, dgamma, dbeta
