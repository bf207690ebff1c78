"""The windows that a kernel sees as it moves over an image."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def output_size(
    shape: tuple[int, ...], height: int, width: int, stride: int, pad: int
) -> tuple[int, int]:
    r"""Return how many windows fit below and beside each other.

    .. math:: H' = 1 + \left\lfloor \frac{H + 2p - k_h}{s} \right\rfloor, \quad
              W' = 1 + \left\lfloor \frac{W + 2p - k_w}{s} \right\rfloor

    Parameters
    ----------
    shape : (N, C, H, W)
        Of the images.
    height, width : int
        Of a window, :math:`k_h` and :math:`k_w`.
    stride : int
        Step s from one window to the next, both ways.
    pad : int
        Width p of the border of zeros, on each of the four sides.

    Raises
    ------
    ValueError
        If these are no images, or not one window fits.

    """
    if len(shape) != 4 or min(shape[2:]) + 2 * pad < 1:
        raise ValueError(f"images must be (N, C, H, W), not {shape}")
    free_height = shape[2] + 2 * pad - height
    free_width = shape[3] + 2 * pad - width
    if free_height < 0 or free_width < 0:
        raise ValueError(
            f"a window {(height, width)} doesn't fit into images {shape} with pad {pad}"
        )
    return 1 + free_height // stride, 1 + free_width // stride


def zero_pad(images: np.ndarray, pad: int) -> np.ndarray:
    """Copy images (N, C, H, W) into a border of zeros, `pad` wide on each side."""
    return np.pad(images, ((0, 0), (0, 0), (pad, pad), (pad, pad)))


def image_windows(
    images: np.ndarray, height: int, width: int, stride: int
) -> np.ndarray:
    """View images as their windows; nothing is copied.

    Parameters
    ----------
    images : (N, C, H, W)
        Padded already.
    height, width : int
        Of a window.
    stride : int
        Step from one window to the next, both ways.

    Returns
    -------
    windows : (N, C, H', W', height, width)
        ``windows[n, c, y, x]`` is the window whose upper left corner is pixel
        (stride y, stride x) of channel c of image n. Writing to a window writes to
        the image.

    """
    windows = sliding_window_view(images, (height, width), axis=(2, 3), writeable=True)
    return windows[:, :, ::stride, ::stride]


def check_window(height: int, width: int, stride: int, pad: int) -> None:
    """Raise a ValueError unless windows of this kind exist."""
    if min(height, width, stride) < 1 or pad < 0:
        raise ValueError(
            f"there are no windows {(height, width)} with stride {stride}, pad {pad}"
        )
