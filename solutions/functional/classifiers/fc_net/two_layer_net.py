"""A network of two affine layers with a ReLU between them."""

from __future__ import annotations

import numpy as np

from ...layer_utils import affine_relu_backward, affine_relu_forward
from ...layers import affine_backward, affine_forward, softmax_loss


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
        # BEGIN SOLUTION
        self.params["W1"] = weight_scale * np.random.randn(input_dim, hidden_dim)
        self.params["b1"] = np.zeros(hidden_dim)
        self.params["W2"] = weight_scale * np.random.randn(hidden_dim, num_classes)
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
