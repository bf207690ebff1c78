"""Networks ready to train."""

from __future__ import annotations

import numpy as np

from layers import Convolution, FCLayer, Flatten, Pooling, ReLU
from models import Model
from utils.tools import Guassian


def MNISTNet() -> Model:  # noqa: N802
    """Return a network for images (N, 1, 28, 28) of ten digits.

    conv (6 kernels, 3 by 3) - relu - max pool (2, stride 2) - conv (16 kernels, 3 by
    3) - relu - max pool (3, stride 2) - flatten (400) - fc (256) - relu - fc (10).
    Its parameters are in single precision, as the images are.
    """
    small = Guassian(std=0.01, dtype=np.float32)
    model = Model()
    model.add(Convolution(_conv(1, 6), initializer=small, name="conv1"))
    model.add(ReLU(name="relu1"))
    model.add(Pooling(_max_pool(2), name="pooling1"))
    model.add(Convolution(_conv(6, 16), initializer=small, name="conv2"))
    model.add(ReLU(name="relu2"))
    model.add(Pooling(_max_pool(3), name="pooling2"))
    model.add(Flatten(name="flatten"))
    model.add(FCLayer(400, 256, name="fclayer1", initializer=small))
    model.add(ReLU(name="relu3"))
    model.add(FCLayer(256, 10, name="fclayer2", initializer=small))
    return model


def _conv(in_channel: int, out_channel: int) -> dict[str, int]:
    return {
        "kernel_h": 3,
        "kernel_w": 3,
        "stride": 1,
        "pad": 0,
        "in_channel": in_channel,
        "out_channel": out_channel,
    }


def _max_pool(size: int) -> dict[str, int | str]:
    return {
        "pool_type": "max",
        "pool_height": size,
        "pool_width": size,
        "stride": 2,
        "pad": 0,
    }
