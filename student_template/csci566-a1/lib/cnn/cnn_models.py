"""Convolutional networks."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import DTypeLike

from ..mlp.fully_conn import Module
from ..mlp.layer_utils import dropout, fc, flatten, gelu
from .layer_utils import ConvLayer2D, MaxPoolingLayer, sequential


class TestCNN(Module):
    """conv (3 filters, 3 by 3) - max pool (2, stride 2) - flatten - fc (27 to 5)."""

    def build(self) -> sequential:
        """Return the network's layers."""
        # TODO (cnn_network, 3 points): write this part.
        raise NotImplementedError(
            "TestCNN.build is not written yet: question cnn_network in problem_2, "
            "formula in the docstring above"
        )
        return net


class SmallConvolutionalNetwork(Module):
    """A network for images (32, 32, 3) with at most two convolutions and two poolings.

    It is there to be trained, so its parameters have the type `dtype`; with images of
    the same type all its arithmetic has.
    """

    def __init__(
        self,
        keep_prob: float = 0,
        dtype: DTypeLike = np.float32,
        seed: int | None = None,
    ) -> None:
        super().__init__(keep_prob, dtype, seed)
        for name, param in self.net.params.items():
            self.net.assign(name, param.astype(dtype))
        self.net.gather_params()

    def build(self) -> sequential:
        """Return the network's layers."""
        # TODO (small_cnn, 5 points): write this part.
        raise NotImplementedError(
            "SmallConvolutionalNetwork.build is not written yet: question small_cnn in "
            "problem_2, formula in the docstring above"
        )
        return net
