"""The classifiers."""

from .fc_net import TwoLayerNet

__all__ = ["TwoLayerNet"]
