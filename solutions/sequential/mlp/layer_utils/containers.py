"""The container that holds a network's layers and finds their parameters by name."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .base import Layer


class sequential:  # noqa: N801
    """Layers in the order in which they are applied.

    The layers own the parameters. ``params`` and ``grads`` are one flat view of them
    all, as of the last ``gather_params`` and ``gather_grads``.

    Attributes
    ----------
    layers : list of Layer
    params, grads : dict of str to array
        Parameters and gradients of all layers.
    paramName2Indices : dict of str to int
        Position of the layer that owns a parameter.
    layer_names : dict of str to int
        Position of a layer.

    """

    def __init__(self, *layers: Layer) -> None:
        self.layers = list(layers)
        self.params: dict[str, np.ndarray] = {}
        self.grads: dict[str, np.ndarray | None] = {}
        self.paramName2Indices: dict[str, int] = {}
        self.layer_names: dict[str, int] = {}
        for index, layer in enumerate(layers):
            if layer.name in self.layer_names:
                raise ValueError(f"two layers are named {layer.name!r}")
            self.layer_names[layer.name] = index
            for name in layer.params:
                self.paramName2Indices[name] = index
        self.gather_params()
        self.gather_grads()

    def assign(self, name: str, val: np.ndarray) -> None:
        """Make `val` itself, not a copy, the layer's parameter `name`."""
        self.layers[self.paramName2Indices[name]].params[name] = val

    def assign_grads(self, name: str, val: np.ndarray) -> None:
        """Make `val` itself, not a copy, the layer's gradient of parameter `name`."""
        self.layers[self.paramName2Indices[name]].grads[name] = val

    def get_params(self, name: str) -> np.ndarray:
        """Return parameter `name` as last gathered."""
        return self.params[name]

    def get_grads(self, name: str) -> np.ndarray | None:
        """Return the gradient of parameter `name` as last gathered."""
        return self.grads[name]

    def gather_params(self) -> None:
        """Collect the parameters of all layers in ``params``."""
        for layer in self.layers:
            self.params.update(layer.params)

    def gather_grads(self) -> None:
        """Collect the gradients of all layers in ``grads``."""
        for layer in self.layers:
            self.grads.update(layer.grads)

    def apply_l1_regularization(self, lam: float) -> None:
        r"""Add the gradient of an L1 penalty to each layer's gradients.

        .. math:: \tilde J(\theta) = J(\theta) + \lambda \sum_k |\theta_k|
        """
        # BEGIN SOLUTION
        for layer in self.layers:
            for name, grad in layer.grads.items():
                layer.grads[name] = grad + lam * np.sign(layer.params[name])
        # END SOLUTION

    def apply_l2_regularization(self, lam: float) -> None:
        r"""Add the gradient of an L2 penalty to each layer's gradients.

        .. math:: \tilde J(\theta) = J(\theta) + \lambda \sum_k \theta_k^2
        """
        # BEGIN SOLUTION
        for layer in self.layers:
            for name, grad in layer.grads.items():
                layer.grads[name] = grad + 2 * lam * layer.params[name]
        # END SOLUTION

    def load(self, pretrained: Mapping[str, np.ndarray]) -> None:
        """Copy the parameters that `pretrained` has under the same names."""
        for layer in self.layers:
            for name, param in layer.params.items():
                if name not in pretrained:
                    continue
                shape = pretrained[name].shape
                if shape != param.shape:
                    raise ValueError(f"{name} is {param.shape}, but {shape} was loaded")
                layer.params[name] = pretrained[name].copy()
                print(f"Loading Params: {name} Shape: {shape}")
