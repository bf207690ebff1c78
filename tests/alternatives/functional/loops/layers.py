"""Plain loops, lists, dicts as caches, copies instead of views, Python 2's manners."""

from math import exp, log, sqrt

import numpy as np

xrange = range


def affine_forward(x, w, b):
    rows = [sample.flatten() for sample in x]
    out = []
    for row in rows:
        out.append([sum(row * w[:, j]) + b[j] for j in xrange(w.shape[1])])
    return np.array(out), {"rows": rows, "w": np.copy(w), "shape": x.shape}


def affine_backward(dout, cache):
    rows, w, shape = cache["rows"], cache["w"], cache["shape"]
    dx, dw, db = np.zeros((len(rows), len(w))), np.zeros(w.shape), np.zeros(w.shape[1])
    for i in xrange(len(rows)):
        for j in xrange(w.shape[1]):
            dx[i] += dout[i, j] * w[:, j]
            dw[:, j] += dout[i, j] * rows[i]
            db[j] += dout[i, j]
    return [dx.reshape(shape), dw, db]


def relu_forward(x):
    out = np.array(x, copy=True)
    out[out < 0] = 0
    return out, [out]


def relu_backward(dout, cache):
    dx = np.zeros_like(dout)
    for place in np.ndindex(dout.shape):
        if cache[0][place] > 0:
            dx[place] = dout[place]
    return dx


def softmax_loss(x, y):
    loss, dx = 0.0, []
    for scores, label in zip(x, y):  # noqa: B905
        top = max(scores)
        powers = [exp(score - top) for score in scores]
        total = sum(powers)
        loss -= log(powers[label] / total)
        row = [power / total for power in powers]
        row[label] -= 1.0
        dx.append([slope / len(x) for slope in row])
    return loss / len(x), np.array(dx)


def batchnorm_forward(x, gamma, beta, bn_param):
    N, D = x.shape
    eps, momentum = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    bn_param.setdefault("running_mean", np.zeros(D))
    bn_param.setdefault("running_var", np.zeros(D))
    if bn_param["mode"] == "test":
        out = np.empty(x.shape)
        for j in range(D):
            scale = gamma[j] / sqrt(bn_param["running_var"][j] + eps)
            out[:, j] = scale * (x[:, j] - bn_param["running_mean"][j]) + beta[j]
        return out, None
    if bn_param["mode"] != "train":
        raise ValueError(bn_param["mode"])
    out, columns, means, variances = np.empty(x.shape), [], [], []
    for j in range(D):
        mean = sum(x[:, j]) / N
        var = sum((x[:, j] - mean) ** 2) / N
        means.append(mean)
        variances.append(var)
        normal = (x[:, j] - mean) / sqrt(var + eps)
        columns.append((normal, sqrt(var + eps), gamma[j]))
        out[:, j] = gamma[j] * normal + beta[j]
    for name, new in (("running_mean", means), ("running_var", variances)):
        old = bn_param[name]
        bn_param[name] = momentum * old + (1 - momentum) * np.array(new)
    return out, columns


def batchnorm_backward(dout, cache):
    dx, dgamma, dbeta = np.empty(dout.shape), [], []
    for j, (normal, std, gamma) in enumerate(cache):
        up = dout[:, j]
        dgamma.append(up @ normal)
        dbeta.append(up.sum())
        dx[:, j] = gamma / std * (up - up.mean() - normal * (up * normal).mean())
    return dx, np.array(dgamma), np.array(dbeta)


def batchnorm_backward_alt(dout, cache):
    return batchnorm_backward(dout, cache)


def layernorm_forward(x, gamma, beta, ln_param):
    eps = ln_param.get("eps", 1e-5)
    out, cache = [], [gamma]
    for row in x:
        spread = np.sqrt(np.var(row) + eps)
        normal = (row - np.mean(row)) / spread
        cache.append((normal, spread))
        out.append(gamma * normal + beta)
    return np.array(out), cache


def layernorm_backward(dout, cache):
    gamma, rows = cache[0], cache[1:]
    dx, dgamma, dbeta = [], 0.0, 0.0
    for up, (normal, spread) in zip(dout, rows):  # noqa: B905
        dgamma = dgamma + up * normal
        dbeta = dbeta + up
        g = up * gamma
        dx.append((g - g.mean() - normal * (g * normal).mean()) / spread)
    return np.stack(dx), dgamma, dbeta


def dropout_forward(x, dropout_param):
    p, mode = dropout_param["p"], dropout_param["mode"]
    if "seed" in dropout_param:
        np.random.seed(dropout_param["seed"])
    mask, out = None, x
    if mode == "train":
        mask = np.zeros(x.shape)
        mask[np.random.rand(*x.shape) < p] = 1 / p
        out = x * mask
    return out.astype(x.dtype, copy=False), (dropout_param, mask)


def dropout_backward(dout, cache):
    dropout_param, mask = cache
    if dropout_param["mode"] == "train":
        return np.multiply(dout, mask)
    return dout


def conv_forward_naive(x, w, b, conv_param):
    stride, pad = conv_param["stride"], conv_param["pad"]
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    wide = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    wide[:, :, pad : pad + H, pad : pad + W] = x
    high, across = 1 + (H + 2 * pad - HH) // stride, 1 + (W + 2 * pad - WW) // stride
    out = np.zeros((N, F, high, across))
    for n in range(N):
        for f in range(F):
            for i in range(high):
                for j in range(across):
                    top, left = i * stride, j * stride
                    part = wide[n, :, top : top + HH, left : left + WW]
                    out[n, f, i, j] = (part * w[f]).sum() + b[f]
    return out, (wide, w, stride, pad, (H, W))


def conv_backward_naive(dout, cache):
    wide, w, stride, pad, (H, W) = cache
    _, _, HH, WW = w.shape
    dwide, dw, db = np.zeros(wide.shape), np.zeros(w.shape), np.zeros(len(w))
    for n, f, i, j in np.ndindex(dout.shape):
        top, left, up = i * stride, j * stride, dout[n, f, i, j]
        dwide[n, :, top : top + HH, left : left + WW] += up * w[f]
        dw[f] += up * wide[n, :, top : top + HH, left : left + WW]
        db[f] += up
    return dwide[:, :, pad : pad + H, pad : pad + W], dw, db


def max_pool_forward_naive(x, pool_param):
    high, across = pool_param["pool_height"], pool_param["pool_width"]
    stride = pool_param["stride"]
    N, C, H, W = x.shape
    out = np.empty((N, C, 1 + (H - high) // stride, 1 + (W - across) // stride))
    winners = {}
    for n, c, i, j in np.ndindex(out.shape):
        places = [
            (n, c, i * stride + u, j * stride + v)
            for u in range(high)
            for v in range(across)
        ]
        best = max(places, key=lambda place: x[place])
        winners[n, c, i, j] = best
        out[n, c, i, j] = x[best]
    return out, (x.shape, winners)


def max_pool_backward_naive(dout, cache):
    shape, winners = cache
    dx = np.zeros(shape)
    for window, place in winners.items():
        dx[place] += dout[window]
    return dx


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    pixels = np.array(
        [image[:, i, j] for image in x for i, j in np.ndindex(x.shape[2:])]
    )
    out, cache = batchnorm_forward(pixels, gamma, beta, bn_param)
    N, C, H, W = x.shape
    return out.reshape(N, H, W, C).swapaxes(1, 3).swapaxes(2, 3), (cache, x.shape)


def spatial_batchnorm_backward(dout, cache):
    inner, (N, C, H, W) = cache
    rows = np.moveaxis(dout, 1, 3).reshape(N * H * W, C)
    dx, dgamma, dbeta = batchnorm_backward(rows, inner)
    return np.moveaxis(dx.reshape(N, H, W, C), 3, 1), dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    out, cache = np.empty(x.shape), []
    for n in range(len(x)):
        for channels in np.split(np.arange(x.shape[1]), G):
            part = x[n, channels]
            spread = np.sqrt(part.var() + gn_param.get("eps", 1e-5))
            normal = (part - part.mean()) / spread
            out[n, channels] = gamma[0, channels] * normal + beta[0, channels]
            cache.append((n, channels, normal, spread))
    return out, (gamma, cache)


def spatial_groupnorm_backward(dout, cache):
    gamma, groups = cache
    dx, dgamma, dbeta = (
        np.empty(dout.shape),
        np.zeros(gamma.shape),
        np.zeros(gamma.shape),
    )
    for n, channels, normal, spread in groups:
        up = dout[n, channels]
        dgamma[0, channels] += (up * normal).sum(axis=(1, 2), keepdims=True)
        dbeta[0, channels] += up.sum(axis=(1, 2), keepdims=True)
        g = up * gamma[0, channels]
        dx[n, channels] = (g - g.mean() - normal * (g * normal).mean()) / spread
    return dx, dgamma, dbeta
