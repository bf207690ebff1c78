"""Images as columns of windows, and back: im2col, gathered with loops over windows."""

import numpy as np


class Columns:
    """For layers with windows of ``size`` (height, width)."""

    def grid(self, inputs):
        padded = [side + 2 * self.pad for side in inputs.shape[2:]]
        return [
            (side - length) // self.stride + 1
            for side, length in zip(padded, self.size())  # noqa: B905
        ]

    def places(self, inputs):
        rows, columns = self.grid(inputs)
        high, across = self.size()
        for i in range(rows):
            for j in range(columns):
                top, left = i * self.stride, j * self.stride
                yield slice(top, top + high), slice(left, left + across)

    def columns(self, inputs, border=0.0):
        sides = [(0, 0)] * 2 + [(self.pad, self.pad)] * 2
        wide = np.pad(inputs, sides, constant_values=border)
        parts = [wide[:, :, down, along] for down, along in self.places(inputs)]
        return np.stack([part.reshape(*inputs.shape[:2], -1) for part in parts], 3)

    def images(self, columns, inputs):
        N, C, H, W = inputs.shape
        wide = np.zeros((N, C, H + 2 * self.pad, W + 2 * self.pad))
        for number, (down, along) in enumerate(self.places(inputs)):
            part = columns[..., number].reshape(N, C, *self.size())
            wide[:, :, down, along] += part
        return np.array(wide[:, :, self.pad : self.pad + H, self.pad : self.pad + W])
