"""Windows by index arrays from a module of one's own; gradients added back by place."""

import numpy as np

from ..patches import Windowed


class ConvLayer2D(Windowed, Layer):  # noqa: F821
    @property
    def border(self):
        return self.padding

    def get_output_size(self, input_size):
        rows, _ = self.places(input_size, self.kernel_size)
        return np.array([input_size[0], *rows.shape[:2], self.number_filters])

    def forward(self, img):
        self.meta, wide = img, self.widen(img)
        rows, columns = self.places(img.shape, self.kernel_size)
        self.seen = wide[:, rows, columns]
        axes = [3, 4, 5], [0, 1, 2]
        out = np.tensordot(self.seen, self.params[self.w_name], axes=axes)
        return out + self.params[self.b_name]

    def backward(self, dprev):
        places = self.places(self.meta.shape, self.kernel_size)
        dwide = np.zeros_like(self.widen(self.meta), dtype=float)
        w = self.params[self.w_name]
        up = np.einsum("nxyf,ijcf->nxyijc", dprev, w)
        np.add.at(dwide, (slice(None), *places), up)
        self.grads[self.w_name] = np.einsum("nxyijc,nxyf->ijcf", self.seen, dprev)
        self.grads[self.b_name] = np.einsum("nxyf->f", dprev)
        self.meta = None
        return self.narrow(dwide)


class MaxPoolingLayer(Windowed, Layer):  # noqa: F821
    def forward(self, img):
        self.meta, k = img, self.pool_size
        rows, columns = self.places(img.shape, k)
        seen = img[:, rows, columns]
        flat = seen.reshape(*seen.shape[:3], k * k, -1)
        self.winners = np.argmax(flat, axis=3)
        return np.take_along_axis(flat, self.winners[:, :, :, None], axis=3)[:, :, :, 0]

    def backward(self, dprev):
        dimg, shape = np.zeros(self.meta.shape), self.meta.shape
        rows, columns = self.places(shape, self.pool_size)
        for n, x, y, c in np.ndindex(*dprev.shape):
            i, j = divmod(self.winners[n, x, y, c], self.pool_size)
            dimg[n, rows[x, y, i, j], columns[x, y, i, j], c] += dprev[n, x, y, c]
        return dimg
