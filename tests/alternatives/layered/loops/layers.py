"""Loops over windows and rows; masks that carry their scale; biases as rows."""

import numpy as np


class FCLayer:
    def forward(self, inputs):
        return np.array([row @ self.weights + self.bias for row in inputs])

    def backward(self, in_grads, inputs):
        self.w_grad = sum(np.outer(x, g) for x, g in zip(inputs, in_grads))  # noqa: B905
        self.b_grad = np.sum(in_grads, axis=0, keepdims=True)
        return np.einsum("nm,dm->nd", in_grads, self.weights)


def window_places(inputs, high, across, stride, pad):
    """Yield each window's place in the outputs and in the padded images."""
    rows = (inputs.shape[2] + 2 * pad - high) // stride + 1
    columns = (inputs.shape[3] + 2 * pad - across) // stride + 1
    for i, j in np.ndindex(rows, columns):
        down = slice(i * stride, i * stride + high)
        along = slice(j * stride, j * stride + across)
        yield (slice(None), slice(None), i, j), (slice(None), slice(None), down, along)


def framed(inputs, pad):
    N, C, H, W = inputs.shape
    wide = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    wide[:, :, pad : pad + H, pad : pad + W] = inputs
    return wide


def places_of(layer, inputs):
    sizes = vars(layer)
    high = sizes.get("kernel_h") or sizes["pool_height"]
    across = sizes.get("kernel_w") or sizes["pool_width"]
    return list(window_places(inputs, high, across, layer.stride, layer.pad))


class Convolution:
    def forward(self, inputs):
        places, wide = places_of(self, inputs), framed(inputs, self.pad)
        high, across = (index + 1 for index in places[-1][0][2:])
        outputs = np.zeros((len(inputs), len(self.bias), high, across))
        kernels = self.weights.reshape(len(self.bias), -1)
        for (_, _, i, j), window in places:
            for n in range(len(inputs)):
                outputs[n, :, i, j] = kernels @ wide[window][n].ravel() + self.bias
        return outputs

    def backward(self, in_grads, inputs):
        wide = framed(inputs, self.pad)
        spread, self.w_grad = np.zeros(wide.shape), np.zeros(self.weights.shape)
        for out, window in places_of(self, inputs):
            above = in_grads[out]
            self.w_grad += np.tensordot(above, wide[window], axes=(0, 0))
            spread[window] += np.tensordot(above, self.weights, axes=1)
        self.b_grad = in_grads.sum(axis=(0, 2, 3)).reshape(1, -1)
        edge = slice(self.pad, -self.pad or None)
        return spread[:, :, edge, edge]


class Pooling:
    def forward(self, inputs):
        combine = np.amax if self.pool_type == "max" else np.mean
        places, wide = places_of(self, inputs), framed(inputs, self.pad)
        high, across = (index + 1 for index in places[-1][0][2:])
        outputs = np.empty((*inputs.shape[:2], high, across))
        for out, window in places:
            outputs[out] = combine(wide[window], axis=(2, 3))
        return outputs

    def backward(self, in_grads, inputs):
        wide = framed(inputs, self.pad)
        spread = np.zeros_like(wide)
        for out, window in places_of(self, inputs):
            above = in_grads[out][:, :, np.newaxis, np.newaxis]
            if self.pool_type == "avg":
                spread[window] += above / (self.pool_height * self.pool_width)
            else:
                highest = wide[window].max(axis=(2, 3), keepdims=True)
                spread[window] += above * (wide[window] == highest)
        H, W = inputs.shape[2:]
        return spread[:, :, self.pad : self.pad + H, self.pad : self.pad + W]


class Dropout:
    def forward(self, inputs):
        if not self.training:
            self.mask = np.ones(inputs.shape)
            return 1 * inputs
        if self.seed is not None:
            np.random.seed(self.seed)
        keep = 1 - self.ratio
        self.mask = (np.random.random_sample(inputs.shape) >= self.ratio) / keep
        return inputs * self.mask

    def backward(self, in_grads, inputs):
        return in_grads * self.mask
