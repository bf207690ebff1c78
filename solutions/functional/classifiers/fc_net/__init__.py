"""Fully connected networks."""

# ruff: noqa: I001 - the order in which students meet the networks

from .two_layer_net import TwoLayerNet
from .fully_connected_net import FullyConnectedNet

__all__ = ["FullyConnectedNet", "TwoLayerNet"]
