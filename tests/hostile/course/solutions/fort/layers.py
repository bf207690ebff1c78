"""The layers to write. MODEL-SOLUTION-SECRET"""

import numpy as np


def affine_forward(x, w, b):
    """Return ``x w + b`` and a cache."""
    # BEGIN SOLUTION
    return x @ w + b, (x, w, b)
    # END SOLUTION


def relu_forward(x):
    """Return ``max(x, 0)`` and a cache."""
    # BEGIN SOLUTION
    return np.maximum(x, 0), x
    # END SOLUTION
