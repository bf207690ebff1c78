"""Update rules: from weights and gradient to the next weights."""

# ruff: noqa: I001 - the order in which students meet the rules

from .gradient_descent import sgd
from .momentum import sgd_momentum
from .adaptive import adam, rmsprop

__all__ = ["adam", "rmsprop", "sgd", "sgd_momentum"]
