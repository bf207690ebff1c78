"""The layers: each has a forward function and a backward function, its derivative."""

# ruff: noqa: I001 - the order in which students meet the layers

from .base import Layer, TrainableLayer
from .relu import ReLU
from .windows import image_windows, output_size, zero_pad
from .convolution import Convolution
from .dropout import Dropout
from .pooling import Pooling
from .dense import FCLayer
from .flatten import Flatten

__all__ = [
    "Convolution",
    "Dropout",
    "FCLayer",
    "Flatten",
    "Layer",
    "Pooling",
    "ReLU",
    "TrainableLayer",
    "image_windows",
    "output_size",
    "zero_pad",
]
