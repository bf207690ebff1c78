"""Layers of a fully connected network, their container and the loss."""

# ruff: noqa: I001 - the order is that of a single module: what others build on first
from .base import Layer, reset_seed
from .containers import sequential
from .dense import fc, flatten
from .activations import gelu
from .regularization import dropout
from .losses import cross_entropy, softmax

__all__ = [
    "Layer",
    "cross_entropy",
    "dropout",
    "fc",
    "flatten",
    "gelu",
    "reset_seed",
    "sequential",
    "softmax",
]
