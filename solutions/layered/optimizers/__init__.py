"""Optimizers: from parameters and gradients to the next parameters.

All arrays go by name, in dicts with the same keys. An optimizer's memory, such as a
velocity, is kept under the same names in the optimizer.
"""

# ruff: noqa: I001 - the order in which students meet the rules

from .base import Optimizer
from .sgd import SGD
from .adam import Adam
from .adaptive import Adagrad, RMSprop

__all__ = ["SGD", "Adagrad", "Adam", "Optimizer", "RMSprop"]
