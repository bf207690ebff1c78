"""Normalization, hidden checks: other shapes, other numbers, the corners."""

import numpy as np
import pytest

from autograder.grade import check, question
from autograder.grade.compare import as_array

NAMES = ("W1", "b1", "gamma1", "beta1", "W2", "b2", "gamma2", "beta2", "W3", "b3")
BATCHNORM_NAMES = tuple(name for name in NAMES if name not in ("b1", "b2"))

# (samples, features): few samples, one feature, more features than samples; not two
# samples, which normalized are always -1 and 1, so that next to nothing is left of dx
SHAPES = [(3, 6), (30, 1), (9, 4), (5, 17)]


def inputs(rng, shape):
    """Return x, gamma, beta and dout; each feature has its own place and spread."""
    N, D = shape
    x = (1 + 3 * rng.rand(D)) * rng.randn(N, D) + 4 * rng.randn(D)
    return x, 1.5 * rng.randn(D), 2 * rng.randn(D), rng.randn(N, D)


@question("batchnorm_forward", points=1)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_batchnorm_in_training_for_other_shapes(submission, expected, rng, shape):
    layers = submission.module("layers")
    x, gamma, beta, _ = inputs(rng, shape)
    out, _ = layers.batchnorm_forward(x, gamma, beta, {"mode": "train"})
    expected.close("out", out)


@question("batchnorm_forward", points=0.5)
@pytest.mark.parametrize("eps", [1e-3, 0.3])
def test_batchnorm_adds_eps_to_the_variance(submission, expected, rng, eps):
    layers = submission.module("layers")
    x, gamma, beta, _ = inputs(rng, (8, 5))
    x *= 0.1
    for mode in ("train", "test"):
        bn_param = {"mode": mode, "eps": eps}
        bn_param |= {"running_mean": rng.randn(5), "running_var": 0.1 * rng.rand(5)}
        out, _ = layers.batchnorm_forward(x, gamma, beta, bn_param)
        expected.close(f"out in mode {mode}", out)


@question("batchnorm_forward", points=1)
@pytest.mark.parametrize("momentum", [None, 0.6])
def test_running_averages_follow_the_batches(submission, expected, rng, momentum):
    layers = submission.module("layers")
    settings = {} if momentum is None else {"momentum": momentum}
    bn_param = submission.put({"mode": "train", **settings})
    for step in range(3):
        x, gamma, beta, _ = inputs(rng, (4, 3))  # of four samples bias is 25 %
        layers.batchnorm_forward(x, gamma, beta, bn_param)
        for name in ("running_mean", "running_var"):
            expected.close(f"{name} after step {step + 1}", bn_param[name])


@question("batchnorm_forward", points=1)
@pytest.mark.parametrize("samples", [1, 7])
def test_batchnorm_in_testing_uses_the_running_averages(
    submission, expected, rng, samples
):
    layers = submission.module("layers")
    x, gamma, beta, _ = inputs(rng, (samples, 5))
    stored = {"running_mean": rng.randn(5), "running_var": 0.5 + rng.rand(5)}
    bn_param = submission.put({"mode": "test", **stored})
    out, _ = layers.batchnorm_forward(x, gamma, beta, bn_param)
    expected.close("out", out)
    for name in stored:
        expected.close(f"{name} after testing", bn_param[name])


def check_batchnorm_backward(submission, numeric_gradient, rng, shape, backward):
    layers = submission.module("layers")
    x, gamma, beta, dout = inputs(rng, shape)
    param = {"mode": "train", "eps": 1e-2}
    _, cache = layers.batchnorm_forward(x, gamma, beta, param)
    dx, dgamma, dbeta = getattr(layers, backward)(dout, cache)
    numeric_gradient.check(
        layers.batchnorm_forward,
        (x, gamma, beta, param),
        dout,
        {"dx": dx, "dgamma": dgamma, "dbeta": dbeta},
    )


@question("batchnorm_backward", points=3.5)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_batchnorm_backward_for_other_shapes(submission, numeric_gradient, rng, shape):
    check_batchnorm_backward(
        submission, numeric_gradient, rng, shape, "batchnorm_backward"
    )


@question("batchnorm_backward_alt", points=2)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_short_backward_for_other_shapes(submission, numeric_gradient, rng, shape):
    check_batchnorm_backward(
        submission, numeric_gradient, rng, shape, "batchnorm_backward_alt"
    )


# one sample, few features; not one or two of them, for the reason above
ROWS = [(1, 6), (2, 9), (30, 3), (7, 5)]


@question("layernorm_forward", points=1.25)
@pytest.mark.parametrize("shape", ROWS, ids=str)
def test_layernorm_for_other_shapes(submission, expected, rng, shape):
    layers = submission.module("layers")
    x, gamma, beta, _ = inputs(rng, shape)
    out, _ = layers.layernorm_forward(x, gamma, beta, {})
    expected.close("out", out)


@question("layernorm_forward", points=0.75)
@pytest.mark.parametrize("eps", [None, 0.3])
def test_layernorm_adds_eps_to_the_variance(submission, expected, rng, eps):
    layers = submission.module("layers")
    x, gamma, beta, _ = inputs(rng, (6, 5))
    x *= 1e-3 if eps is None else 0.3  # a variance of about eps
    out, _ = layers.layernorm_forward(
        x, gamma, beta, {} if eps is None else {"eps": eps}
    )
    expected.close("out", out)


@question("layernorm_backward", points=3)
@pytest.mark.parametrize("shape", ROWS, ids=str)
def test_layernorm_backward_for_other_shapes(submission, numeric_gradient, rng, shape):
    layers = submission.module("layers")
    x, gamma, beta, dout = inputs(rng, shape)
    param = {"eps": 1e-2}
    _, cache = layers.layernorm_forward(x, gamma, beta, param)
    dx, dgamma, dbeta = layers.layernorm_backward(dout, cache)
    numeric_gradient.check(
        layers.layernorm_forward,
        (x, gamma, beta, param),
        dout,
        {"dx": dx, "dgamma": dgamma, "dbeta": dbeta},
    )


def random_net(submission, rng, normalization, reg=0.0):
    """Return a net of two hidden layers with parameters of its own."""
    fc_net = submission.module("classifiers.fc_net")
    net = fc_net.FullyConnectedNet(
        [9, 8],
        input_dim=12,
        num_classes=5,
        reg=reg,
        dtype="float64",
        normalization=normalization,
    )
    for i, (inputs, outputs) in enumerate([(12, 9), (9, 8), (8, 5)], start=1):
        net.params[f"W{i}"] = rng.randn(inputs, outputs) / np.sqrt(inputs)
        net.params[f"b{i}"] = 0.5 * rng.randn(outputs)
        if i < 3:
            net.params[f"gamma{i}"] = 1 + 0.3 * rng.randn(outputs)
            net.params[f"beta{i}"] = rng.randn(outputs)
    return net


def batch(rng):
    """Return six images of twelve numbers, and labels."""
    return rng.randn(6, 3, 4), rng.randint(5, size=6)


def check_shifted_away(net, grads):
    """Check that biases before a batch normalization have no gradient.

    It subtracts them with the mean. What is left is rounding, which has no right value.
    """
    for name in ("b1", "b2"):
        grad, shape = (
            as_array(f"grads['{name}']", grads[name]),
            np.shape(net.params[name]),
        )
        check(
            grad.shape == shape, f"grads['{name}'] has shape {grad.shape}; not {shape}"
        )
        size = float(np.abs(grad).max())
        check(
            size < 1e-5,  # rounding in float32 leaves about 1e-7
            f"grads['{name}'] is up to {size:.1e}; batch normalization takes the mean "
            "away, and the bias with it, so that it should be 0",
        )


@question("fully_connected_net_batchnorm", points=1)
def test_loss_with_batchnorm(submission, expected, rng):
    net = random_net(submission, rng, "batchnorm", reg=0.3)
    loss, _ = net.loss(*batch(rng))
    expected.close("loss", loss)


@question("fully_connected_net_batchnorm", points=1.5)
@pytest.mark.parametrize("reg", [0.0, 0.3])
def test_gradients_with_batchnorm(submission, numeric_gradient, rng, reg):
    net = random_net(submission, rng, "batchnorm", reg)
    X, y = batch(rng)
    _, grads = net.loss(X, y)
    check_shifted_away(net, grads)
    numeric_gradient.check_params(net.loss, (X, y), net.params, grads, BATCHNORM_NAMES)


@question("fully_connected_net_batchnorm", points=1)
@pytest.mark.parametrize("samples", [1, 6])
def test_scores_use_what_training_has_averaged(submission, expected, rng, samples):
    net = random_net(submission, rng, "batchnorm")
    for _ in range(4):
        net.loss(*batch(rng))
    X, _ = batch(rng)
    expected.close("scores after four steps", net.loss(X[:samples]))
    expected.close("scores, asked for again", net.loss(X[:samples]))


@question("fully_connected_net_layernorm", points=1)
def test_loss_and_scores_with_layernorm(submission, expected, rng):
    net = random_net(submission, rng, "layernorm", reg=0.3)
    X, y = batch(rng)
    loss, _ = net.loss(X, y)
    expected.close("loss", loss)
    expected.close("scores of one sample", net.loss(X[:1]))


@question("fully_connected_net_layernorm", points=1)
@pytest.mark.parametrize("reg", [0.0, 0.3])
def test_gradients_with_layernorm(submission, numeric_gradient, rng, reg):
    net = random_net(submission, rng, "layernorm", reg)
    X, y = batch(rng)
    _, grads = net.loss(X, y)
    numeric_gradient.check_params(net.loss, (X, y), net.params, grads, NAMES)
