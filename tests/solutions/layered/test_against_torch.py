"""Every layer, the loss and every optimizer against PyTorch, in double precision."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from layered.applications import MNISTNet
from layered.layers import Convolution, Dropout, FCLayer, Flatten, Pooling, ReLU
from layered.loss import SoftmaxCrossEntropy
from layered.optimizers import SGD, Adagrad, Adam, RMSprop
from torch.nn import functional

CLOSE = {"rtol": 1e-10, "atol": 1e-10}

seeds = st.integers(0, 2**32 - 1)
thorough = settings(max_examples=40, deadline=None)


@st.composite
def geometries(draw):
    """Draw images, windows, strides and paddings of which at least one window fits."""
    height, width, stride = (draw(st.integers(1, 4)) for _ in range(3))
    pad = draw(st.integers(0, 3))
    H = draw(st.integers(max(1, height - 2 * pad), 9))
    W = draw(st.integers(max(1, width - 2 * pad), 9))
    batch, channels = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    return (batch, channels, H, W), height, width, stride, pad


def as_leaf(array):
    return torch.tensor(array, requires_grad=True)


def assert_close(got, want):
    np.testing.assert_allclose(got, want.detach().numpy(), **CLOSE)


def assert_same_layer(layer, inputs, in_grads, x, out):
    """Compare the outputs and the gradients by the inputs."""
    assert_close(layer.forward(inputs), out)
    out.backward(torch.tensor(in_grads))
    assert_close(layer.backward(in_grads, inputs), x.grad)


@thorough
@given(geometries(), st.integers(1, 4), seeds)
def test_convolution(geometry, out_channel, seed):
    shape, height, width, stride, pad = geometry
    rng = np.random.default_rng(seed)
    layer = Convolution(
        {
            "kernel_h": height,
            "kernel_w": width,
            "stride": stride,
            "pad": pad,
            "in_channel": shape[1],
            "out_channel": out_channel,
        }
    )
    layer.bias = rng.standard_normal(out_channel)
    inputs = rng.standard_normal(shape)
    x, w, b = as_leaf(inputs), as_leaf(layer.weights), as_leaf(layer.bias)
    out = functional.conv2d(x, w, b, stride=stride, padding=pad)

    assert_same_layer(layer, inputs, rng.standard_normal(out.shape), x, out)
    assert_close(layer.w_grad, w.grad)
    assert_close(layer.b_grad, b.grad)


@pytest.mark.parametrize("pool_type", ["max", "avg"])
@thorough
@given(geometry=geometries(), seed=seeds)
def test_pooling(pool_type, geometry, seed):
    shape, height, width, stride, pad = geometry
    rng = np.random.default_rng(seed)
    layer = Pooling(
        {
            "pool_type": pool_type,
            "pool_height": height,
            "pool_width": width,
            "stride": stride,
            "pad": pad,
        }
    )
    inputs = rng.standard_normal(shape)
    x = as_leaf(inputs)
    # PyTorch's own padding is -inf for the maximum; here the zeros take part
    padded = functional.pad(x, (pad, pad, pad, pad))
    pool = functional.max_pool2d if pool_type == "max" else functional.avg_pool2d
    out = pool(padded, (height, width), stride=stride)

    assert_same_layer(layer, inputs, rng.standard_normal(out.shape), x, out)


@thorough
@given(*[st.integers(1, 7)] * 3, seeds)
def test_fully_connected_layer(batch, in_features, out_features, seed):
    rng = np.random.default_rng(seed)
    layer = FCLayer(in_features, out_features)
    layer.bias = rng.standard_normal(out_features)
    inputs = rng.standard_normal((batch, in_features))
    x, w, b = as_leaf(inputs), as_leaf(layer.weights), as_leaf(layer.bias)
    out = x @ w + b

    assert_same_layer(layer, inputs, rng.standard_normal(out.shape), x, out)
    assert_close(layer.w_grad, w.grad)
    assert_close(layer.b_grad, b.grad)


@thorough
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), seeds)
def test_relu(shape, seed):
    rng = np.random.default_rng(seed)
    inputs = rng.standard_normal(shape)
    x = as_leaf(inputs)
    out = functional.relu(x)
    assert_same_layer(ReLU(), inputs, rng.standard_normal(shape), x, out)


@thorough
@given(st.lists(st.integers(1, 4), min_size=2, max_size=5), seeds)
def test_flatten(shape, seed):
    rng = np.random.default_rng(seed)
    inputs = rng.standard_normal(shape)
    x = as_leaf(inputs)
    out = torch.flatten(x, 1)
    assert_same_layer(Flatten(), inputs, rng.standard_normal(out.shape), x, out)


@thorough
@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=4),
    st.floats(0, 0.9),
    seeds,
)
def test_dropout_with_the_layers_own_mask(shape, ratio, seed):
    rng = np.random.default_rng(seed)
    layer = Dropout(ratio, seed=seed)
    inputs = rng.standard_normal(shape)
    layer.forward(inputs)
    x = as_leaf(inputs)
    out = x * torch.tensor(layer.mask) / (1 - ratio)
    assert_same_layer(layer, inputs, rng.standard_normal(shape), x, out)


@thorough
@given(st.integers(1, 8), st.integers(1, 8), st.floats(1e-3, 1e3), seeds)
def test_softmax_cross_entropy(batch, num_class, size, seed):
    rng = np.random.default_rng(seed)
    loss = SoftmaxCrossEntropy(num_class)
    inputs = size * rng.standard_normal((batch, num_class))
    targets = rng.integers(num_class, size=batch)
    x = as_leaf(inputs)
    want = functional.cross_entropy(x, torch.tensor(targets))
    want.backward()

    value, probs = loss.forward(inputs, targets)
    assert_close(value, want)
    assert_close(probs, torch.softmax(x, dim=1))
    assert_close(loss.backward(inputs, targets), x.grad)


OPTIMIZERS = {
    "SGD": (lambda: SGD(lr=0.1), lambda p: torch.optim.SGD(p, lr=0.1)),
    "SGD with momentum": (
        lambda: SGD(lr=0.1, momentum=0.8),
        lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.8),
    ),
    "Adam": (
        lambda: Adam(lr=0.1, beta_1=0.8, beta_2=0.95),
        lambda p: torch.optim.Adam(p, lr=0.1, betas=(0.8, 0.95)),
    ),
    "Adam with epsilon": (
        lambda: Adam(lr=0.1, epsilon=0.3),
        lambda p: torch.optim.Adam(p, lr=0.1, eps=0.3),
    ),
    "Adagrad": (
        lambda: Adagrad(lr=0.1),
        lambda p: torch.optim.Adagrad(p, lr=0.1, eps=1e-8),
    ),
    "RMSprop": (
        lambda: RMSprop(lr=0.1, rho=0.8),
        lambda p: torch.optim.RMSprop(p, lr=0.1, alpha=0.8),
    ),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers_over_five_steps(name):
    make_ours, make_theirs = OPTIMIZERS[name]
    rng = np.random.default_rng(0)
    xs = {"a": rng.standard_normal((3, 4)), "b": rng.standard_normal(5)}
    leaves = {key: as_leaf(x) for key, x in xs.items()}
    ours, theirs = make_ours(), make_theirs(list(leaves.values()))
    for iteration in range(5):
        grads = {key: rng.standard_normal(x.shape) for key, x in xs.items()}
        xs = ours.update(xs, grads, iteration)
        for key, leaf in leaves.items():
            leaf.grad = torch.tensor(grads[key])
        theirs.step()
        for key, leaf in leaves.items():
            assert_close(xs[key], leaf)


def test_mnist_net_and_all_its_gradients():
    rng = np.random.default_rng(0)
    model = MNISTNet()
    model.compile(SGD(), SoftmaxCrossEntropy(10))
    theirs = torch.nn.Sequential(
        torch.nn.Conv2d(1, 6, 3),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2, 2),
        torch.nn.Conv2d(6, 16, 3),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(3, 2),
        torch.nn.Flatten(),
        torch.nn.Linear(400, 256),
        torch.nn.ReLU(),
        torch.nn.Linear(256, 10),
    ).double()
    trainable = [layer for layer in model.layers if layer.trainable]
    numbers = [i for i, module in enumerate(theirs) if len(list(module.parameters()))]
    assert numbers == [i for i, layer in enumerate(model.layers) if layer.trainable]
    for layer, number in zip(trainable, numbers, strict=True):
        layer.weights = rng.standard_normal(layer.weights.shape)
        layer.bias = rng.standard_normal(layer.bias.shape)
        # PyTorch's fully connected weights are (out, in), ours (in, out)
        theirs[number].weight.data = torch.tensor(layer.weights.T.copy()).double()
        if layer.weights.ndim == 4:
            theirs[number].weight.data = torch.tensor(layer.weights)
        theirs[number].bias.data = torch.tensor(layer.bias)
    images, digits = rng.random((4, 1, 28, 28)), rng.integers(10, size=4)

    loss, _ = model.forward(images, digits)
    model.backward(digits)
    want = functional.cross_entropy(theirs(torch.tensor(images)), torch.tensor(digits))
    want.backward()

    np.testing.assert_allclose(loss, want.item(), rtol=1e-10)
    for layer, number in zip(trainable, numbers, strict=True):
        w_grad = theirs[number].weight.grad.numpy()
        w_grad = w_grad if w_grad.ndim == 4 else w_grad.T
        scale = np.abs(w_grad).max()
        np.testing.assert_allclose(layer.w_grad, w_grad, rtol=0, atol=1e-10 * scale)
        b_grad = theirs[number].bias.grad.numpy()
        scale = np.abs(b_grad).max()
        np.testing.assert_allclose(layer.b_grad, b_grad, rtol=0, atol=1e-10 * scale)
