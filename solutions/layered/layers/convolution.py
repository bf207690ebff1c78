"""The convolution layer, as a matrix product."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..utils.tools import Guassian, Initializer
from .base import TrainableLayer
from .windows import check_window, image_windows, output_size, zero_pad


class Convolution(TrainableLayer):
    r"""Convolve images with kernels (without turning the kernels round).

    .. math:: Y_{nfyx} = b_f + \sum_{c,i,j}
              \tilde{X}_{n,\,c,\,sy+i,\,sx+j}\; W_{fcij}

    :math:`\tilde{X}` is X within a border of zeros, s the stride. With
    the pixels of each window as a column and each kernel as a row, it is a matrix
    product: Chellapilla et al., "High Performance Convolutional Neural Networks for
    Document Processing", 2006.

    Parameters
    ----------
    conv_params : dict
        `kernel_h`, `kernel_w`: size of the kernels; `stride`; `pad`: width of the
        border, on each of the four sides; `in_channel`, `out_channel`: numbers of
        channels C and of kernels F.
    initializer : Initializer
        Makes the weights (F, C, kernel_h, kernel_w); the bias (F,) begins at zero.
    name : str

    """

    def __init__(
        self,
        conv_params: Mapping[str, int],
        initializer: Initializer = Guassian(),  # noqa: B008
        name: str = "conv",
    ) -> None:
        self.kernel_h = conv_params["kernel_h"]
        self.kernel_w = conv_params["kernel_w"]
        self.pad = conv_params["pad"]
        self.stride = conv_params["stride"]
        self.in_channel = conv_params["in_channel"]
        self.out_channel = conv_params["out_channel"]
        check_window(self.kernel_h, self.kernel_w, self.stride, self.pad)
        shape = (self.out_channel, self.in_channel, self.kernel_h, self.kernel_w)
        super().__init__(name, initializer.initialize(shape), self.out_channel)

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Convolve.

        Parameters
        ----------
        inputs : (N, C, H, W)

        Returns
        -------
        outputs : (N, F, H', W')
            The size is that of `output_size`.

        """
        out_h, out_w = self._output_size(inputs)
        # BEGIN SOLUTION
        windows = image_windows(
            zero_pad(inputs, self.pad), self.kernel_h, self.kernel_w, self.stride
        )
        # for each image a column a window, its pixels in the order of the weights' axes
        columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(
            len(inputs), -1, out_h * out_w
        )
        kernels = self.weights.reshape(self.out_channel, -1)
        products = kernels @ columns + self.bias[:, np.newaxis]
        outputs = products.reshape(len(inputs), self.out_channel, out_h, out_w)
        # END SOLUTION
        return outputs

    def backward(self, in_grads: np.ndarray, inputs: np.ndarray) -> np.ndarray:
        r"""Store `w_grad` and `b_grad`, return the gradient by the inputs.

        .. math::
            \frac{\partial L}{\partial W_{fcij}} = \sum_{n,y,x}
                \delta_{nfyx}\, \tilde{X}_{n,\,c,\,sy+i,\,sx+j}, \quad
            \frac{\partial L}{\partial b_f} = \sum_{n,y,x} \delta_{nfyx}, \quad
            \frac{\partial L}{\partial \tilde{X}_{ncuv}} =
                \sum_{\substack{f,i,j,y,x:\\ sy+i=u,\; sx+j=v}}
                \delta_{nfyx}\, W_{fcij}

        Parameters
        ----------
        in_grads : (N, F, H', W')
            The gradient :math:`\delta` by the outputs.
        inputs : (N, C, H, W)

        Returns
        -------
        out_grads : (N, C, H, W)

        """
        out_h, out_w = self._output_size(inputs)
        batch, channels, height, width = inputs.shape
        self.check_in_grads(in_grads, (batch, self.out_channel, out_h, out_w))
        # BEGIN SOLUTION
        window = (self.kernel_h, self.kernel_w, self.stride)
        padded = zero_pad(inputs, self.pad)
        windows = image_windows(padded, *window)
        columns = windows.transpose(0, 1, 4, 5, 2, 3).reshape(batch, -1, out_h * out_w)
        kernels = self.weights.reshape(self.out_channel, -1)
        d_products = in_grads.reshape(batch, self.out_channel, -1)

        # kernels and bias took part in all images, the bias in all windows
        self.b_grad = d_products.sum(axis=(0, 2))
        w_grads = d_products @ columns.transpose(0, 2, 1)
        self.w_grad = w_grads.sum(axis=0).reshape(self.weights.shape)
        d_columns = (kernels.T @ d_products).reshape(
            batch, channels, self.kernel_h, self.kernel_w, out_h, out_w
        )
        # a pixel is part of many windows, each at another place (i, j) of the kernel
        d_padded = np.zeros(padded.shape, dtype=d_columns.dtype)
        d_windows = image_windows(d_padded, *window)
        for i, j in np.ndindex(self.kernel_h, self.kernel_w):
            d_windows[..., i, j] += d_columns[:, :, i, j]
        # the border was constant
        p = self.pad
        out_grads = d_padded[:, :, p : p + height, p : p + width]
        # END SOLUTION
        return out_grads

    def _output_size(self, inputs: np.ndarray) -> tuple[int, int]:
        """Return (H', W') for inputs that the layer can convolve."""
        if inputs.ndim != 4 or inputs.shape[1] != self.in_channel:
            raise ValueError(
                f"{self.name}: inputs {inputs.shape} must be "
                f"(N, {self.in_channel}, H, W) for weights {self.weights.shape}"
            )
        return output_size(
            inputs.shape, self.kernel_h, self.kernel_w, self.stride, self.pad
        )
