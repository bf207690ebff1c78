"""Convolution and max pooling of images in the layout (N, H, W, C)."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ..mlp.layer_utils import Layer
from ..mlp.layer_utils import sequential as sequential


class ConvLayer2D(Layer):
    r"""A convolution, as a matrix product over windows (im2col).

    .. math:: Y_{n,y,x,f} = b_f + \sum_{i,j,c}
              X^{\mathrm{pad}}_{n,\,sy+i,\,sx+j,\,c}\; W_{i,j,c,f}

    A window's k k C pixels, laid out as a row, times the weights as a (k k C, F)
    matrix: one product for all windows of the batch. Chellapilla et al., "High
    Performance Convolutional Neural Networks for Document Processing", 2006.

    Parameters
    ----------
    input_channels : int
        C.
    kernel_size : int
        Height and width k of the kernels.
    number_filters : int
        F.
    stride : int
        Step s from one window to the next.
    padding : int
        Zeros added on each side.
    init_scale : float
        Standard deviation of the initial weights (k, k, C, F), drawn from
        ``np.random``; biases begin at zero.
    name : str

    """

    def __init__(
        self,
        input_channels: int,
        kernel_size: int,
        number_filters: int,
        stride: int = 1,
        padding: int = 0,
        init_scale: float = 0.02,
        name: str = "conv",
    ) -> None:
        super().__init__(name)
        self.input_channels = input_channels
        self.kernel_size = kernel_size
        self.number_filters = number_filters
        self.stride = stride
        self.padding = padding
        shape = (kernel_size, kernel_size, input_channels, number_filters)
        self.add_weights(init_scale * np.random.randn(*shape), np.zeros(number_filters))

    def get_output_size(
        self, input_size: tuple[int, int, int, int]
    ) -> tuple[int, int, int, int]:
        """Return the output's shape (N, H', W', F) for an input (N, H, W, C)."""
        # BEGIN SOLUTION
        batch, height, width, _ = input_size
        # the first window, and as many more as there are steps to the border
        out_h = 1 + (height + 2 * self.padding - self.kernel_size) // self.stride
        out_w = 1 + (width + 2 * self.padding - self.kernel_size) // self.stride
        output_shape = (batch, out_h, out_w, self.number_filters)
        # END SOLUTION
        return output_shape

    def forward(self, img: np.ndarray) -> np.ndarray:
        """Convolve.

        Parameters
        ----------
        img : (N, H, W, C)

        Returns
        -------
        output : (N, H', W', F)

        """
        _check_images(self, img, self.kernel_size - 2 * self.padding)
        if img.shape[3] != self.input_channels:
            raise ValueError(
                f"{self.name} takes (N, H, W, {self.input_channels}), not {img.shape}"
            )
        # BEGIN SOLUTION
        k, s, p = self.kernel_size, self.stride, self.padding
        w, b = self.params[self.w_name], self.params[self.b_name]
        padded = np.pad(img, ((0, 0), (p, p), (p, p), (0, 0)))
        windows = sliding_window_view(padded, (k, k), axis=(1, 2))[:, ::s, ::s]
        # a row for each window, its pixels in the order of the weights: i, j, c
        columns = windows.transpose(0, 1, 2, 4, 5, 3).reshape(-1, k * k * img.shape[3])
        output = columns @ w.reshape(-1, w.shape[3])
        output = (output + b).reshape(self.get_output_size(img.shape))
        self.columns = columns
        # END SOLUTION
        self.remember(img, output)
        return output

    def backward(self, dprev: np.ndarray) -> np.ndarray:
        """Store the gradients of weights and biases, return that of the images.

        Parameters
        ----------
        dprev : (N, H', W', F)
            Gradient of the loss with respect to this layer's output.

        Returns
        -------
        dimg : (N, H, W, C)

        """
        img = self.recall(dprev)
        # BEGIN SOLUTION
        k, s, p = self.kernel_size, self.stride, self.padding
        w = self.params[self.w_name]
        batch, height, width, channels = img.shape
        _, out_h, out_w, filters = dprev.shape
        doutput = dprev.reshape(-1, filters)
        self.grads[self.b_name] = doutput.sum(axis=0)
        self.grads[self.w_name] = (self.columns.T @ doutput).reshape(w.shape)
        self.columns = None
        # a pixel is part of many windows, each at another place (i, j) of the kernel
        padded_shape = (batch, height + 2 * p, width + 2 * p, channels)
        dpadded = np.zeros(padded_shape, np.result_type(doutput, w))
        dwindows = sliding_window_view(dpadded, (k, k), axis=(1, 2), writeable=True)
        dwindows = dwindows[:, ::s, ::s]
        for i, j in np.ndindex(k, k):
            dpixels = doutput @ w[i, j].T
            dwindows[..., i, j] += dpixels.reshape(batch, out_h, out_w, channels)
        dimg = dpadded[:, p : p + height, p : p + width]
        # END SOLUTION
        return dimg


class MaxPoolingLayer(Layer):
    r"""The largest value of each channel in each window.

    .. math:: Y_{n,y,x,c} = \max_{0 \le i,j < k} X_{n,\,sy+i,\,sx+j,\,c}

    Parameters
    ----------
    pool_size : int
        Height and width k of the windows.
    stride : int
        Step s from one window to the next.
    name : str

    """

    def __init__(self, pool_size: int, stride: int, name: str) -> None:
        super().__init__(name)
        self.pool_size = pool_size
        self.stride = stride

    def forward(self, img: np.ndarray) -> np.ndarray:
        """Pool.

        Parameters
        ----------
        img : (N, H, W, C)

        Returns
        -------
        output : (N, H', W', C)

        """
        _check_images(self, img, self.pool_size)
        # BEGIN SOLUTION
        k, s = self.pool_size, self.stride
        windows = sliding_window_view(img, (k, k), axis=(1, 2))[:, ::s, ::s]
        output = windows[..., 0, 0].copy()
        # k k comparisons of whole images are faster than one reduction a window
        for i, j in np.ndindex(k, k):
            np.maximum(output, windows[..., i, j], out=output)
        self.maxima = output
        # END SOLUTION
        self.remember(img, output)
        return output

    def backward(self, dprev: np.ndarray) -> np.ndarray:
        """Send each window's gradient to the pixel that was its maximum.

        Of equal maxima the first one, in the order of rows, gets it all.

        Parameters
        ----------
        dprev : (N, H', W', C)
            Gradient of the loss with respect to this layer's output.

        Returns
        -------
        dimg : (N, H, W, C)

        """
        img = self.recall(dprev)
        # BEGIN SOLUTION
        k, s = self.pool_size, self.stride
        windows = sliding_window_view(img, (k, k), axis=(1, 2))[:, ::s, ::s]
        dimg = np.zeros(img.shape, dprev.dtype)
        dwindows = sliding_window_view(dimg, (k, k), axis=(1, 2), writeable=True)
        dwindows = dwindows[:, ::s, ::s]
        unclaimed = np.ones(dprev.shape, dtype=bool)
        for i, j in np.ndindex(k, k):
            is_maximum = unclaimed & (windows[..., i, j] == self.maxima)
            unclaimed &= ~is_maximum
            dwindows[..., i, j] += is_maximum * dprev
        self.maxima = None
        # END SOLUTION
        return dimg


def _check_images(layer: Layer, img: np.ndarray, smallest: int) -> None:
    smallest = max(smallest, 1)
    if img.ndim != 4 or min(img.shape[1:3]) < smallest:
        raise ValueError(
            f"{layer.name} takes images (N, H, W, C) of at least {smallest} by "
            f"{smallest} pixels, not {img.shape}"
        )
