"""Networks made of layers, public checks, on the notebook's own inputs."""

from itertools import pairwise

import numpy as np

from autograder.grade import check, question


def check_initial(net, sizes, scale, wide):
    """Check the parameters of a network that is as good as new.

    ``wide`` is how far deviations may lie from ``scale``, as a share of it.
    """
    for i, shape in enumerate(pairwise(sizes), start=1):
        w, b = np.asarray(net.params[f"W{i}"]), np.asarray(net.params[f"b{i}"])
        check(w.shape == shape, f"W{i} has shape {w.shape}; should be {shape}")
        check(b.shape == shape[1:], f"b{i} has shape {b.shape}; not {shape[1:]}")
        check(bool(np.all(b == 0)), f"b{i} should start at zero")
        std = float(w.std())
        check(
            abs(std / scale - 1) < wide,
            f"the deviation of W{i} is {std:.2e}, not {scale:g}",
        )


@question("two_layer_net_init", points=0.5)
def test_initial_parameters_on_the_notebooks_sizes(submission):
    fc_net = submission.module("fc_net")
    net = fc_net.TwoLayerNet(
        input_dim=5, hidden_dims=50, num_classes=7, weight_scale=1e-2
    )
    # 250 draws or more: a standard deviation is then within 4.5 % of the true one
    check_initial(net, (5, 50, 7), 1e-2, wide=0.2)


def notebooks_two_layers(submission):
    """Return the notebook's network, its parameters set to the notebook's values."""
    fc_net = submission.module("fc_net")
    net = fc_net.TwoLayerNet(input_dim=5, hidden_dims=50, num_classes=7)
    net.params["W1"] = np.linspace(-0.7, 0.3, num=250).reshape(5, 50)
    net.params["b1"] = np.linspace(-0.1, 0.9, num=50)
    net.params["W2"] = np.linspace(-0.3, 0.4, num=350).reshape(50, 7)
    net.params["b2"] = np.linspace(-0.9, 0.1, num=7)
    X = np.linspace(-5.5, 4.5, num=15).reshape(5, 3).T
    return net, X, np.array([0, 5, 1])


@question("two_layer_net_loss", points=1)
def test_scores_and_loss_on_the_notebooks_arrays(submission, expected):
    net, X, y = notebooks_two_layers(submission)
    expected.close("scores", net.loss(X))
    loss, _ = net.loss(X, y)
    expected.close("loss", loss)
    net.reg = 1.0
    loss, _ = net.loss(X, y)
    expected.close("loss with reg = 1", loss)


@question("two_layer_net_gradients", points=1)
def test_gradients_on_the_notebooks_arrays(submission, numeric_gradient):
    net, X, y = notebooks_two_layers(submission)
    net.reg = 0.7
    _, grads = net.loss(X, y)
    names = ("W1", "b1", "W2", "b2")
    numeric_gradient.check_params(net.loss, (X, y), net.params, grads, names)


@question("fully_connected_net_init", points=1)
def test_initial_parameters_of_the_notebooks_layers(submission):
    fc_net = submission.module("fc_net")
    net = fc_net.FullyConnectedNet(
        [20, 30], input_dim=15, num_classes=10, weight_scale=5e-2
    )
    # 300 draws or more: a standard deviation is then within 4.1 % of the true one
    check_initial(net, (15, 20, 30, 10), 5e-2, wide=0.2)


def notebooks_layers(submission, reg):
    """Return the notebook's network of three layers, and its batch."""
    draw = np.random.RandomState(231)
    X, y = draw.randn(2, 15), draw.randint(10, size=2)
    fc_net = submission.module("fc_net")
    net = fc_net.FullyConnectedNet(
        [20, 30], input_dim=15, num_classes=10, reg=reg, dtype="float64"
    )
    for i, shape in enumerate([(15, 20), (20, 30), (30, 10)], start=1):
        net.params[f"W{i}"] = 0.05 * draw.randn(*shape)
    return net, X, y


@question("fully_connected_net_loss", points=1)
def test_loss_of_the_notebooks_layers(submission, expected):
    net, X, y = notebooks_layers(submission, reg=3.14)
    expected.close("scores", net.loss(X))
    loss, _ = net.loss(X, y)
    expected.close("loss", loss)


@question("fully_connected_net_gradients", points=1)
def test_gradients_of_the_notebooks_layers(submission, numeric_gradient):
    net, X, y = notebooks_layers(submission, reg=3.14)
    _, grads = net.loss(X, y)
    names = ("W1", "b1", "W2", "b2", "W3", "b3")
    numeric_gradient.check_params(net.loss, (X, y), net.params, grads, names)
