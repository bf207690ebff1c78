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
        # TODO (conv_output_size, 2 points): write this part.
        raise NotImplementedError(
            "ConvLayer2D.get_output_size is not written yet: question conv_output_size "
            "in problem_2, formula in the docstring above"
        )
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
        # TODO (conv_forward, 5 points): write this part.
        raise NotImplementedError(
            "ConvLayer2D.forward is not written yet: question conv_forward in "
            "problem_2, formula in the docstring above"
        )
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
        # TODO (conv_backward, 5 points): write this part.
        raise NotImplementedError(
            "ConvLayer2D.backward is not written yet: question conv_backward in "
            "problem_2, formula in the docstring above"
        )
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
        # TODO (max_pool_forward, 5 points): write this part.
        raise NotImplementedError(
            "MaxPoolingLayer.forward is not written yet: question max_pool_forward in "
            "problem_2, formula in the docstring above"
        )
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
        # TODO (max_pool_backward, 5 points): write this part.
        raise NotImplementedError(
            "MaxPoolingLayer.backward is not written yet: question max_pool_backward in"
            " problem_2, formula in the docstring above"
        )
        return dimg


def _check_images(layer: Layer, img: np.ndarray, smallest: int) -> None:
    smallest = max(smallest, 1)
    if img.ndim != 4 or min(img.shape[1:3]) < smallest:
        raise ValueError(
            f"{layer.name} takes images (N, H, W, C) of at least {smallest} by "
            f"{smallest} pixels, not {img.shape}"
        )
