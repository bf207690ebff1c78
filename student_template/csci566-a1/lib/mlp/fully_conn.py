"""Fully connected networks."""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

from .layer_utils import dropout, fc, flatten, gelu, sequential


class Module:
    """A network: layers held in ``net``, run forward and backward.

    A network of this kind says in ``build`` which layers it has.

    Parameters
    ----------
    keep_prob : float
        For networks with dropout: the probability of keeping a feature, 0 for no
        dropout.
    dtype : data type
        The type the network is meant for, kept as an attribute. Parameters begin in
        double precision, which numeric gradients need.
    seed : int, optional
        Seed of the dropout masks.

    """

    # some networks are called Test...; they aren't test cases for pytest to collect
    __test__ = False

    def __init__(
        self,
        keep_prob: float = 0,
        dtype: DTypeLike = np.float32,
        seed: int | None = None,
    ) -> None:
        self.keep_prob = keep_prob
        self.dtype = dtype
        self.seed = seed
        self.net = self.build()

    def build(self) -> sequential:
        """Return the network's layers."""
        raise NotImplementedError(f"{type(self).__name__} doesn't say its layers")

    def forward(
        self, feat: np.ndarray, is_training: bool = True, seed: int | None = None
    ) -> np.ndarray:
        """Run the layers first to last; `is_training` and `seed` are for dropout."""
        output = feat
        for layer in self.net.layers:
            if isinstance(layer, dropout):
                output = layer.forward(output, is_training, seed)
            else:
                output = layer.forward(output)
        self.net.gather_params()
        return output

    def backward(
        self,
        dprev: np.ndarray,
        regularization: str = "none",
        reg_lambda: float = 0.0,
    ) -> np.ndarray:
        """Run the layers last to first and gather their gradients.

        Parameters
        ----------
        dprev : array
            Gradient of the loss with respect to the output, of the output's shape.
        regularization : {'none', 'l1', 'l2'}
            The penalty whose gradient is added to those of the parameters.
        reg_lambda : float
            Weight of the penalty.

        Returns
        -------
        dfeat : array
            Gradient of the loss with respect to the input.

        """
        if regularization not in ("none", "l1", "l2"):
            raise NotImplementedError(
                f"regularization is 'none', 'l1' or 'l2', not {regularization!r}"
            )
        for layer in reversed(self.net.layers):
            dprev = layer.backward(dprev)
        if regularization == "l1":
            self.net.apply_l1_regularization(reg_lambda)
        elif regularization == "l2":
            self.net.apply_l2_regularization(reg_lambda)
        self.net.gather_grads()
        return dprev


class TestFCGeLU(Module):
    """flatten - fc (15 to 5) - gelu."""

    def build(self) -> sequential:
        """Return the network's layers."""
        # TODO (fc_gelu_network, 2 points): write this part.
        raise NotImplementedError(
            "TestFCGeLU.build is not written yet: question fc_gelu_network in "
            "problem_1, formula in the docstring above"
        )
        return net


class SmallFullyConnectedNetwork(Module):
    """fc (4 to 30) - gelu - fc (30 to 7), initial scale 0.02."""

    def build(self) -> sequential:
        """Return the network's layers."""
        # TODO (small_network, 2 points): write this part.
        raise NotImplementedError(
            "SmallFullyConnectedNetwork.build is not written yet: question "
            "small_network in problem_1, formula in the docstring above"
        )
        return net


class DropoutNet(Module):
    """Three layers of fc and gelu (15 - 20 - 30 - 10), then dropout."""

    def build(self) -> sequential:
        """Return the network's layers."""
        return sequential(
            flatten(name="flat"),
            fc(15, 20, 5e-2, name="fc1"),
            gelu(name="gelu1"),
            fc(20, 30, 5e-2, name="fc2"),
            gelu(name="gelu2"),
            fc(30, 10, 5e-2, name="fc3"),
            gelu(name="gelu3"),
            dropout(self.keep_prob, seed=self.seed),
        )


class TinyNet(Module):
    """flatten - fc (3072 to hidden) - gelu - fc (hidden to 20)."""

    def build(self) -> sequential:
        """Return the network's layers."""
        # TODO (tiny_net, 1 point): write this part.
        raise NotImplementedError(
            "TinyNet.build is not written yet: question tiny_net in problem_1, formula "
            "in the docstring above"
        )
        return net


class DropoutNetTest(Module):
    """3072 - 500 - 500 - 20 with dropout before the first gelu."""

    def build(self) -> sequential:
        """Return the network's layers."""
        return sequential(
            flatten(name="flat"),
            fc(3072, 500, 1e-2, name="fc1"),
            dropout(self.keep_prob, seed=self.seed),
            gelu(name="gelu1"),
            fc(500, 500, 1e-2, name="fc2"),
            gelu(name="gelu2"),
            fc(500, 20, 1e-2, name="fc3"),
        )


class FullyConnectedNetwork(Module):
    """Six fc layers, 3072 - 100 - 100 - 100 - 100 - 100 - 20, with gelu between."""

    def build(self) -> sequential:
        """Return the network's layers."""
        return sequential(
            flatten(name="flat"),
            fc(3072, 100, 0.1, name="fc1"),
            gelu(name="gelu1"),
            fc(100, 100, 0.1, name="fc2"),
            gelu(name="gelu2"),
            fc(100, 100, 0.1, name="fc3"),
            gelu(name="gelu3"),
            fc(100, 100, 0.1, name="fc4"),
            gelu(name="gelu4"),
            fc(100, 100, 0.1, name="fc5"),
            gelu(name="gelu5"),
            fc(100, 20, 0.1, name="fc6"),
        )
