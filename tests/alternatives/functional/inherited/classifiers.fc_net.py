"""Networks that inherit their way back from a base class in a module of its own."""

import numpy as np

from ..layers import (
    batchnorm_backward,
    batchnorm_forward,
    dropout_backward,
    dropout_forward,
    layernorm_backward,
    layernorm_forward,
    relu_backward,
    relu_forward,
)
from ..network import Network

NORMS = {
    "batchnorm": (batchnorm_forward, batchnorm_backward),
    "layernorm": (layernorm_forward, layernorm_backward),
}


class TwoLayerNet(Network):
    def __init__(
        self,
        input_dim=3 * 32 * 32,
        hidden_dim=100,
        num_classes=10,
        weight_scale=1e-3,
        reg=0.0,
    ):
        self.params, self.reg = dict(b1=0, b2=0), reg  # noqa: C408
        self.draw(1, (input_dim, hidden_dim), weight_scale)
        self.draw(2, (hidden_dim, num_classes), weight_scale)
        self.zeros("b1", hidden_dim)
        self.zeros("b2", num_classes)

    def steps(self, X, pile):
        hidden = self.affine(X, 1, pile)
        return self.affine(
            self.apply(relu_forward, relu_backward, hidden, pile), 2, pile
        )

    def loss(self, X, y=None):
        return super().loss(X, y)


class Normalized(Network):
    """One hidden layer after the other, with what may stand between them."""

    def normalize(self, x, i, pile):
        forward, backward = NORMS[self.normalization]
        names = f"gamma{i}", f"beta{i}"
        gamma, beta = (self.params[name] for name in names)
        out, cache = forward(x, gamma, beta, self.bn_params[i - 1])

        def back(dout, grads):
            dx, *rest = backward(dout, cache)
            grads.update(zip(names, rest))  # noqa: B905
            return dx

        pile.append(back)
        return out

    def steps(self, X, pile):
        for i in range(1, self.num_layers):
            X = self.affine(X, i, pile)
            if self.normalization:
                X = self.normalize(X, i, pile)
            X = self.apply(relu_forward, relu_backward, X, pile)
            if self.use_dropout:
                drop = dropout_forward, dropout_backward
                X = self.apply(*drop, X, pile, self.dropout_param)
        return self.affine(X, self.num_layers, pile)


class FullyConnectedNet(Normalized):
    def __init__(
        self,
        hidden_dims,
        input_dim=3 * 32 * 32,
        num_classes=10,
        dropout_keep_ratio=1,
        normalization=None,
        reg=0.0,
        weight_scale=1e-2,
        dtype=np.float32,
        seed=None,
    ):
        self.normalization, self.reg, self.dtype = normalization, reg, dtype
        self.num_layers, self.params = len(hidden_dims) + 1, {}
        sizes = np.array([input_dim] + list(hidden_dims) + [num_classes])  # noqa: RUF005
        for i, shape in enumerate(np.stack([sizes[:-1], sizes[1:]], axis=1), 1):
            self.draw(i, shape, weight_scale)
            self.zeros(f"b{i}", shape[1])
            if normalization and i < self.num_layers:
                self.params[f"gamma{i}"] = np.full(shape[1], 1.0)
                self.zeros(f"beta{i}", shape[1])
        self.use_dropout = dropout_keep_ratio != 1
        self.dropout_param = {}
        if self.use_dropout:
            self.dropout_param.update(mode="train", p=dropout_keep_ratio)
            if seed is not None:
                self.dropout_param["seed"] = seed
        self.bn_params = []
        if normalization:
            start = {"mode": "train"} if normalization == "batchnorm" else {}
            self.bn_params = [dict(start) for _ in hidden_dims]
        self.params = {k: v.astype(dtype) for k, v in self.params.items()}

    def loss(self, X, y=None):
        mode = ["train", "test"][y is None]
        if self.dropout_param:
            self.dropout_param["mode"] = mode
        if self.normalization == "batchnorm":
            [param.update(mode=mode) for param in self.bn_params]
        return Normalized.loss(self, X, y)
