"""Fully connected networks, made of layers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike

from ..layer_utils import affine_relu_backward, affine_relu_forward
from ..layers import affine_backward, affine_forward, softmax_loss


class TwoLayerNet:
    """Affine - ReLU - affine - softmax.

    Parameters
    ----------
    input_dim : int
        Features D of a sample.
    hidden_dims : int
        Hidden units H.
    num_classes : int
        Classes C.
    dropout : float
        Not used by this network.
    weight_scale : float
        Standard deviation of the initial weights, drawn W1 then W2 from `np.random`;
        biases begin at zero.
    reg : float
        Strength of the L2 penalty, 0.5 * reg times the sum of squared weights.

    Attributes
    ----------
    params : dict
        W1 (D, H), b1 (H,), W2 (H, C), b2 (C,).
    reg : float

    """

    def __init__(
        self,
        input_dim: int = 3 * 32 * 32,
        hidden_dims: int = 100,
        num_classes: int = 10,
        dropout: float = 0,
        weight_scale: float = 1e-3,
        reg: float = 0.0,
    ) -> None:
        self.params: dict[str, np.ndarray] = {}
        self.reg = reg
        # BEGIN SOLUTION
        self.params["W1"] = weight_scale * np.random.randn(input_dim, hidden_dims)
        self.params["b1"] = np.zeros(hidden_dims)
        self.params["W2"] = weight_scale * np.random.randn(hidden_dims, num_classes)
        self.params["b2"] = np.zeros(num_classes)
        # END SOLUTION

    def loss(
        self, X: np.ndarray, y: np.ndarray | None = None
    ) -> np.ndarray | tuple[float, dict[str, np.ndarray]]:
        """Return the scores, or with labels the loss and its gradients.

        Parameters
        ----------
        X : (N, d1, ..., dk)
            Samples of D = d1 * ... * dk features.
        y : (N,) of int, optional
            The right classes.

        Returns
        -------
        scores : (N, C)
            When `y` is None.
        loss, grads : float, dict
            When `y` is given: the mean softmax loss with the L2 penalty, and its
            gradient for each entry of `params`.

        """
        # BEGIN SOLUTION
        W1, b1 = self.params["W1"], self.params["b1"]
        W2, b2 = self.params["W2"], self.params["b2"]
        hidden, hidden_cache = affine_relu_forward(X, W1, b1)
        scores, scores_cache = affine_forward(hidden, W2, b2)
        # END SOLUTION
        if y is None:
            return scores

        grads: dict[str, np.ndarray] = {}
        # BEGIN SOLUTION
        loss, dscores = softmax_loss(scores, y)
        loss += 0.5 * self.reg * (np.sum(W1**2) + np.sum(W2**2))

        dhidden, dW2, grads["b2"] = affine_backward(dscores, scores_cache)
        _, dW1, grads["b1"] = affine_relu_backward(dhidden, hidden_cache)
        # biases are not penalised
        grads["W2"] = dW2 + self.reg * W2
        grads["W1"] = dW1 + self.reg * W1
        # END SOLUTION
        return loss, grads


class FullyConnectedNet:
    """(Affine - ReLU) x (L - 1) - affine - softmax.

    Parameters
    ----------
    hidden_dims : sequence of int
        Units of each hidden layer, L - 1 of them.
    input_dim : int
        Features D of a sample.
    num_classes : int
        Classes C.
    dropout, use_batchnorm
        Of the next homework; not used yet.
    reg : float
        Strength of the L2 penalty, 0.5 * reg times the sum of squared weights.
    weight_scale : float
        Standard deviation of the initial weights, drawn layer by layer from
        `np.random`.
    dtype : type
        Of parameters and inputs: float64 to check gradients, float32 to train.
    seed : int, optional
        Of the next homework; not used yet.

    Attributes
    ----------
    params : dict
        W1, b1, ..., WL, bL.
    num_layers : int
        L.
    reg, dtype
        As above.

    """

    def __init__(
        self,
        hidden_dims: Sequence[int],
        input_dim: int = 3 * 32 * 32,
        num_classes: int = 10,
        dropout: float = 0,
        use_batchnorm: bool = False,
        reg: float = 0.0,
        weight_scale: float = 1e-2,
        dtype: DTypeLike = np.float32,
        seed: int | None = None,
    ) -> None:
        self.reg = reg
        self.num_layers = 1 + len(hidden_dims)
        self.dtype = dtype
        self.params: dict[str, np.ndarray] = {}
        # BEGIN SOLUTION
        dims = [input_dim, *hidden_dims, num_classes]
        for i in range(1, self.num_layers + 1):
            W = weight_scale * np.random.randn(dims[i - 1], dims[i])
            self.params[f"W{i}"] = W
            self.params[f"b{i}"] = np.zeros(dims[i])
        # END SOLUTION
        for name, param in self.params.items():
            self.params[name] = param.astype(dtype)

    def loss(
        self, X: np.ndarray, y: np.ndarray | None = None
    ) -> np.ndarray | tuple[float, dict[str, np.ndarray]]:
        """Return the scores, or with labels the loss and its gradients.

        Parameters and returns are those of `TwoLayerNet.loss`.
        """
        X = X.astype(self.dtype)
        # BEGIN SOLUTION
        hidden, caches = X, []
        for i in range(1, self.num_layers):
            W, b = self.params[f"W{i}"], self.params[f"b{i}"]
            hidden, cache = affine_relu_forward(hidden, W, b)
            caches.append(cache)
        last = self.num_layers
        W, b = self.params[f"W{last}"], self.params[f"b{last}"]
        scores, scores_cache = affine_forward(hidden, W, b)
        # END SOLUTION
        if y is None:
            return scores

        grads: dict[str, np.ndarray] = {}
        # BEGIN SOLUTION
        loss, dscores = softmax_loss(scores, y)
        dhidden, dW, db = affine_backward(dscores, scores_cache)
        grads[f"W{last}"], grads[f"b{last}"] = dW, db
        for i in range(last - 1, 0, -1):
            dhidden, dW, db = affine_relu_backward(dhidden, caches[i - 1])
            grads[f"W{i}"], grads[f"b{i}"] = dW, db
        # only the matrices are penalised
        for i in range(1, last + 1):
            W = self.params[f"W{i}"]
            loss += 0.5 * self.reg * np.sum(W**2)
            grads[f"W{i}"] = grads[f"W{i}"] + self.reg * W
        # END SOLUTION
        return loss, grads
