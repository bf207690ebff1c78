"""A convolutional network by inheritance, from the naive layers."""

import numpy as np

from ..layers import (
    conv_backward_naive,
    conv_forward_naive,
    max_pool_backward_naive,
    max_pool_forward_naive,
    relu_backward,
    relu_forward,
)
from ..network import Network


class ThreeLayerConvNet(Network):
    pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}  # noqa: RUF012

    def __init__(
        self,
        input_dim=(3, 32, 32),
        num_filters=32,
        filter_size=7,
        hidden_dim=100,
        num_classes=10,
        weight_scale=1e-3,
        reg=0.0,
        dtype=np.float32,
    ):
        self.params, self.reg, self.dtype = {}, reg, dtype
        channels, *size = input_dim
        pooled = num_filters * np.prod(np.array(size) // 2)
        filters = (num_filters, channels, filter_size, filter_size)
        shapes = filters, (pooled, hidden_dim), (hidden_dim, num_classes)
        for number, shape in enumerate(shapes, start=1):
            self.draw(number, shape, weight_scale)
            self.zeros(f"b{number}", shape[1] if number > 1 else shape[0])
        for name in self.params:
            self.params[name] = self.params[name].astype(dtype)

    def steps(self, X, pile):
        W1, b1 = self.params["W1"], self.params["b1"]
        border = {"stride": 1, "pad": len(W1[0, 0]) // 2}
        out, cache = conv_forward_naive(X, W1, b1, border)

        def back(dout, grads):
            dx, grads["W1"], grads["b1"] = conv_backward_naive(dout, cache)
            return dx

        pile.append(back)
        relu = relu_forward, relu_backward
        out = self.apply(*relu, out, pile)
        pool = max_pool_forward_naive, max_pool_backward_naive
        out = self.apply(*pool, out, pile, self.pool_param)
        out = self.apply(*relu, self.affine(out, 2, pile), pile)
        return self.affine(out, 3, pile)

    def loss(self, X, y=None):
        return super().loss(X, y)
