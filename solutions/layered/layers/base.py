"""What all layers share."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

Params = dict[str, np.ndarray]


class Layer:
    """A step of a network: a function, and how gradients come back through it.

    Parameters
    ----------
    name : str

    Attributes
    ----------
    training : bool
        Whether the layer is being trained or used; some behave differently.
    trainable : bool
        Whether the layer has parameters that an optimizer may change.

    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.training = True
        self.trainable = False

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Return the outputs."""
        raise NotImplementedError(f"{type(self).__name__} has no forward")

    def backward(self, in_grads: np.ndarray, inputs: np.ndarray) -> np.ndarray:
        """Take the loss's gradient by the outputs, return that by the inputs.

        Parameters
        ----------
        in_grads : shape of the outputs
        inputs
            Those of the forward pass, once more.

        """
        raise NotImplementedError(f"{type(self).__name__} has no backward")

    def update(self, params: Mapping[str, np.ndarray]) -> None:
        """Take over new parameters, named as `get_params` names them."""

    def set_mode(self, training: bool) -> None:
        """Say whether the layer is being trained (True) or used (False)."""
        self.training = training

    def set_trainable(self, trainable: bool) -> None:
        """Allow or forbid an optimizer to change the layer's parameters."""
        self.trainable = trainable

    def get_params(self, prefix: str) -> tuple[Params, Params] | None:
        """Return parameters and gradients by name; None if there are none to train."""
        return None

    def check_in_grads(self, in_grads: np.ndarray, shape: tuple[int, ...]) -> None:
        """Raise a ValueError unless `in_grads` has the outputs' shape."""
        if in_grads.shape != shape:
            raise ValueError(
                f"{self.name}: in_grads {in_grads.shape} must have the outputs' shape "
                f"{shape}"
            )


class TrainableLayer(Layer):
    """A layer with weights and a bias.

    Parameters
    ----------
    name : str
    weights : array
        Their first values.
    num_outputs : int
        Length of the bias, which begins at zero.

    Attributes
    ----------
    weights, bias : array
    w_grad, b_grad : array
        The loss's gradients by both, as of the last backward pass.

    """

    def __init__(self, name: str, weights: np.ndarray, num_outputs: int) -> None:
        super().__init__(name)
        self.trainable = True
        self.weights = weights
        self.bias = np.zeros(num_outputs, dtype=weights.dtype)
        self.w_grad = np.zeros_like(self.weights)
        self.b_grad = np.zeros_like(self.bias)

    def update(self, params: Mapping[str, np.ndarray]) -> None:
        """Take over new weights and a new bias, told apart by their names."""
        for name, value in params.items():
            if "weights" in name:
                self.weights = value
            else:
                self.bias = value

    def get_params(self, prefix: str) -> tuple[Params, Params] | None:
        """Return both parameters, and both gradients, under names of this form.

        ``<prefix>:<name>/weights`` and ``<prefix>:<name>/bias``. None if the layer
        isn't to be trained.
        """
        if not self.trainable:
            return None
        w_name = f"{prefix}:{self.name}/weights"
        b_name = f"{prefix}:{self.name}/bias"
        params = {w_name: self.weights, b_name: self.bias}
        grads = {w_name: self.w_grad, b_name: self.b_grad}
        return params, grads
