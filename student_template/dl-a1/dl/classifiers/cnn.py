"""A convolutional network of three layers."""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

from ..layer_utils import (
    affine_relu_backward,
    affine_relu_forward,
    conv_relu_pool_backward,
    conv_relu_pool_forward,
)
from ..layers import affine_backward, affine_forward, softmax_loss


class ThreeLayerConvNet:
    """Convolution - ReLU - 2 by 2 max pool - affine - ReLU - affine - softmax.

    The convolution has stride 1 and a border that keeps the images' size.

    Parameters
    ----------
    input_dim : (int, int, int)
        Channels, height and width of an image; the last two even.
    num_filters : int
        Filters F.
    filter_size : int
        Their height and width, odd.
    hidden_dim : int
        Units M of the hidden affine layer.
    num_classes : int
        Classes K.
    weight_scale : float
        Standard deviation of the initial weights; biases begin at zero.
    reg : float
        Strength of the L2 penalty, 0.5 * reg times the sum of squared weights.
    dtype : type
        Of parameters and inputs: float64 to check gradients, float32 to train.

    Attributes
    ----------
    params : dict
        W1 (F, C, size, size), b1 (F,), W2 (F * H/2 * W/2, M), b2 (M,), W3 (M, K),
        b3 (K,).
    reg, dtype
        As above.

    """

    def __init__(
        self,
        input_dim: tuple[int, int, int] = (3, 32, 32),
        num_filters: int = 32,
        filter_size: int = 7,
        hidden_dim: int = 100,
        num_classes: int = 10,
        weight_scale: float = 1e-3,
        reg: float = 0.0,
        dtype: DTypeLike = np.float32,
    ) -> None:
        self.params: dict[str, np.ndarray] = {}
        self.reg = reg
        self.dtype = dtype
        # TODO (three_layer_conv_net_init, 2 points): write this part.
        raise NotImplementedError(
            "ThreeLayerConvNet.__init__ is not written yet: question "
            "three_layer_conv_net_init in 06_convolutional_networks, formula in the "
            "docstring of ThreeLayerConvNet"
        )
        for name, param in self.params.items():
            self.params[name] = param.astype(dtype)

    def loss(
        self, X: np.ndarray, y: np.ndarray | None = None
    ) -> np.ndarray | tuple[float, dict[str, np.ndarray]]:
        """Return the scores, or with labels the loss and its gradients.

        Parameters
        ----------
        X : (N, C, H, W)
            Images.
        y : (N,) of int, optional
            The right classes.

        Returns
        -------
        scores : (N, K)
            When `y` is None.
        loss, grads : float, dict
            When `y` is given: the mean softmax loss with the L2 penalty, and its
            gradient for each entry of `params`.

        """
        X = X.astype(self.dtype)
        W1, b1 = self.params["W1"], self.params["b1"]
        W2, b2 = self.params["W2"], self.params["b2"]
        W3, b3 = self.params["W3"], self.params["b3"]
        # an odd filter with this border leaves height and width as they are
        conv_param = {"stride": 1, "pad": (W1.shape[2] - 1) // 2}
        pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}
        # TODO (three_layer_conv_net_loss, 3 points): write this part, 1 of 2.
        raise NotImplementedError(
            "ThreeLayerConvNet.loss is not written yet: question "
            "three_layer_conv_net_loss in 06_convolutional_networks, formula in the "
            "docstring above"
        )
        if y is None:
            return scores

        grads: dict[str, np.ndarray] = {}
        # TODO (three_layer_conv_net_loss, 3 points): write this part, 2 of 2.
        raise NotImplementedError(
            "ThreeLayerConvNet.loss is not written yet: question "
            "three_layer_conv_net_loss in 06_convolutional_networks, formula in the "
            "docstring above"
        )
        return loss, grads
