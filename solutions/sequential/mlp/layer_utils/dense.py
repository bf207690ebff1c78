"""The affine layer, and the flattening of images that comes before it."""

from __future__ import annotations

import numpy as np

from .base import Layer


class flatten(Layer):  # noqa: N801
    """Lay each sample's features out as one row: (N, d1, ..., dk) to (N, D)."""

    def __init__(self, name: str = "flatten") -> None:
        super().__init__(name)

    def forward(self, feat: np.ndarray) -> np.ndarray:
        """Flatten all axes but the first.

        Parameters
        ----------
        feat : (N, d1, ..., dk)

        Returns
        -------
        output : (N, D), D the product of d1, ..., dk

        """
        # BEGIN SOLUTION
        output = feat.reshape(feat.shape[0], -1)
        # END SOLUTION
        self.remember(feat, output)
        return output

    def backward(self, dprev: np.ndarray) -> np.ndarray:
        """Give the upstream gradient (N, D) the input's shape (N, d1, ..., dk)."""
        feat = self.recall(dprev)
        # BEGIN SOLUTION
        dfeat = dprev.reshape(feat.shape)
        # END SOLUTION
        return dfeat


class fc(Layer):  # noqa: N801
    r"""A fully connected layer.

    .. math:: Y = X W + b

    Parameters
    ----------
    input_dim, output_dim : int
        Numbers of features D and M.
    init_scale : float
        Standard deviation of the initial weights, drawn from ``np.random``; biases
        begin at zero.
    name : str

    """

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        init_scale: float = 0.002,
        name: str = "fc",
    ) -> None:
        super().__init__(name)
        self.input_dim = input_dim
        self.output_dim = output_dim
        w = init_scale * np.random.randn(input_dim, output_dim)
        self.add_weights(w, np.zeros(output_dim))

    def forward(self, feat: np.ndarray) -> np.ndarray:
        """Apply the layer to each row.

        Parameters
        ----------
        feat : (N, D)

        Returns
        -------
        output : (N, M)

        """
        if feat.ndim != 2 or feat.shape[1] != self.input_dim:
            raise ValueError(
                f"{self.name} takes (N, {self.input_dim}), not {feat.shape}"
            )
        # BEGIN SOLUTION
        output = feat @ self.params[self.w_name] + self.params[self.b_name]
        # END SOLUTION
        self.remember(feat, output)
        return output

    def backward(self, dprev: np.ndarray) -> np.ndarray:
        """Store the gradients of weights and biases, return that of the input.

        Parameters
        ----------
        dprev : (N, M)
            Gradient of the loss with respect to this layer's output.

        Returns
        -------
        dfeat : (N, D)

        """
        feat = self.recall(dprev)
        # BEGIN SOLUTION
        # b was added to every row of the batch
        self.grads[self.b_name] = dprev.sum(axis=0)
        self.grads[self.w_name] = feat.T @ dprev
        dfeat = dprev @ self.params[self.w_name].T
        # END SOLUTION
        return dfeat
