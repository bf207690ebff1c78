"""Layers that inherit their columns from a module of one's own; single precision."""

import numpy as np
from columns import Columns


class Convolution(Columns, TrainableLayer):  # noqa: F821
    def size(self):
        return self.kernel_h, self.kernel_w

    def forward(self, inputs):
        columns = self.columns(inputs).astype(np.float32)
        N, _, _, windows = columns.shape
        kernels = self.weights.reshape(len(self.weights), -1).astype(np.float32)
        outputs = [kernels @ image.reshape(-1, windows) for image in columns]
        outputs = np.stack(outputs).reshape(N, -1, *self.grid(inputs))
        return outputs + self.bias[:, None, None]

    def backward(self, in_grads, inputs):
        columns, ups = self.columns(inputs), in_grads.reshape(*in_grads.shape[:2], -1)
        N, C, pixels, windows = columns.shape
        self.b_grad = np.einsum("nfw->f", ups)
        gathered = columns.transpose(1, 2, 0, 3).reshape(C * pixels, N * windows)
        flat = ups.transpose(1, 0, 2).reshape(len(self.weights), -1)
        self.w_grad = (flat @ gathered.T).reshape(self.weights.shape)
        back = self.weights.reshape(len(self.weights), -1).T @ flat
        back = back.reshape(C, pixels, N, windows).transpose(2, 0, 1, 3)
        return self.images(back, inputs)


class Pooling(Columns, Layer):  # noqa: F821
    def size(self):
        return self.pool_height, self.pool_width

    def forward(self, inputs):
        columns = self.columns(inputs)
        how = {"max": np.max, "avg": np.mean}[self.pool_type]
        return how(columns, axis=2).reshape(*inputs.shape[:2], *self.grid(inputs))

    def backward(self, in_grads, inputs):
        columns = self.columns(inputs)
        ups = in_grads.reshape(*in_grads.shape[:2], 1, -1)
        shares = np.full(columns.shape, 1 / columns.shape[2])
        if self.pool_type == "max":
            order = np.arange(columns.shape[2])[:, None]
            shares = order == columns.argmax(axis=2)[:, :, None]
        return self.images(shares * ups, inputs)


class Dropout(Layer):  # noqa: F821
    def forward(self, inputs):
        self.mask = np.array(True)
        if self.training:
            if self.seed is not None:
                np.random.seed(self.seed)
            self.mask = np.random.uniform(0, 1, inputs.shape) > self.ratio
            return np.where(self.mask, inputs / (1 - self.ratio), 0)
        return np.copy(inputs)

    def backward(self, in_grads, inputs):
        if not self.training:
            return list(in_grads)
        return np.divide(np.where(self.mask, in_grads, 0), 1 - self.ratio)


class FCLayer(TrainableLayer):  # noqa: F821
    def forward(self, inputs):
        ones = np.ones((len(inputs), 1), dtype=np.float32)
        stacked = np.vstack([self.weights, self.bias]).astype(np.float32)
        return np.hstack([np.float32(inputs), ones]) @ stacked

    def backward(self, in_grads, inputs):
        self.w_grad = np.einsum("nd,nm->dm", inputs, in_grads)
        self.b_grad = np.array([column.sum() for column in in_grads.T])
        return [list(row) for row in in_grads @ self.weights.transpose()]
