"""Fully connected networks, made of layers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike

from .layer_utils import affine_relu_backward, affine_relu_forward
from .layers import affine_backward, affine_forward, softmax_loss


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
        # TODO (two_layer_net_init, 2 points): write this part.
        raise NotImplementedError(
            "TwoLayerNet.__init__ is not written yet: question two_layer_net_init in "
            "03_fc_nets, formula in the docstring of TwoLayerNet"
        )

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
        # TODO (two_layer_net_loss, 4 points): write this part, 1 of 2.
        raise NotImplementedError(
            "TwoLayerNet.loss is not written yet: question two_layer_net_loss in "
            "03_fc_nets, formula in the docstring above"
        )
        if y is None:
            return scores

        grads: dict[str, np.ndarray] = {}
        # TODO (two_layer_net_loss, 4 points): write this part, 2 of 2.
        raise NotImplementedError(
            "TwoLayerNet.loss is not written yet: question two_layer_net_loss in "
            "03_fc_nets, formula in the docstring above"
        )
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
        # TODO (fully_connected_net_init, 3 points): write this part.
        raise NotImplementedError(
            "FullyConnectedNet.__init__ is not written yet: question "
            "fully_connected_net_init in 03_fc_nets, formula in the docstring of "
            "FullyConnectedNet"
        )
        for name, param in self.params.items():
            self.params[name] = param.astype(dtype)

    def loss(
        self, X: np.ndarray, y: np.ndarray | None = None
    ) -> np.ndarray | tuple[float, dict[str, np.ndarray]]:
        """Return the scores, or with labels the loss and its gradients.

        Parameters and returns are those of `TwoLayerNet.loss`.
        """
        X = X.astype(self.dtype)
        # TODO (fully_connected_net_loss, 4 points): write this part, 1 of 2.
        raise NotImplementedError(
            "FullyConnectedNet.loss is not written yet: question "
            "fully_connected_net_loss in 03_fc_nets, formula in the docstring above"
        )
        if y is None:
            return scores

        grads: dict[str, np.ndarray] = {}
        # TODO (fully_connected_net_loss, 4 points): write this part, 2 of 2.
        raise NotImplementedError(
            "FullyConnectedNet.loss is not written yet: question "
            "fully_connected_net_loss in 03_fc_nets, formula in the docstring above"
        )
        return loss, grads
