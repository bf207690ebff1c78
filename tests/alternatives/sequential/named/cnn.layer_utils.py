"""Convolution and pooling in loops over the windows; a size as a list."""

import numpy as np


def window_at(i, j, k, s):
    return slice(None), slice(i * s, i * s + k), slice(j * s, j * s + k)


def framed_by_zeros(img, p):
    return np.pad(img, ((0, 0), (p, p), (p, p), (0, 0)), "constant")


class ConvLayer2D:
    def get_output_size(self, input_size):
        steps = [
            (length - self.kernel_size + 2 * self.padding) / self.stride
            for length in input_size[1:3]
        ]
        rows, columns = (int(np.floor(step)) + 1 for step in steps)
        return [input_size[0], rows, columns, self.number_filters]

    def forward(self, img):
        self.meta, framed = img, framed_by_zeros(img, self.padding)
        w, b = self.params[self.w_name], self.params[self.b_name]
        out = np.zeros(self.get_output_size(img.shape))
        for i, j in np.ndindex(*out.shape[1:3]):
            out[:, i, j] = (
                np.tensordot(
                    framed[window_at(i, j, self.kernel_size, self.stride)], w, axes=3
                )
                + b
            )
        return out

    def backward(self, dprev):
        framed, w, p = (
            framed_by_zeros(self.meta, self.padding),
            self.params[self.w_name],
            self.padding,
        )
        dframed, dw = np.zeros_like(framed), np.zeros_like(w)
        for i, j in np.ndindex(*dprev.shape[1:3]):
            place, above = (
                window_at(i, j, self.kernel_size, self.stride),
                dprev[:, i, j],
            )
            dw += np.tensordot(framed[place], above, axes=(0, 0))
            dframed[place] += np.tensordot(above, w, axes=(1, 3))
        self.grads = {self.w_name: dw, self.b_name: dprev.sum((0, 1, 2))}
        self.meta = None
        return dframed[:, p:-p, p:-p] if p else dframed


class MaxPoolingLayer:
    def forward(self, img):
        self.meta, (k, s) = img, (self.pool_size, self.stride)
        rows, columns = (1 + (length - k) // s for length in img.shape[1:3])
        out = np.zeros((len(img), rows, columns, img.shape[3]))
        for i, j in np.ndindex(rows, columns):
            out[:, i, j] = img[window_at(i, j, self.pool_size, self.stride)].max(
                axis=(1, 2)
            )
        return out

    def backward(self, dprev):
        dimg = np.zeros_like(self.meta)
        for i, j in np.ndindex(*dprev.shape[1:3]):
            window = self.meta[window_at(i, j, self.pool_size, self.stride)]
            largest = window == window.max(axis=(1, 2), keepdims=True)
            dimg[window_at(i, j, self.pool_size, self.stride)] += (
                largest * dprev[:, i : i + 1, j : j + 1]
            )
        return dimg
