"""Single precision on the way, copies, lists and 0-d arrays, caches as objects."""

import numpy as np


class Kept:
    """What a forward pass leaves for the backward pass, by attribute."""

    def __init__(self, **values):
        self.__dict__.update(values)


class KeptNormal(Kept):
    """Of a normalization, along any axis."""

    def back(self, g, axis):
        size = self.normal.shape[axis]
        total = g.sum(axis, keepdims=True)
        along = (g * self.normal).sum(axis, keepdims=True)
        return (size * g - total - self.normal * along) / (size * self.std)


def single(*arrays):
    """Return copies in single precision."""
    return [np.array(a, dtype=np.float32, copy=True) for a in arrays]


def affine_forward(x, w, b):
    flat, matrix, row = single(x.reshape(len(x), w.shape[0]), w, b)
    out = np.concatenate([flat, np.ones((len(x), 1), np.float32)], axis=1)
    return out @ np.vstack([matrix, row]), Kept(flat=flat, matrix=matrix, like=x)


def affine_backward(dout, cache):
    dout = np.asarray(dout)
    dx = np.matmul(dout, cache.matrix.transpose()).reshape(cache.like.shape)
    dw = sum(row[:, None] * up for row, up in zip(cache.flat, dout))  # noqa: B905
    return dx, dw, list(map(sum, zip(*dout)))  # noqa: B905


def relu_forward(x):
    passes = x > 0
    return np.where(passes, x, 0), passes


def relu_backward(dout, cache):
    dx = np.array(dout)
    dx[~cache] = 0
    return dx


def softmax_loss(x, y):
    x = np.asarray(x)
    log_sum = np.log(np.sum(np.exp(x), axis=1))  # these scores need no shift
    dx = np.exp(x - log_sum.reshape(-1, 1))
    dx -= np.equal.outer(y, np.arange(x.shape[1]))
    losses = [log_sum[i] - x[i, label] for i, label in enumerate(y)]
    return np.array(np.mean(losses)), np.divide(dx, len(x)).tolist()


def normalized(x, axis, eps):
    x = np.asarray(x)
    centred = x - x.mean(axis, keepdims=True)
    std = np.sqrt((centred * centred).mean(axis, keepdims=True) + eps)
    return KeptNormal(normal=centred / std, std=std)


def batchnorm_forward(x, gamma, beta, bn_param):
    x = np.asarray(x)
    eps = bn_param.get("eps", 1e-5)
    if bn_param["mode"] == "test":
        scale = gamma / np.sqrt(bn_param["running_var"] + eps)
        shift = beta - scale * bn_param["running_mean"]
        return scale * x + shift, None
    kept = normalized(x, 0, eps)
    kept.gamma = gamma
    old = 1 - (1 - bn_param.get("momentum", 0.9))
    for name, now in (("mean", np.mean(x, 0)), ("var", np.var(x, 0))):
        before = bn_param.setdefault("running_" + name, np.zeros(x.shape[1]))
        bn_param["running_" + name] = now + old * (before - now)
    return kept.normal * gamma + beta, kept


def batchnorm_backward(dout, cache):
    dout = np.asarray(dout)
    dgamma = np.diag(cache.normal.T @ dout).copy()
    return cache.back(dout * cache.gamma, 0), dgamma, dout.T.sum(axis=1)


def batchnorm_backward_alt(dout, cache):
    return tuple(np.copy(part) for part in batchnorm_backward(dout, cache))


def layernorm_forward(x, gamma, beta, ln_param):
    out, cache = batchnorm_forward(np.transpose(x), 1, 0, {**ln_param, "mode": "train"})
    cache.scale = gamma
    return gamma * out.T + beta, cache


def layernorm_backward(dout, cache):
    dout = np.asarray(dout)
    dx = cache.back((dout * cache.scale).T, 0).T
    return dx, (dout * cache.normal.T).sum(axis=0), dout.sum(axis=0)


def dropout_forward(x, dropout_param):
    x = np.asarray(x)
    if "seed" in dropout_param:
        np.random.seed(dropout_param["seed"])
    kept = np.ones(x.shape)
    if dropout_param["mode"] == "train":
        kept = (np.random.uniform(size=x.shape) < dropout_param["p"]) * 1.0
        kept = kept / dropout_param["p"]
    return kept * x, kept


def dropout_backward(dout, cache):
    return cache * dout


def conv_forward_naive(x, w, b, conv_param):
    """Add up, over the places in a filter, what the whole border-padded image gives."""
    pad, stride = conv_param["pad"], conv_param["stride"]
    wide = np.zeros((*x.shape[:2], *(side + 2 * pad for side in x.shape[2:])), "f4")
    wide[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]] = x
    size = [(s - k) // stride + 1 for s, k in zip(wide.shape[2:], w.shape[2:])]  # noqa: B905
    out = np.zeros((len(x), len(w), *size), dtype=np.float32)
    for u, v in np.ndindex(*w.shape[2:]):
        part = wide[:, :, u:, v:][:, :, ::stride, ::stride][:, :, : size[0], : size[1]]
        out += np.einsum("nchw,fc->nfhw", part, w[:, :, u, v].astype(np.float32))
    kept = Kept(wide=wide, w=w, stride=stride, pad=pad, like=x)
    return out + np.reshape(b, (1, -1, 1, 1)), kept


def conv_backward_naive(dout, cache):
    dout, s, pad = np.asarray(dout), cache.stride, cache.pad
    dwide, dw = np.zeros(cache.wide.shape), np.zeros(cache.w.shape)
    rows, columns = dout.shape[2:]
    for u, v in np.ndindex(*cache.w.shape[2:]):
        place = np.s_[:, :, u : u + s * rows : s, v : v + s * columns : s]
        dwide[place] += np.einsum("nfhw,fc->nchw", dout, cache.w[:, :, u, v])
        dw[:, :, u, v] = np.einsum("nfhw,nchw->fc", dout, cache.wide[place])
    H, W = cache.like.shape[2:]
    return dwide[:, :, pad : H + pad, pad : W + pad].copy(), dw, dout.sum((0, 2, 3))


def max_pool_forward_naive(x, pool_param):
    x = np.asarray(x)
    high, across = pool_param["pool_height"], pool_param["pool_width"]
    s = pool_param["stride"]
    rows, columns = 1 + (x.shape[2] - high) // s, 1 + (x.shape[3] - across) // s
    places = [
        np.s_[:, :, u : u + s * rows : s, v : v + s * columns : s]
        for u in range(high)
        for v in range(across)
    ]
    parts = np.stack([x[place][:, :, :rows, :columns] for place in places])
    first = parts.argmax(axis=0)
    return parts.max(axis=0), Kept(first=first, places=places, like=x)


def max_pool_backward_naive(dout, cache):
    dx = np.zeros_like(cache.like)
    for number, place in enumerate(cache.places):
        dx[place] += np.where(cache.first == number, dout, 0)
    return dx


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    rows = np.concatenate([image.reshape(len(gamma), -1).T for image in x])
    out, cache = batchnorm_forward(rows, gamma, beta, bn_param)
    images = [part.T.reshape(x.shape[1:]) for part in np.split(out, len(x))]
    return images, cache


def spatial_batchnorm_backward(dout, cache):
    dout = np.asarray(dout)
    rows = np.concatenate([up.reshape(dout.shape[1], -1).T for up in dout])
    dx, dgamma, dbeta = batchnorm_backward(rows, cache)
    parts = [part.T.reshape(dout.shape[1:]) for part in np.split(dx, len(dout))]
    return np.stack(parts), dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    N, C, H, W = x.shape
    kept = normalized(x.reshape(N, G, C // G * H * W), 2, gn_param.get("eps", 1e-5))
    kept.gamma = np.ravel(gamma)
    shape = (1, C, 1, 1)
    out = kept.normal.reshape(x.shape) * kept.gamma.reshape(shape)
    return out + beta, kept


def spatial_groupnorm_backward(dout, cache):
    up = np.asarray(dout)
    dgamma = np.einsum("nchw,nchw->c", up, cache.normal.reshape(up.shape))
    g = np.einsum("nchw,c->nchw", up, cache.gamma).reshape(cache.normal.shape)
    dx = cache.back(g, 2).reshape(up.shape)
    dbeta = np.apply_over_axes(np.sum, up, [0, 2, 3])
    return dx, dgamma[None, :, None, None], dbeta
