"""Fully connected nets, public checks, on the notebook's own inputs."""

import numpy as np

from autograder.grade import check, question

NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")
SHAPES = [(15, 20), (20,), (20, 30), (30,), (30, 10), (10,)]


def notebooks_net(submission, reg=0.0):
    """Return the notebook's network of three layers."""
    fc_net = submission.module("classifiers.fc_net")
    return fc_net.FullyConnectedNet(
        [20, 30],
        input_dim=15,
        num_classes=10,
        reg=reg,
        weight_scale=5e-2,
        dtype="float64",
    )


def filled_net(submission, reg):
    """Return the notebook's network with given weights, and samples for it."""
    draw = np.random.RandomState(231)
    X, y = draw.randn(2, 15), draw.randint(10, size=2)
    net = notebooks_net(submission, reg)
    for name, shape in zip(NAMES, SHAPES, strict=True):
        net.params[name] = 0.3 * draw.randn(*shape)
    return net, X, y


@question("fully_connected_net_init", points=1)
def test_initial_parameters_on_the_notebooks_sizes(submission):
    net = notebooks_net(submission)
    found = {name: np.shape(net.params[name]) for name in NAMES}
    right = dict(zip(NAMES, SHAPES, strict=True))
    check(found == right, f"the parameters' shapes are {found}; should be {right}")
    for name in ("b1", "b2", "b3"):
        check(np.all(net.params[name] == 0), f"{name} should start at zero")
    for name in ("W1", "W2", "W3"):
        std = float(np.std(net.params[name]))
        # 300 draws: the standard deviation is within 4.1 % of the true one, by one
        # standard error
        check(0.04 < std < 0.06, f"the deviation of {name} is {std:.3g}, not 0.05")


@question("fully_connected_net_loss", points=1)
def test_scores_and_loss_of_three_layers(submission, expected):
    net, X, y = filled_net(submission, reg=3.14)
    expected.close("scores", net.loss(X))
    loss, _ = net.loss(X, y)
    expected.close("loss with reg = 3.14", loss)


@question("fully_connected_net_gradients", points=1)
def test_gradients_of_three_layers(submission, numeric_gradient):
    net, X, y = filled_net(submission, reg=3.14)
    _, grads = net.loss(X, y)
    numeric_gradient.check_params(net.loss, (X, y), net.params, grads, NAMES)


def weights_and_gradient():
    w = np.linspace(-0.4, 0.6, num=20).reshape(4, 5)
    dw = np.linspace(-0.6, 0.4, num=20).reshape(4, 5)
    return w, dw


@question("sgd_momentum", points=1)
def test_sgd_momentum_on_the_notebooks_arrays(submission, expected):
    optim = submission.module("optim")
    w, dw = weights_and_gradient()
    velocity = np.linspace(0.6, 0.9, num=20).reshape(4, 5)
    config = submission.put({"learning_rate": 1e-3, "velocity": velocity})
    next_w, config = optim.sgd_momentum(w, dw, config)
    expected.close("next_w", next_w)
    expected.close("config['velocity']", config["velocity"])


@question("rmsprop", points=1)
def test_rmsprop_on_the_notebooks_arrays(submission, expected):
    optim = submission.module("optim")
    w, dw = weights_and_gradient()
    cache = np.linspace(0.6, 0.9, num=20).reshape(4, 5)
    config = submission.put({"learning_rate": 1e-2, "cache": cache})
    next_w, config = optim.rmsprop(w, dw, config)
    expected.close("next_w", next_w)
    expected.close("config['cache']", config["cache"])


@question("adam", points=1)
def test_adam_on_the_notebooks_arrays(submission, expected):
    optim = submission.module("optim")
    w, dw = weights_and_gradient()
    m = np.linspace(0.6, 0.9, num=20).reshape(4, 5)
    v = np.linspace(0.7, 0.5, num=20).reshape(4, 5)
    config = submission.put({"learning_rate": 1e-2, "m": m, "v": v, "t": 5})
    next_w, config = optim.adam(w, dw, config)
    expected.close("next_w", next_w)
    expected.close("config['m']", config["m"])
    expected.close("config['v']", config["v"])
