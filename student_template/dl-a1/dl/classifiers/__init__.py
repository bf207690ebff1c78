"""The classifiers."""

from .cnn import ThreeLayerConvNet
from .fc_net import FullyConnectedNet, TwoLayerNet
from .linear_classifier import LinearClassifier, LinearSVM, Softmax

__all__ = [
    "FullyConnectedNet",
    "LinearClassifier",
    "LinearSVM",
    "Softmax",
    "ThreeLayerConvNet",
    "TwoLayerNet",
]
