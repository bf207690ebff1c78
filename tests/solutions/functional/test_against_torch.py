"""Every layer, loss and update rule against PyTorch, in double precision, to 1e-10."""

import numpy as np
import pytest
import torch
from functional import layer_utils, layers, optim
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

seeds = st.integers(0, 2**32 - 1)
small = st.integers(1, 5)
thorough = settings(max_examples=40, deadline=None)


@st.composite
def convolutions(draw):
    """Draw images (N, C, H, W), filters (F, C, HH, WW) that fit, stride and pad."""
    N, C, F, HH, WW = (draw(st.integers(1, 4)) for _ in range(5))
    pad, stride = draw(st.integers(0, 3)), draw(st.integers(1, 4))
    H = draw(st.integers(max(1, HH - 2 * pad), 9))
    W = draw(st.integers(max(1, WW - 2 * pad), 9))
    return (N, C, H, W), (F, C, HH, WW), {"stride": stride, "pad": pad}


@st.composite
def poolings(draw):
    """Draw images (N, C, H, W) and windows that fit, which may overlap or not tile."""
    N, C, HH, WW, stride = (draw(st.integers(1, 4)) for _ in range(5))
    H, W = draw(st.integers(HH, 9)), draw(st.integers(WW, 9))
    pool_param = {"pool_height": HH, "pool_width": WW, "stride": stride}
    return (N, C, H, W), pool_param


def torch_conv(conv_param):
    stride, pad = conv_param["stride"], conv_param["pad"]
    return lambda x, w, b: functional.conv2d(x, w, b, stride=stride, padding=pad)


def torch_pool(pool_param):
    window = pool_param["pool_height"], pool_param["pool_width"]
    return lambda x: functional.max_pool2d(x, window, pool_param["stride"])


class Layer:
    """Compares a forward and a backward with one function of PyTorch's."""

    def __init__(self, torch_says, seed):
        self.says = torch_says
        self.rng = np.random.default_rng(seed)

    def draw(self, *shapes):
        return [self.rng.standard_normal(shape) for shape in shapes]

    def compare(self, forward, backward, theirs, args, *params):
        out, cache = forward(*args, *params)
        dout = self.rng.standard_normal(out.shape)
        their_out, their_gradients = self.says.gradients(theirs, dout, *args)
        self.says.agrees(out, their_out)
        gradients = backward(dout, cache)
        gradients = gradients if isinstance(gradients, tuple) else (gradients,)
        for ours, their in zip(gradients, their_gradients, strict=True):
            self.says.agrees(ours, their)


@thorough
@given(st.lists(st.integers(1, 4), min_size=2, max_size=4), small, seeds)
def test_affine(torch_says, shape, units, seed):
    layer = Layer(torch_says, seed)
    args = layer.draw(shape, (np.prod(shape[1:]), units), (units,))
    layer.compare(
        layers.affine_forward,
        layers.affine_backward,
        lambda x, w, b: torch.flatten(x, 1) @ w + b,
        args,
    )


@thorough
@given(st.lists(small, min_size=1, max_size=4), seeds)
def test_relu(torch_says, shape, seed):
    layer = Layer(torch_says, seed)
    layer.compare(
        layers.relu_forward, layers.relu_backward, functional.relu, layer.draw(shape)
    )


@thorough
@given(small, st.integers(1, 8), st.floats(1e-3, 1e3), seeds)
def test_softmax_loss(torch_says, N, C, size, seed):
    rng = np.random.default_rng(seed)
    x, y = size * rng.standard_normal((N, C)), rng.integers(C, size=N)
    loss, dx = layers.softmax_loss(x, y)
    their_loss, (their_dx,) = torch_says.gradients(
        lambda x: functional.cross_entropy(x, torch.tensor(y)), 1.0, x
    )
    torch_says.agrees(loss, their_loss)
    torch_says.agrees(dx, their_dx)


@thorough
@given(small, st.integers(2, 8), seeds)
def test_svm_loss(torch_says, N, C, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.standard_normal((N, C)), rng.integers(C, size=N)
    loss, dx = layers.svm_loss(x, y)
    # PyTorch divides by the number of classes, too
    their_loss, (their_dx,) = torch_says.gradients(
        lambda x: C * functional.multi_margin_loss(x, torch.tensor(y)), 1.0, x
    )
    torch_says.agrees(loss, their_loss)
    torch_says.agrees(dx, their_dx)


def torch_batchnorm(x, gamma, beta):
    return functional.batch_norm(x, None, None, gamma, beta, training=True)


BATCHNORM_BACKWARDS = [layers.batchnorm_backward, layers.batchnorm_backward_alt]


@pytest.mark.parametrize("backward", BATCHNORM_BACKWARDS)
@thorough
@given(N=st.integers(2, 6), D=small, seed=seeds)
def test_batchnorm_in_training(torch_says, backward, N, D, seed):
    layer = Layer(torch_says, seed)
    args = layer.draw((N, D), D, D)
    param = {"mode": "train"}
    layer.compare(layers.batchnorm_forward, backward, torch_batchnorm, args, param)


@thorough
@given(st.integers(2, 6), small, st.floats(0, 1), seeds)
def test_batchnorm_in_testing_after_two_batches(torch_says, N, D, momentum, seed):
    rng = np.random.default_rng(seed)
    gamma, beta = rng.standard_normal(D), rng.standard_normal(D)
    mean, var = torch.zeros(D).double(), torch.zeros(D).double()
    bn_param = {"mode": "train", "momentum": momentum}
    for _ in range(2):
        x = rng.standard_normal((N, D))
        layers.batchnorm_forward(x, gamma, beta, bn_param)
        mean = momentum * mean + (1 - momentum) * torch.tensor(x).mean(0)
        # PyTorch's own running average is of the unbiased variance
        batch_var = torch.tensor(x).var(0, unbiased=False)
        var = momentum * var + (1 - momentum) * batch_var
    x = rng.standard_normal((N, D))
    out, _ = layers.batchnorm_forward(x, gamma, beta, bn_param | {"mode": "test"})
    theirs = functional.batch_norm(*map(torch.as_tensor, (x, mean, var, gamma, beta)))
    torch_says.agrees(bn_param["running_mean"], mean.numpy())
    torch_says.agrees(bn_param["running_var"], var.numpy())
    torch_says.agrees(out, theirs.numpy())


@thorough
@given(small, st.integers(2, 6), seeds)
def test_layernorm(torch_says, N, D, seed):
    layer = Layer(torch_says, seed)
    layer.compare(
        layers.layernorm_forward,
        layers.layernorm_backward,
        lambda x, gamma, beta: functional.layer_norm(x, (D,), gamma, beta),
        layer.draw((N, D), D, D),
        {},
    )


@thorough
@given(st.lists(small, min_size=1, max_size=4), st.floats(0.1, 1), seeds)
def test_dropout_with_numpys_mask(torch_says, shape, p, seed):
    layer = Layer(torch_says, seed)
    np.random.seed(seed)
    mask = torch.tensor(np.random.rand(*shape) < p)
    layer.compare(
        layers.dropout_forward,
        layers.dropout_backward,
        lambda x: x * mask / p,
        layer.draw(shape),
        {"mode": "train", "p": p, "seed": seed},
    )


@thorough
@given(convolutions(), seeds)
def test_conv_naive(torch_says, geometry, seed):
    x_shape, w_shape, conv_param = geometry
    layer = Layer(torch_says, seed)
    layer.compare(
        layers.conv_forward_naive,
        layers.conv_backward_naive,
        torch_conv(conv_param),
        layer.draw(x_shape, w_shape, w_shape[0]),
        conv_param,
    )


@thorough
@given(poolings(), seeds)
def test_max_pool_naive(torch_says, geometry, seed):
    x_shape, pool_param = geometry
    layer = Layer(torch_says, seed)
    layer.compare(
        layers.max_pool_forward_naive,
        layers.max_pool_backward_naive,
        torch_pool(pool_param),
        layer.draw(x_shape),
        pool_param,
    )


@thorough
@given(st.integers(2, 4), *[st.integers(1, 4)] * 3, seeds)
def test_spatial_batchnorm(torch_says, N, C, H, W, seed):
    layer = Layer(torch_says, seed)
    layer.compare(
        layers.spatial_batchnorm_forward,
        layers.spatial_batchnorm_backward,
        torch_batchnorm,
        layer.draw((N, C, H, W), C, C),
        {"mode": "train"},
    )


@thorough
@given(*[st.integers(1, 3)] * 3, st.integers(2, 4), st.integers(1, 4), seeds)
def test_spatial_groupnorm(torch_says, N, G, channels_a_group, H, W, seed):
    C = G * channels_a_group
    layer = Layer(torch_says, seed)
    layer.compare(
        layers.spatial_groupnorm_forward,
        layers.spatial_groupnorm_backward,
        lambda x, gamma, beta: functional.group_norm(
            x, G, gamma.flatten(), beta.flatten()
        ),
        layer.draw((N, C, H, W), (1, C, 1, 1), (1, C, 1, 1)),
        G,
        {},
    )


@thorough
@given(convolutions(), seeds)
def test_conv_relu(torch_says, geometry, seed):
    x_shape, w_shape, conv_param = geometry
    layer = Layer(torch_says, seed)
    conv = torch_conv(conv_param)
    layer.compare(
        layer_utils.conv_relu_forward,
        layer_utils.conv_relu_backward,
        lambda x, w, b: functional.relu(conv(x, w, b)),
        layer.draw(x_shape, w_shape, w_shape[0]),
        conv_param,
    )


@thorough
@given(st.integers(2, 4), convolutions(), seeds)
def test_conv_bn_relu(torch_says, N, geometry, seed):
    x_shape, w_shape, conv_param = geometry
    F = w_shape[0]
    layer = Layer(torch_says, seed)
    conv = torch_conv(conv_param)
    x, w, b, gamma, beta = layer.draw((N, *x_shape[1:]), w_shape, F, F, F)

    def forward(x, w, b, gamma, beta):
        return layer_utils.conv_bn_relu_forward(
            x, w, b, gamma, beta, conv_param, {"mode": "train"}
        )

    layer.compare(
        forward,
        layer_utils.conv_bn_relu_backward,
        lambda x, w, b, gamma, beta: functional.relu(
            torch_batchnorm(conv(x, w, b), gamma, beta)
        ),
        # normalising divides by the deviation: images that hardly vary would
        # blow rounding errors up
        (x * 3, w, b, gamma, beta),
    )


@thorough
@given(poolings(), st.integers(1, 3), seeds)
def test_conv_relu_pool(torch_says, geometry, filters, seed):
    x_shape, pool_param = geometry
    conv_param = {"stride": 1, "pad": 1}  # keeps the size, so that the windows fit
    layer = Layer(torch_says, seed)
    conv, pool = torch_conv(conv_param), torch_pool(pool_param)
    layer.compare(
        layer_utils.conv_relu_pool_forward,
        layer_utils.conv_relu_pool_backward,
        lambda x, w, b: pool(functional.relu(conv(x, w, b))),
        layer.draw(x_shape, (filters, x_shape[1], 3, 3), filters),
        conv_param,
        pool_param,
    )


RULES = {
    "sgd": (optim.sgd, {}, lambda p: torch.optim.SGD(p, lr=0.1)),
    "sgd_momentum": (
        optim.sgd_momentum,
        {"momentum": 0.8},
        lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.8),
    ),
    "rmsprop": (
        optim.rmsprop,
        {"decay_rate": 0.8, "epsilon": 1e-3},
        lambda p: torch.optim.RMSprop(p, lr=0.1, alpha=0.8, eps=1e-3),
    ),
    "adam": (
        optim.adam,
        {"beta1": 0.8, "beta2": 0.95, "epsilon": 1e-3},
        lambda p: torch.optim.Adam(p, lr=0.1, betas=(0.8, 0.95), eps=1e-3),
    ),
}


@pytest.mark.parametrize("name", RULES)
@thorough
@given(shape=st.lists(small, min_size=1, max_size=3), seed=seeds)
def test_update_rules_over_five_steps(torch_says, name, shape, seed):
    rule, settings_of_rule, theirs = RULES[name]
    config = {"learning_rate": 0.1, **settings_of_rule}
    rng = np.random.default_rng(seed)
    w = rng.standard_normal(shape)
    leaf = torch.tensor(w, requires_grad=True)
    optimizer = theirs([leaf])
    for _ in range(5):
        dw = rng.standard_normal(shape)
        w, config = rule(w, dw, config)
        leaf.grad = torch.tensor(dw)
        optimizer.step()
        torch_says.agrees(w, leaf.detach().numpy())
