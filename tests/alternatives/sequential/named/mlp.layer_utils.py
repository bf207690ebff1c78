"""Other right ways to write the layers: einsum, loops, rows for biases, no shift."""

import numpy as np


class sequential:  # noqa: N801
    def apply_l1_regularization(self, lam):
        for name, place in self.paramName2Indices.items():
            layer = self.layers[place]
            slope = np.where(layer.params[name] > 0, 1.0, -1.0)
            self.assign_grads(name, layer.grads[name] + lam * slope)

    def apply_l2_regularization(self, lam):
        for layer in self.layers:
            for name in layer.grads:
                layer.grads[name] += 2 * lam * layer.params[name]


class flatten:  # noqa: N801
    def forward(self, feat):
        self.meta = feat
        return np.array([sample.ravel() for sample in feat])

    def backward(self, dprev):
        shape, self.meta = self.meta.shape, None
        return np.reshape(dprev, shape)


class fc:  # noqa: N801
    def forward(self, feat):
        print("fc", feat.shape)
        self.meta = feat
        product = np.einsum("nd,dm->nm", feat, self.params[self.w_name])
        return product + self.params[self.b_name]

    def backward(self, dprev):
        self.grads[self.w_name] = np.einsum("nd,nm->dm", self.meta, dprev)
        self.grads[self.b_name] = np.ones((1, len(dprev))) @ dprev
        self.meta = None
        return np.dot(self.params[self.w_name], dprev.T).T


class gelu:  # noqa: N801
    def forward(self, feat):
        self.meta = feat
        inner = np.sqrt(2 / np.pi) * (feat + 0.044715 * np.power(feat, 3))
        return feat / 2 + feat / 2 * np.tanh(inner)

    def backward(self, dprev):
        x, self.meta = self.meta, None
        # constants rounded to six digits, and a form that overflows far out
        inner = 0.0356774 * x**3 + 0.797885 * x
        factor = 0.0535161 * x**3 + 0.398942 * x
        return dprev * (0.5 * np.tanh(inner) + factor * np.cosh(inner) ** -2 + 0.5)


class dropout:  # noqa: N801
    def forward(self, feat, is_training=True, seed=None):
        if seed is not None:
            self.rng = np.random.RandomState(seed)
        self.kept = np.ones(feat.shape)
        if is_training and self.keep_prob > 0:
            draws = self.rng.binomial(1, self.keep_prob, size=feat.shape)
            self.kept = draws / self.keep_prob
        self.is_training = is_training
        return self.kept * feat

    def backward(self, dprev):
        return self.kept * dprev if self.is_training else dprev


class cross_entropy:  # noqa: N801
    def forward(self, feat, label):
        self.logit, self.label = softmax(feat), label
        loss = 0.0
        for row, right in zip(self.logit, label, strict=True):
            loss -= np.log(row[right])
        return np.array(loss / len(label) if self.size_average else loss)

    def backward(self):
        dlogit = self.logit - np.eye(self.logit.shape[1])[self.label]
        return dlogit / len(dlogit) if self.size_average else dlogit


def softmax(feat):
    powers = np.exp(feat)
    return (powers.T / powers.sum(axis=1)).T
