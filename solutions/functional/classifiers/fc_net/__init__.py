"""Fully connected networks."""

from .two_layer_net import TwoLayerNet

__all__ = ["TwoLayerNet"]
