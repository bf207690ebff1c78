"""Layers that inherit how they remember; single precision; log-sum-exp."""

import numpy as np


class Once:
    """Remembers an input until it is asked for."""

    def keep(self, feat, output):
        self.meta = np.array(feat)
        return output

    def take(self):
        feat, self.meta = self.meta, None
        return feat


class Penalized:
    """Adds a slope to each parameter's gradient."""

    def penalize(self, slope):
        for name in self.paramName2Indices:
            layer = self.layers[self.paramName2Indices[name]]
            layer.grads[name] = np.add(layer.grads[name], slope(layer.params[name]))


class sequential(Penalized):  # noqa: N801
    def apply_l1_regularization(self, lam):
        self.penalize(lambda p: lam * (1.0 * (p > 0) - 1.0 * (p < 0)))

    def apply_l2_regularization(self, lam):
        self.penalize(lambda p: lam * (p + p))


class flatten(Once, Layer):  # noqa: F821, N801
    def forward(self, feat):
        return self.keep(feat, np.vstack([np.copy(row).flatten() for row in feat]))

    def backward(self, dprev):
        rows = zip(dprev, self.take())  # noqa: B905
        return np.stack([row.reshape(feat.shape) for row, feat in rows])


class fc(Once, Layer):  # noqa: F821, N801
    def forward(self, feat):
        w, b = (self.params[name].astype("f4") for name in (self.w_name, self.b_name))
        rows = np.asarray(feat, "f4")
        return self.keep(feat, np.concatenate([row[None] @ w + b for row in rows]))

    def backward(self, dprev):
        w = np.array(self.params[self.w_name])
        pairs = zip(self.take(), dprev)  # noqa: B905
        self.grads[self.w_name] = sum(np.multiply.outer(x, up) for x, up in pairs)
        self.grads[self.b_name] = np.mean(dprev, axis=0) * len(dprev)
        return np.inner(dprev, w)


class gelu(Once, Layer):  # noqa: F821, N801
    def curve(self, x):
        """Return the sigmoid form: tanh(u) = 2 sigmoid(2u) - 1."""
        u = (2 / np.pi) ** 0.5 * (x + 0.044715 * x * x * x)
        return 1 / (1 + np.exp(-2 * u))

    def forward(self, feat):
        return self.keep(feat, feat * self.curve(feat))

    def backward(self, dprev):
        x = self.take()
        half = self.curve(x)
        du = (2 / np.pi) ** 0.5 * (1 + 3 * 0.044715 * x**2)
        return dprev * half + dprev * x * 2 * half * (1 - half) * du


class dropout(Once, Layer):  # noqa: F821, N801
    def forward(self, feat, is_training=True, seed=None):
        if seed is not None:
            self.rng.seed(seed)
        self.is_training, self.kept = is_training, 1.0
        if is_training and self.keep_prob not in (0, 1):
            gone = self.rng.uniform(size=feat.shape) >= self.keep_prob
            self.kept = np.where(gone, 0, 1 / self.keep_prob)
        return self.keep(feat, np.array(feat * self.kept))

    def backward(self, dprev):
        self.take()
        return np.array(dprev * self.kept)


class cross_entropy:  # noqa: N801
    def forward(self, feat, label):
        self.logit, self.label = softmax(feat), label
        losses = np.logaddexp.reduce(feat, axis=-1) - feat[np.arange(len(label)), label]
        return np.add.reduce(losses) / (len(label) if self.size_average else 1)

    def backward(self):
        slopes = self.logit.tolist()
        for row, label in zip(slopes, self.label):  # noqa: B905
            row[label] -= 1
        return np.array(slopes) / (len(slopes) if self.size_average else 1)


def softmax(feat):
    return np.exp(feat - np.logaddexp.reduce(feat, axis=-1, keepdims=True))
