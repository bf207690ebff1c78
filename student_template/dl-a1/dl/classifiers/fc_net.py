"""Fully connected networks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike

from ..layer_utils import affine_relu_backward, affine_relu_forward
from ..layers import (
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


# --- A network of two affine layers with a ReLU between them ---


class TwoLayerNet:
    """Affine - ReLU - affine - softmax.

    Parameters
    ----------
    input_dim : int
        Features D of a sample.
    hidden_dim : int
        Hidden units H.
    num_classes : int
        Classes C.
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
        hidden_dim: int = 100,
        num_classes: int = 10,
        weight_scale: float = 1e-3,
        reg: float = 0.0,
    ) -> None:
        self.params: dict[str, np.ndarray] = {}
        self.reg = reg
        # TODO (two_layer_net_init, 2 points): write this part.
        raise NotImplementedError(
            "TwoLayerNet.__init__ is not written yet: question two_layer_net_init in "
            "02_two_layer_net, formula in the docstring of TwoLayerNet"
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
            "02_two_layer_net, formula in the docstring above"
        )
        if y is None:
            return scores

        grads: dict[str, np.ndarray] = {}
        # TODO (two_layer_net_loss, 4 points): write this part, 2 of 2.
        raise NotImplementedError(
            "TwoLayerNet.loss is not written yet: question two_layer_net_loss in "
            "02_two_layer_net, formula in the docstring above"
        )
        return loss, grads

    def save(self, fname: str) -> None:
        """Write the parameters to the file `fname`, a .npy of the dict."""
        with open(fname, "wb") as file:
            np.save(file, self.params, allow_pickle=True)
        print(f"{fname} saved.")

    def load(self, fname: str) -> None:
        """Read the parameters from a file that `save` wrote.

        Such a file is a pickle, which can run any code: load only your own.
        """
        self.params = np.load(fname, allow_pickle=True).item()
        print(f"{fname} loaded.")


# --- A network of any number of affine layers, with normalisation and dropout ---


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
        # TODO (fully_connected_net_init, 3 points): write this part.
        raise NotImplementedError(
            "FullyConnectedNet.__init__ is not written yet: question "
            "fully_connected_net_init in 03_fully_connected_nets, formula in the "
            "docstring of FullyConnectedNet"
        )

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

        # TODO (fully_connected_net_loss, 4 points): write this part, 1 of 2.
        raise NotImplementedError(
            "FullyConnectedNet.loss is not written yet: question "
            "fully_connected_net_loss in 03_fully_connected_nets, formula in the "
            "docstring above"
        )
        if y is None:
            return scores

        grads: dict[str, np.ndarray] = {}
        # TODO (fully_connected_net_loss, 4 points): write this part, 2 of 2.
        raise NotImplementedError(
            "FullyConnectedNet.loss is not written yet: question "
            "fully_connected_net_loss in 03_fully_connected_nets, formula in the "
            "docstring above"
        )
        return loss, grads
