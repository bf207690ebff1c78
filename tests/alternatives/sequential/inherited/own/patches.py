"""Where the windows of images are: index arrays, and what layers with windows share."""

import numpy as np


class Windowed:
    """A layer whose windows are gathered by index arrays."""

    border = 0

    def places(self, shape, size):
        """Return the rows and columns of each window's pixels, to index with."""
        steps = [
            np.arange(0, side + 2 * self.border - size + 1, self.stride)
            for side in shape[1:3]
        ]
        inside = np.arange(size)
        rows = steps[0][:, None, None, None] + inside[:, None]
        columns = steps[1][None, :, None, None] + inside
        return np.broadcast_arrays(rows, columns)

    def widen(self, img):
        sides = [(0, 0), (self.border,) * 2, (self.border,) * 2, (0, 0)]
        return np.pad(img, sides)

    def narrow(self, wide):
        stop = -self.border if self.border else None
        return wide[:, self.border : stop, self.border : stop].copy()
