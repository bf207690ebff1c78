"""A network of any number of affine layers, with normalisation and dropout."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike

from ...layers import (
    affine_backward,
    affine_forward,
    batchnorm_backward,
    batchnorm_forward,
    dropout_backward,
    dropout_forward,
    layernorm_backward,
    layernorm_forward,
    relu_backward,
    relu_forward,
    softmax_loss,
)


class FullyConnectedNet:
    """(Affine - [normalisation] - ReLU - [dropout]) x (L - 1) - affine - softmax.

    Parameters
    ----------
    hidden_dims : sequence of int
        Units of each hidden layer, L - 1 of them.
    input_dim : int
        Features D of a sample.
    num_classes : int
        Classes C.
    dropout_keep_ratio : float
        Probability of keeping a unit; 1 is no dropout.
    normalization : None, 'batchnorm' or 'layernorm'
        What comes before each ReLU.
    reg : float
        Strength of the L2 penalty, 0.5 * reg times the sum of squared weights.
    weight_scale : float
        Standard deviation of the initial weights, drawn layer by layer from
        `np.random`.
    dtype : type
        Of parameters and inputs: float64 to check gradients, float32 to train.
    seed : int, optional
        Makes dropout draw the same mask each time.

    Attributes
    ----------
    params : dict
        W1, b1, ..., WL, bL, and gamma1, beta1, ... of the L - 1 normalisations.
    num_layers : int
        L.
    bn_params : list of dict
        The parameter dict of each normalisation.
    dropout_param : dict
        That of dropout; empty without it.
    normalization, use_dropout, reg, dtype
        As above.

    """

    def __init__(
        self,
        hidden_dims: Sequence[int],
        input_dim: int = 3 * 32 * 32,
        num_classes: int = 10,
        dropout_keep_ratio: float = 1,
        normalization: str | None = None,
        reg: float = 0.0,
        weight_scale: float = 1e-2,
        dtype: DTypeLike = np.float32,
        seed: int | None = None,
    ) -> None:
        if normalization not in (None, "batchnorm", "layernorm"):
            raise ValueError(
                f"FullyConnectedNet: normalization is None, 'batchnorm' or "
                f"'layernorm', not {normalization!r}"
            )
        self.normalization = normalization
        self.use_dropout = dropout_keep_ratio != 1
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
            if normalization is not None and i < self.num_layers:
                self.params[f"gamma{i}"] = np.ones(dims[i])
                self.params[f"beta{i}"] = np.zeros(dims[i])
        # END SOLUTION

        self.dropout_param: dict = {}
        if self.use_dropout:
            self.dropout_param = {"mode": "train", "p": dropout_keep_ratio}
            if seed is not None:
                self.dropout_param["seed"] = seed
        self.bn_params: list[dict] = []
        if normalization == "batchnorm":
            self.bn_params = [{"mode": "train"} for _ in hidden_dims]
        elif normalization == "layernorm":
            self.bn_params = [{} for _ in hidden_dims]
        for name, param in self.params.items():
            self.params[name] = param.astype(dtype)

    def loss(
        self, X: np.ndarray, y: np.ndarray | None = None
    ) -> np.ndarray | tuple[float, dict[str, np.ndarray]]:
        """Return the scores, or with labels the loss and its gradients.

        Without labels the network is in test mode, with them in training mode.

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
        X = X.astype(self.dtype)
        mode = "test" if y is None else "train"
        if self.use_dropout:
            self.dropout_param["mode"] = mode
        if self.normalization == "batchnorm":
            for bn_param in self.bn_params:
                bn_param["mode"] = mode

        # BEGIN SOLUTION
        is_batch = self.normalization == "batchnorm"
        normalize = batchnorm_forward if is_batch else layernorm_forward
        hidden, caches = X, []
        for i in range(1, self.num_layers):
            W, b = self.params[f"W{i}"], self.params[f"b{i}"]
            hidden, affine_cache = affine_forward(hidden, W, b)
            norm_cache = dropout_cache = None
            if self.normalization is not None:
                gamma, beta = self.params[f"gamma{i}"], self.params[f"beta{i}"]
                bn_param = self.bn_params[i - 1]
                hidden, norm_cache = normalize(hidden, gamma, beta, bn_param)
            hidden, relu_cache = relu_forward(hidden)
            if self.use_dropout:
                hidden, dropout_cache = dropout_forward(hidden, self.dropout_param)
            caches.append((affine_cache, norm_cache, relu_cache, dropout_cache))
        last = self.num_layers
        W, b = self.params[f"W{last}"], self.params[f"b{last}"]
        scores, scores_cache = affine_forward(hidden, W, b)
        # END SOLUTION
        if y is None:
            return scores

        grads: dict[str, np.ndarray] = {}
        # BEGIN SOLUTION
        denormalize = batchnorm_backward if is_batch else layernorm_backward
        loss, dscores = softmax_loss(scores, y)
        dhidden, dW, db = affine_backward(dscores, scores_cache)
        grads[f"W{last}"], grads[f"b{last}"] = dW, db
        for i in range(last - 1, 0, -1):
            affine_cache, norm_cache, relu_cache, dropout_cache = caches[i - 1]
            if self.use_dropout:
                dhidden = dropout_backward(dhidden, dropout_cache)
            dhidden = relu_backward(dhidden, relu_cache)
            if self.normalization is not None:
                dhidden, dgamma, dbeta = denormalize(dhidden, norm_cache)
                grads[f"gamma{i}"], grads[f"beta{i}"] = dgamma, dbeta
            dhidden, dW, db = affine_backward(dhidden, affine_cache)
            grads[f"W{i}"], grads[f"b{i}"] = dW, db
        # only the matrices are penalised
        for i in range(1, last + 1):
            W = self.params[f"W{i}"]
            loss += 0.5 * self.reg * np.sum(W**2)
            grads[f"W{i}"] = grads[f"W{i}"] + self.reg * W
        # END SOLUTION
        return loss, grads
