"""Images of what a network has learned."""

from __future__ import annotations

import math

import numpy as np


def visualize_grid(
    Xs: np.ndarray, ubound: float = 255.0, padding: int = 1
) -> np.ndarray:
    """Lay images out on a square grid, each stretched to the full range.

    Parameters
    ----------
    Xs : (N, H, W, C)
        Images.
    ubound : float
        Each image's smallest value becomes 0, its largest `ubound`.
    padding : int
        Black pixels between images.

    Returns
    -------
    grid : (S * H + (S - 1) * padding, S * W + (S - 1) * padding, C)
        S images a row, S the smallest number whose square is not below N.

    """
    if Xs.ndim != 4:
        raise ValueError(f"visualize_grid: images must be (N, H, W, C), not {Xs.shape}")
    N, H, W, C = Xs.shape
    side = math.ceil(math.sqrt(N))
    grid = np.zeros(
        (side * H + (side - 1) * padding, side * W + (side - 1) * padding, C)
    )
    for n, image in enumerate(Xs):
        top = (n // side) * (H + padding)
        left = (n % side) * (W + padding)
        low, high = image.min(), image.max()
        # an image of one value stays black
        if high > low:
            grid[top : top + H, left : left + W] = ubound * (image - low) / (high - low)
    return grid
