"""Two layers, public checks, on the notebook's own inputs."""

import numpy as np

from autograder.grade import check, question

NAMES = ("W1", "b1", "W2", "b2")


@question("two_layer_net_init", points=0.5)
def test_initial_parameters_on_the_notebooks_sizes(submission):
    fc_net = submission.module("classifiers.fc_net")
    net = fc_net.TwoLayerNet(
        input_dim=5, hidden_dim=50, num_classes=7, weight_scale=1e-3
    )
    params = {name: net.params[name] for name in NAMES}
    found = {name: np.shape(value) for name, value in params.items()}
    right = {"W1": (5, 50), "b1": (50,), "W2": (50, 7), "b2": (7,)}
    check(found == right, f"the parameters' shapes are {found}; should be {right}")
    for name in ("b1", "b2"):
        check(np.all(params[name] == 0), f"{name} should start at zero")
    for name in ("W1", "W2"):
        std = float(np.std(params[name]))
        # 250 draws or more: a standard deviation is then within 4.5 % of the true one
        check(0.8e-3 < std < 1.2e-3, f"the deviation of {name} is {std:.2e}, not 1e-3")


def notebooks_net(submission):
    """Return the notebook's network, its parameters set to the notebook's values."""
    fc_net = submission.module("classifiers.fc_net")
    net = fc_net.TwoLayerNet(
        input_dim=5, hidden_dim=50, num_classes=7, weight_scale=1e-3
    )
    net.params["W1"] = np.linspace(-0.7, 0.3, num=250).reshape(5, 50)
    net.params["b1"] = np.linspace(-0.1, 0.9, num=50)
    net.params["W2"] = np.linspace(-0.3, 0.4, num=350).reshape(50, 7)
    net.params["b2"] = np.linspace(-0.9, 0.1, num=7)
    X = np.linspace(-5.5, 4.5, num=15).reshape(5, 3).T
    return net, X, np.array([0, 5, 1])


@question("two_layer_net_loss", points=1)
def test_scores_and_loss_on_the_notebooks_arrays(submission, expected):
    net, X, y = notebooks_net(submission)
    expected.close("scores", net.loss(X))
    loss, _ = net.loss(X, y)
    expected.close("loss", loss)
    net.reg = 1.0
    loss, _ = net.loss(X, y)
    expected.close("loss with reg = 1", loss)


@question("two_layer_net_gradients", points=1)
def test_gradients_on_the_notebooks_arrays(submission, numeric_gradient):
    net, X, y = notebooks_net(submission)
    net.reg = 0.7
    _, grads = net.loss(X, y)
    numeric_gradient.check_params(net.loss, (X, y), net.params, grads, NAMES)
