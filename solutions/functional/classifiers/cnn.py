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
        # BEGIN SOLUTION
        C, H, W = input_dim
        pooled = num_filters * (H // 2) * (W // 2)
        shapes = {
            "W1": (num_filters, C, filter_size, filter_size),
            "W2": (pooled, hidden_dim),
            "W3": (hidden_dim, num_classes),
        }
        for name, shape in shapes.items():
            self.params[name] = weight_scale * np.random.randn(*shape)
        self.params["b1"] = np.zeros(num_filters)
        self.params["b2"] = np.zeros(hidden_dim)
        self.params["b3"] = np.zeros(num_classes)
        # END SOLUTION
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
        # BEGIN SOLUTION
        pooled, conv_cache = conv_relu_pool_forward(X, W1, b1, conv_param, pool_param)
        hidden, hidden_cache = affine_relu_forward(pooled, W2, b2)
        scores, scores_cache = affine_forward(hidden, W3, b3)
        # END SOLUTION
        if y is None:
            return scores

        grads: dict[str, np.ndarray] = {}
        # BEGIN SOLUTION
        loss, dscores = softmax_loss(scores, y)
        loss += 0.5 * self.reg * (np.sum(W1**2) + np.sum(W2**2) + np.sum(W3**2))

        dhidden, dW3, grads["b3"] = affine_backward(dscores, scores_cache)
        dpooled, dW2, grads["b2"] = affine_relu_backward(dhidden, hidden_cache)
        _, dW1, grads["b1"] = conv_relu_pool_backward(dpooled, conv_cache)
        # biases are not penalised
        grads["W3"] = dW3 + self.reg * W3
        grads["W2"] = dW2 + self.reg * W2
        grads["W1"] = dW1 + self.reg * W1
        # END SOLUTION
        return loss, grads
