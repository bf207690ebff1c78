"""Pooling by the maximum or the average."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .base import Layer
from .windows import check_window, image_windows, output_size, zero_pad


class Pooling(Layer):
    r"""Reduce each window of each channel to one number.

    .. math::
        Y_{ncyx} = \max_{i<h,\,j<w} \tilde{X}_{n,\,c,\,sy+i,\,sx+j} \quad \text{or}
        \quad Y_{ncyx} = \frac{1}{hw} \sum_{i<h,\,j<w} \tilde{X}_{n,\,c,\,sy+i,\,sx+j}

    :math:`\tilde{X}` is X within a border of zeros, which count like pixels: a zero is
    the maximum of a window of negative pixels, and every average is over h w numbers.

    Parameters
    ----------
    pool_params : dict
        `pool_type`: 'max' or 'avg'; `pool_height`, `pool_width`: size (h, w) of a
        window; `stride`: step s from one window to the next, both ways; `pad`: width
        of the border, on each of the four sides.
    name : str

    """

    def __init__(
        self, pool_params: Mapping[str, int | str], name: str = "pooling"
    ) -> None:
        super().__init__(name)
        self.pool_type = pool_params["pool_type"]
        self.pool_height = pool_params["pool_height"]
        self.pool_width = pool_params["pool_width"]
        self.stride = pool_params["stride"]
        self.pad = pool_params["pad"]
        if self.pool_type not in ("max", "avg"):
            raise ValueError(
                f"{name}: pool_type must be 'max' or 'avg', not {self.pool_type!r}"
            )
        check_window(self.pool_height, self.pool_width, self.stride, self.pad)

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Pool.

        Parameters
        ----------
        inputs : (N, C, H, W)

        Returns
        -------
        outputs : (N, C, H', W')
            The size is that of `output_size`; what is beyond the last whole window
            is left out.

        """
        self._output_size(inputs)
        # BEGIN SOLUTION
        window = (self.pool_height, self.pool_width)
        windows = image_windows(zero_pad(inputs, self.pad), *window, self.stride)
        combine = np.maximum if self.pool_type == "max" else np.add
        outputs = windows[..., 0, 0].copy()
        # h w steps over whole images are faster than one reduction a window
        for i, j in list(np.ndindex(window))[1:]:
            outputs = combine(outputs, windows[..., i, j])
        if self.pool_type == "avg":
            outputs = outputs / (self.pool_height * self.pool_width)
        # END SOLUTION
        return outputs

    def backward(self, in_grads: np.ndarray, inputs: np.ndarray) -> np.ndarray:
        """Send each window's gradient to its maximum, or in equal parts to its pixels.

        Of equal maxima the first one, in the order of rows, gets it all.

        Parameters
        ----------
        in_grads : (N, C, H', W')
            The loss's gradient by the outputs.
        inputs : (N, C, H, W)

        Returns
        -------
        out_grads : (N, C, H, W)

        """
        batch, channels, height, width = inputs.shape
        self.check_in_grads(in_grads, (batch, channels, *self._output_size(inputs)))
        # BEGIN SOLUTION
        window = (self.pool_height, self.pool_width)
        padded = zero_pad(inputs, self.pad)
        d_padded = np.zeros(padded.shape, dtype=in_grads.dtype)
        # windows may overlap: a pixel collects from all that it is part of
        d_windows = image_windows(d_padded, *window, self.stride)
        if self.pool_type == "avg":
            share = in_grads / (self.pool_height * self.pool_width)
            for i, j in np.ndindex(window):
                d_windows[..., i, j] += share
        else:
            windows = image_windows(padded, *window, self.stride)
            maxima = self.forward(inputs)
            unclaimed = in_grads
            for i, j in np.ndindex(window):
                won = unclaimed * (windows[..., i, j] == maxima)
                d_windows[..., i, j] += won
                unclaimed = unclaimed - won
        # the border was constant
        p = self.pad
        out_grads = d_padded[:, :, p : p + height, p : p + width]
        # END SOLUTION
        return out_grads

    def _output_size(self, inputs: np.ndarray) -> tuple[int, int]:
        return output_size(
            inputs.shape, self.pool_height, self.pool_width, self.stride, self.pad
        )
