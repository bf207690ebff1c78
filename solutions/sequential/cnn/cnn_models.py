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
        # BEGIN SOLUTION
        net = sequential(
            ConvLayer2D(3, 3, 3, init_scale=0.02, name="conv1"),
            MaxPoolingLayer(2, 2, name="pool1"),
            flatten(name="flat"),
            fc(27, 5, 0.02, name="fc1"),
        )
        # END SOLUTION
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
        # BEGIN SOLUTION
        # weights scaled by sqrt(2 / inputs of a unit) keep the features' size (He et
        # al., 2015); pooling first leaves GeLU a quarter of the elements
        net = sequential(
            ConvLayer2D(3, 3, 32, 1, 1, math.sqrt(2 / 27), name="conv1"),
            MaxPoolingLayer(2, 2, name="pool1"),
            gelu(name="gelu1"),
            ConvLayer2D(32, 3, 64, 1, 1, math.sqrt(2 / 288), name="conv2"),
            MaxPoolingLayer(2, 2, name="pool2"),
            gelu(name="gelu2"),
            flatten(name="flat"),
            fc(4096, 128, math.sqrt(2 / 4096), name="fc1"),
            gelu(name="gelu3"),
            dropout(self.keep_prob, seed=self.seed),
            fc(128, 20, 0.02, name="fc2"),
        )
        # END SOLUTION
        return net
