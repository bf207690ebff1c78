"""Who takes part in the races of ``layers.py``: layers and training steps.

Each function returns the runners of one race by name. `fast` and `naive` are the
functional solutions; `own` is the layer of the course that the shape is from, where
it has one of its own; the others are PyTorch with one thread and with two.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from functional import fast_layers, layers, optim
from functional.classifiers import ThreeLayerConvNet
from layered.layers import Convolution, Pooling
from racing import Runner
from sequential.cnn.cnn_models import SmallConvolutionalNetwork
from sequential.cnn.layer_utils import ConvLayer2D, MaxPoolingLayer
from sequential.mlp.layer_utils import cross_entropy
from sequential.optim import Adam
from torch import nn
from torch.nn import functional

NAIVE_IMAGES = 2  # loops take the same time for every image, so a few will do
Runners = dict[str, Runner]


@dataclass(frozen=True)
class Shape:
    """Images, windows and filters as some network has them.

    ``images`` is (N, C, H, W); ``filters`` is F, None for pooling; ``size`` is the
    height and width of a window. ``family`` names the solutions that the network is
    from.
    """

    name: str
    family: str
    images: tuple[int, int, int, int]
    filters: int | None
    size: int
    stride: int
    pad: int = 0


SHAPES = (
    Shape("dl-a1's notebook", "functional", (100, 3, 31, 31), 25, 3, 2, 1),
    Shape("ThreeLayerConvNet", "functional", (50, 3, 32, 32), 32, 7, 1, 3),
    Shape("MNISTNet, first", "layered", (32, 1, 28, 28), 6, 3, 1),
    Shape("MNISTNet, second", "layered", (32, 6, 13, 13), 16, 3, 1),
    Shape("csci566-a1, first", "sequential", (100, 3, 32, 32), 32, 3, 1, 1),
    Shape("csci566-a1, second", "sequential", (100, 32, 16, 16), 64, 3, 1, 1),
    Shape("dl-a1's notebook", "functional", (100, 3, 32, 32), None, 2, 2),
    Shape("ThreeLayerConvNet", "functional", (50, 32, 32, 32), None, 2, 2),
    Shape("MNISTNet, first", "layered", (32, 6, 26, 26), None, 2, 2),
    Shape("MNISTNet, second", "layered", (32, 16, 11, 11), None, 3, 2),
    Shape("csci566-a1, first", "sequential", (100, 32, 32, 32), None, 2, 2),
    Shape("csci566-a1, second", "sequential", (100, 64, 16, 16), None, 2, 2),
)


def layer_races(shape: Shape, dtype: type) -> tuple[Runners, Runners]:
    """Return the runners of a layer's forward pass, and of its backward pass."""
    rng = np.random.default_rng(0)
    arrays = [rng.standard_normal(shape.images).astype(dtype)]
    if shape.filters is not None:
        weights = (shape.filters, shape.images[1], shape.size, shape.size)
        arrays += [rng.standard_normal(s).astype(dtype) for s in (weights, weights[0])]
    forward, backward, param = _functional(shape, fast_layers, "fast")
    out, cache = forward(*arrays, param)
    dout = rng.standard_normal(out.shape).astype(dtype)

    races = (
        {"fast": Runner(lambda: forward(*arrays, param))},
        {"fast": Runner(lambda: backward(dout, cache))},
    )
    _enter(races, "naive", _naive(shape, arrays, dout))
    if shape.family == "layered":
        _enter(races, "own", _layered(shape, arrays, dout))
    if shape.family == "sequential":
        _enter(races, "own", _sequential(shape, arrays, dout))
    for threads in (1, 2):
        runners = _torch(shape, arrays, dout, threads)
        _enter(races, f"PyTorch {threads}", runners)
    return races


def _enter(races: tuple[Runners, ...], name: str, runners: tuple[Runner, ...]) -> None:
    for race, runner in zip(races, runners, strict=True):
        race[name] = runner


def _functional(
    shape: Shape, module: object, way: str
) -> tuple[Callable, Callable, dict]:
    """Return a layer's two functions and its parameter dict."""
    if shape.filters is not None:
        kind, param = "conv", {"stride": shape.stride, "pad": shape.pad}
    else:
        kind, param = "max_pool", {"pool_height": shape.size, "pool_width": shape.size}
        param["stride"] = shape.stride
    forward = getattr(module, f"{kind}_forward_{way}")
    return forward, getattr(module, f"{kind}_backward_{way}"), param


def _naive(shape: Shape, arrays: list, dout: np.ndarray) -> tuple[Runner, Runner]:
    forward, backward, param = _functional(shape, layers, "naive")
    few = [arrays[0][:NAIVE_IMAGES], *arrays[1:]]
    _, cache = forward(*few, param)
    times = shape.images[0] / NAIVE_IMAGES
    return (
        Runner(lambda: forward(*few, param), times=times),
        Runner(lambda: backward(dout[:NAIVE_IMAGES], cache), times=times),
    )


def _layered(shape: Shape, arrays: list, dout: np.ndarray) -> tuple[Runner, Runner]:
    params = {"stride": shape.stride, "pad": shape.pad}
    if shape.filters is not None:
        params |= {"kernel_h": shape.size, "kernel_w": shape.size}
        params |= {"in_channel": shape.images[1], "out_channel": shape.filters}
        layer = Convolution(params)
        layer.weights, layer.bias = arrays[1:]
    else:
        params |= {"pool_height": shape.size, "pool_width": shape.size}
        layer = Pooling({"pool_type": "max", **params})
    images = arrays[0]
    return (
        Runner(lambda: layer.forward(images)),
        Runner(lambda: layer.backward(dout, images)),
    )


def _sequential(shape: Shape, arrays: list, dout: np.ndarray) -> tuple[Runner, Runner]:
    if shape.filters is not None:
        layer = ConvLayer2D(
            shape.images[1], shape.size, shape.filters, shape.stride, shape.pad
        )
        layer.params[layer.w_name] = arrays[1].transpose(2, 3, 1, 0).copy()
        layer.params[layer.b_name] = arrays[2]
    else:
        layer = MaxPoolingLayer(shape.size, shape.stride, "pool")
    # this course's images are (N, H, W, C)
    images, dprev = (array.transpose(0, 2, 3, 1).copy() for array in (arrays[0], dout))

    def forward() -> np.ndarray:
        return layer.forward(images)

    # its layers forget their inputs in backward
    return Runner(forward), Runner(lambda: layer.backward(dprev), prepare=forward)


def _torch(
    shape: Shape, arrays: list, dout: np.ndarray, threads: int
) -> tuple[Runner, Runner]:
    leaves = [torch.tensor(array, requires_grad=True) for array in arrays]
    grad = torch.tensor(dout)

    def forward() -> torch.Tensor:
        if shape.filters is not None:
            return functional.conv2d(*leaves, stride=shape.stride, padding=shape.pad)
        return functional.max_pool2d(*leaves, shape.size, shape.stride)

    out = forward()

    def backward() -> tuple[torch.Tensor, ...]:
        return torch.autograd.grad(out, leaves, grad, retain_graph=True)

    return Runner(forward, threads=threads), Runner(backward, threads=threads)


def three_layer_conv_net_race() -> Runners:
    """Return the runners of a step of Adam with dl-a1's network, batch 50."""
    model = ThreeLayerConvNet()
    images, labels = _batch(50, 10)
    configs: dict[str, dict] = {name: {} for name in model.params}

    def step() -> None:
        _, grads = model.loss(images, labels)
        for name, param in model.params.items():
            model.params[name], _ = optim.adam(param, grads[name], configs[name])

    theirs = nn.Sequential(
        *(nn.Conv2d(3, 32, 7, padding=3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()),
        *(nn.Linear(32 * 16 * 16, 100), nn.ReLU(), nn.Linear(100, 10)),
    )
    return {"solution": Runner(step), **_torch_steps(theirs, images, labels)}


def small_convolutional_network_race() -> Runners:
    """Return the runners of a step of Adam with csci566-a1's network, batch 100."""
    model = SmallConvolutionalNetwork(dtype=np.float32)
    loss, optimizer = cross_entropy(), Adam(model.net)
    images, labels = _batch(100, 20)
    channels_last = images.transpose(0, 2, 3, 1).copy()

    def step() -> None:
        scores = model.forward(channels_last, is_training=True)
        loss.forward(scores, labels)
        model.backward(loss.backward())
        optimizer.step()

    theirs = nn.Sequential(
        *(nn.Conv2d(3, 32, 3, padding=1), nn.MaxPool2d(2), nn.GELU("tanh")),
        *(nn.Conv2d(32, 64, 3, padding=1), nn.MaxPool2d(2), nn.GELU("tanh")),
        *(nn.Flatten(), nn.Linear(4096, 128), nn.GELU("tanh"), nn.Linear(128, 20)),
    )
    return {"solution": Runner(step), **_torch_steps(theirs, images, labels)}


def _batch(number: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    images = rng.standard_normal((number, 3, 32, 32)).astype(np.float32)
    return images, rng.integers(classes, size=number)


def _torch_steps(model: nn.Module, images: np.ndarray, labels: np.ndarray) -> Runners:
    optimizer = torch.optim.Adam(model.parameters())
    x, y = torch.tensor(images), torch.tensor(labels)

    def step() -> None:
        optimizer.zero_grad()
        functional.cross_entropy(model(x), y).backward()
        optimizer.step()

    return {f"PyTorch {n}": Runner(step, threads=n) for n in (1, 2)}
