"""Dropout, public checks, on the notebook's own inputs."""

import numpy as np

from autograder.grade import check, question
from autograder.grade.compare import as_array, close

NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")


def random_state():
    return np.random.RandomState(231)


@question("dropout_forward", points=1)
def test_dropout_forward_on_the_notebooks_array(submission):
    layers = submission.module("layers")
    x = random_state().randn(500, 500) + 10
    for p in (0.25, 0.4, 0.7):
        out, _ = layers.dropout_forward(x, {"mode": "train", "p": p})
        kept = as_array("out", out) != 0
        close(f"out with p = {p}", out, np.where(kept, x / p, 0))
        share = float(kept.mean())
        # 250,000 draws: 0.01 is ten standard errors
        check(abs(share - p) < 0.01, f"p = {p}, but a share of {share:.3f} is kept")
        out, _ = layers.dropout_forward(x, {"mode": "test", "p": p})
        close("out in test mode", out, x)


@question("dropout_backward", points=0.5)
def test_dropout_backward_on_the_notebooks_array(submission):
    layers = submission.module("layers")
    draw = random_state()
    x, dout = draw.randn(10, 10) + 10, draw.randn(10, 10)
    param = {"mode": "train", "p": 0.2, "seed": 123}
    out, cache = layers.dropout_forward(x, param)
    out = as_array("out", out)
    check(out.shape == x.shape, f"out has shape {out.shape}, not {x.shape}")
    check(np.any(out == 0), "dropout_forward drops nothing yet")
    dx = as_array("dx", layers.dropout_backward(dout, cache))
    # right for the own forward pass, even where that doesn't scale
    own = dout * out / x
    fits = dx.shape == x.shape and np.allclose(dx, own)
    close("dx", dx, own if fits else dout * (out != 0) / param["p"])


@question("fully_connected_net_dropout", points=1)
def test_gradients_of_the_notebooks_networks(submission, numeric_gradient):
    fc_net = submission.module("classifiers.fc_net")
    draw = random_state()
    X, y = draw.randn(2, 15), draw.randint(10, size=2)
    drawn = {
        "W1": 0.05 * draw.randn(15, 20),
        "W2": 0.05 * draw.randn(20, 30),
        "W3": 0.05 * draw.randn(30, 10),
    }
    losses = {}
    for ratio in (1, 0.75):
        # by position: courses name the ratio differently
        net = fc_net.FullyConnectedNet(
            [20, 30], 15, 10, ratio, dtype="float64", seed=123
        )
        for name, w in drawn.items():
            net.params[name] = w
        losses[ratio], grads = net.loss(X, y)
    check(losses[1] != losses[0.75], "the loss with dropout is the one without")
    numeric_gradient.check_params(net.loss, (X, y), net.params, grads, NAMES)
