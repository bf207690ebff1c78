"""Einstein sums, views, log-sum-exp, float32 in between, one function for several."""

import numpy as np


def affine_forward(x, w, b):
    out = np.einsum("nd,dm->nm", x.reshape(x.shape[0], -1), w)
    return np.add(out, b[None]), (x, w, b)


def affine_backward(dout, cache):
    x, w, _ = cache
    dx = np.einsum("nm,dm->nd", dout, w).reshape(x.shape)
    dw = np.tensordot(x.reshape(len(x), -1), dout, axes=(0, 0))
    return dx, dw, np.ones(len(x)) @ dout


def relu_forward(x):
    return (x + np.abs(x)) / 2, np.sign(x)


def relu_backward(dout, cache):
    return np.where(cache > 0, dout, 0.0)


def softmax_loss(x, y):
    logs = x - np.logaddexp.reduce(x, axis=1, keepdims=True)
    picked = logs[np.arange(len(y)), y]
    dx = np.exp(logs)
    np.subtract.at(dx, (np.arange(len(y)), y), 1)
    return np.asarray(-picked.mean()), dx / len(y)


def normalize(x, axis, eps):
    """Normalize along an axis; also return the standard deviation."""
    mean = np.expand_dims(np.average(x, axis=axis), axis)
    std = np.sqrt(np.average((x - mean) ** 2, axis=axis) + eps)
    return (x - mean) / np.expand_dims(std, axis), np.expand_dims(std, axis)


def through_normalize(g, normal, std, axis):
    """Backpropagate through ``normalize``."""
    inner = np.mean(g * normal, axis=axis, keepdims=True)
    return (g - np.mean(g, axis=axis, keepdims=True) - normal * inner) / std


def batchnorm_forward(x, gamma, beta, bn_param):
    eps, keep = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    mean = bn_param.get("running_mean", np.zeros(x.shape[1], dtype=x.dtype))
    var = bn_param.get("running_var", np.zeros(x.shape[1], dtype=x.dtype))
    cache = None
    if bn_param["mode"] == "train":
        normal, std = normalize(x, 0, eps)
        cache = (normal, std, gamma)
        mean = keep * mean + (1 - keep) * np.mean(x, 0)
        var = keep * var + (1 - keep) * np.var(x, 0)
        out = normal * gamma + beta
    else:
        out = gamma * (x - mean) * (var + eps) ** -0.5 + beta
    bn_param.update(running_mean=mean, running_var=var)
    return out, cache


def batchnorm_backward(dout, cache):
    normal, std, gamma = cache
    dgamma = np.einsum("nd,nd->d", dout, normal)
    return through_normalize(dout * gamma, normal, std, 0), dgamma, np.sum(dout, 0)


def batchnorm_backward_alt(dout, cache):
    normal, std, gamma = cache
    N = dout.shape[0]
    dbeta, dgamma = dout.sum(axis=0), (dout * normal).sum(axis=0)
    dx = gamma / (N * std) * (N * dout - dbeta - normal * dgamma)
    return dx, dgamma, dbeta


def layernorm_forward(x, gamma, beta, ln_param):
    normal, std = normalize(x, 1, ln_param.get("eps", 1e-5))
    return gamma * normal + beta, (normal, std, gamma)


def layernorm_backward(dout, cache):
    normal, std, gamma = cache
    dgamma, dbeta = np.einsum("nd,nd->d", dout, normal), np.einsum("nd->d", dout)
    return through_normalize(dout * gamma, normal, std, 1), dgamma, dbeta


def dropout_forward(x, dropout_param):
    if "seed" in dropout_param:
        np.random.seed(dropout_param["seed"])
    if dropout_param["mode"] == "test":
        return x, (dropout_param, None)
    p = dropout_param["p"]
    mask = (np.random.rand(*x.shape) < p).astype(np.float32) / np.float32(p)
    return (x * mask).astype(x.dtype), (dropout_param, mask)


def dropout_backward(dout, cache):
    _, mask = cache
    return dout if mask is None else dout * mask


def windows(x, high, across, stride):
    """Return views of all windows: (N, C, H', W', high, across)."""
    found = np.lib.stride_tricks.sliding_window_view(x, (high, across), axis=(2, 3))
    return found[:, :, ::stride, ::stride]


def conv_forward_naive(x, w, b, conv_param):
    pad, stride = conv_param["pad"], conv_param["stride"]
    wide = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    parts = windows(wide, *w.shape[2:], stride)
    out = np.einsum("ncijuv,fcuv->nfij", parts, w) + b.reshape(1, -1, 1, 1)
    return out, (x, wide, w, conv_param)


def conv_backward_naive(dout, cache):
    x, wide, w, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    parts = windows(wide, *w.shape[2:], stride)
    dw = np.einsum("nfij,ncijuv->fcuv", dout, parts)
    dwide = np.zeros_like(wide)
    for u in range(w.shape[2]):
        for v in range(w.shape[3]):
            high, across = (stride * length for length in dout.shape[2:])
            place = np.s_[:, :, u : u + high : stride, v : v + across : stride]
            dwide[place] += np.einsum("nfij,fc->ncij", dout, w[:, :, u, v])
    H, W = x.shape[2:]
    return dwide[:, :, pad : H + pad, pad : W + pad], dw, np.einsum("nfij->f", dout)


def max_pool_forward_naive(x, pool_param):
    size = pool_param["pool_height"], pool_param["pool_width"]
    parts = windows(x, *size, pool_param["stride"])
    flat = parts.reshape(*parts.shape[:4], -1)
    return flat.max(axis=-1), (x.shape, flat.argmax(axis=-1), size, pool_param)


def max_pool_backward_naive(dout, cache):
    shape, winners, size, pool_param = cache
    n, c, i, j = np.indices(dout.shape)
    u, v = np.unravel_index(winners, size)
    stride = pool_param["stride"]
    dx = np.zeros(shape)
    np.add.at(dx, (n, c, stride * i + u, stride * j + v), dout)
    return dx


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    rows = np.einsum("nchw->nhwc", x).reshape(-1, x.shape[1])
    out, cache = batchnorm_forward(rows, gamma, beta, bn_param)
    return out.reshape(len(x), *x.shape[2:], -1).transpose(0, 3, 1, 2), cache


def spatial_batchnorm_backward(dout, cache):
    rows = dout.transpose(0, 2, 3, 1).reshape(-1, dout.shape[1])
    dx, dgamma, dbeta = batchnorm_backward_alt(rows, cache)
    N, C, H, W = dout.shape
    return dx.reshape(N, H, W, C).transpose(0, 3, 1, 2), dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    grouped = x.reshape(x.shape[0] * G, -1)
    normal, std = normalize(grouped, 1, gn_param.get("eps", 1e-5))
    return normal.reshape(x.shape) * gamma + beta, (normal, std, gamma)


def spatial_groupnorm_backward(dout, cache):
    normal, std, gamma = cache
    dgamma = (dout * normal.reshape(dout.shape)).sum((0, 2, 3), keepdims=True)
    g = (dout * gamma).reshape(normal.shape)
    dx = through_normalize(g, normal, std, 1).reshape(dout.shape)
    return dx, dgamma, dout.sum(axis=(0, 2, 3)).reshape(gamma.shape)
