"""Normalization, public checks, on the notebook's own inputs."""

import numpy as np

from autograder.grade import check, question
from autograder.grade.compare import as_array

NAMES = ("W1", "b1", "gamma1", "beta1", "W2", "b2", "gamma2", "beta2", "W3", "b3")
BATCHNORM_NAMES = tuple(name for name in NAMES if name not in ("b1", "b2"))


def random_state():
    return np.random.RandomState(231)


def activations(draw, samples):
    """Return the notebook's activations of a small network, (samples, 3)."""
    X, W1, W2 = draw.randn(samples, 50), draw.randn(50, 60), draw.randn(60, 3)
    return np.maximum(0, X @ W1) @ W2


def gradient_inputs():
    """Return the notebook's x, gamma, beta and dout for gradient checks."""
    draw = random_state()
    x = 5 * draw.randn(4, 5) + 12
    return x, draw.randn(5), draw.randn(5), draw.randn(4, 5)


@question("batchnorm_forward", points=1.5)
def test_batchnorm_forward_on_the_notebooks_activations(submission, expected):
    layers = submission.module("layers")
    a = activations(random_state(), 200)
    bn_param = submission.put({"mode": "train"})
    out, _ = layers.batchnorm_forward(a, np.ones(3), np.zeros(3), bn_param)
    expected.close("out", out)
    gamma, beta = np.array([1.0, 2.0, 3.0]), np.array([11.0, 12.0, 13.0])
    out, _ = layers.batchnorm_forward(a, gamma, beta, bn_param)
    expected.close("out with gamma and beta", out)
    bn_param["mode"] = "test"
    out, _ = layers.batchnorm_forward(a, np.ones(3), np.zeros(3), bn_param)
    expected.close("out in test mode", out)


@question("batchnorm_backward", points=1.5)
def test_batchnorm_backward_on_the_notebooks_arrays(submission, numeric_gradient):
    layers = submission.module("layers")
    x, gamma, beta, dout = gradient_inputs()
    _, cache = layers.batchnorm_forward(x, gamma, beta, {"mode": "train"})
    dx, dgamma, dbeta = layers.batchnorm_backward(dout, cache)
    numeric_gradient.check(
        layers.batchnorm_forward,
        (x, gamma, beta, {"mode": "train"}),
        dout,
        {"dx": dx, "dgamma": dgamma, "dbeta": dbeta},
    )


@question("batchnorm_backward_alt", points=1)
def test_short_backward_on_the_notebooks_arrays(submission, numeric_gradient):
    layers = submission.module("layers")
    x, gamma, beta, dout = gradient_inputs()
    _, cache = layers.batchnorm_forward(x, gamma, beta, {"mode": "train"})
    dx, dgamma, dbeta = layers.batchnorm_backward_alt(dout, cache)
    numeric_gradient.check(
        layers.batchnorm_forward,
        (x, gamma, beta, {"mode": "train"}),
        dout,
        {"dx": dx, "dgamma": dgamma, "dbeta": dbeta},
    )


@question("layernorm_forward", points=1)
def test_layernorm_forward_on_the_notebooks_activations(submission, expected):
    layers = submission.module("layers")
    a = activations(random_state(), 4)
    out, _ = layers.layernorm_forward(a, np.ones(3), np.zeros(3), {"mode": "train"})
    expected.close("out", out)
    gamma, beta = np.full(3, 3.0), np.full(3, 5.0)
    out, _ = layers.layernorm_forward(a, gamma, beta, {"mode": "train"})
    expected.close("out with gamma and beta", out)


@question("layernorm_backward", points=1)
def test_layernorm_backward_on_the_notebooks_arrays(submission, numeric_gradient):
    layers = submission.module("layers")
    x, gamma, beta, dout = gradient_inputs()
    _, cache = layers.layernorm_forward(x, gamma, beta, {})
    dx, dgamma, dbeta = layers.layernorm_backward(dout, cache)
    numeric_gradient.check(
        layers.layernorm_forward,
        (x, gamma, beta, {}),
        dout,
        {"dx": dx, "dgamma": dgamma, "dbeta": dbeta},
    )


def notebooks_net(submission, normalization, reg):
    """Return the notebook's network, and a batch for it.

    Its batch of two is no good for numeric gradients: normalized, two numbers are -1
    and 1 until they meet, where the loss bends sharply.
    """
    draw = random_state()
    X, y = draw.randn(8, 15), draw.randint(10, size=8)
    fc_net = submission.module("classifiers.fc_net")
    net = fc_net.FullyConnectedNet(
        [20, 30],
        input_dim=15,
        num_classes=10,
        reg=reg,
        dtype="float64",
        normalization=normalization,
    )
    for i, shape in enumerate([(15, 20), (20, 30), (30, 10)], start=1):
        net.params[f"W{i}"] = 0.05 * draw.randn(*shape)
    return net, X, y


def check_initial(net):
    """Check that each hidden layer has a gamma of ones and a beta of zeros."""
    wanted = [f"{kind}{i}" for i in (1, 2) for kind in ("gamma", "beta")]
    missing = [name for name in wanted if name not in net.params]
    check(not missing, f"params has no {', '.join(missing)}")
    extra = [name for name in ("gamma3", "beta3") if name in net.params]
    check(not extra, f"params has {', '.join(extra)}: the scores aren't normalized")
    for i, units in ((1, 20), (2, 30)):
        gamma, beta = net.params[f"gamma{i}"], net.params[f"beta{i}"]
        check(np.array_equal(gamma, np.ones(units)), f"gamma{i} isn't {units} ones")
        check(np.array_equal(beta, np.zeros(units)), f"beta{i} isn't {units} zeros")


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


@question("fully_connected_net_batchnorm", points=1.5)
def test_the_notebooks_net_with_batchnorm(submission, expected, numeric_gradient):
    net, X, y = notebooks_net(submission, "batchnorm", reg=3.14)
    check_initial(net)
    loss, grads = net.loss(X, y)
    expected.close("loss", loss)
    check_shifted_away(net, grads)
    numeric_gradient.check_params(net.loss, (X, y), net.params, grads, BATCHNORM_NAMES)


@question("fully_connected_net_layernorm", points=1)
def test_the_notebooks_net_with_layernorm(submission, expected, numeric_gradient):
    net, X, y = notebooks_net(submission, "layernorm", reg=3.14)
    check_initial(net)
    loss, grads = net.loss(X, y)
    expected.close("loss", loss)
    numeric_gradient.check_params(net.loss, (X, y), net.params, grads, NAMES)
