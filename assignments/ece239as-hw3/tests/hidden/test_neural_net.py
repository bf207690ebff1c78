"""The two-layer network in one class, hidden checks: other sizes and numbers."""

import numpy as np
import pytest

from autograder.grade import check, question

NAMES = ("W1", "b1", "W2", "b2")

# inputs, hidden units, classes, samples: all different, so that transposes show
SIZES = [(6, 9, 4, 7), (5, 3, 8, 1), (2, 7, 3, 12)]


def random_net(submission, rng, sizes):
    """Return a network with parameters of its own, samples and labels."""
    D, H, C, N = sizes
    net = submission.module("neural_net").TwoLayerNet(D, H, C)
    net.params["W1"] = rng.randn(H, D)
    net.params["b1"] = rng.randn(H)
    net.params["W2"] = rng.randn(C, H)
    net.params["b2"] = rng.randn(C)
    return net, rng.randn(N, D), rng.randint(C, size=N)


@question("neural_net_scores", points=2)
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_scores_of_other_sizes(submission, expected, rng, sizes):
    net, X, _ = random_net(submission, rng, sizes)
    expected.close("scores", net.loss(X))


@question("neural_net_loss", points=2)
@pytest.mark.parametrize("reg", [0.0, 0.7])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_loss_of_other_sizes(submission, expected, rng, sizes, reg):
    net, X, y = random_net(submission, rng, sizes)
    loss, _ = net.loss(X, y, reg)
    expected.close("loss", loss)


@question("neural_net_gradients", points=3.5)
@pytest.mark.parametrize("reg", [0.0, 0.7])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_gradients_of_other_sizes(submission, numeric_gradient, rng, sizes, reg):
    net, X, y = random_net(submission, rng, sizes)
    _, grads = net.loss(X, y, reg)
    numeric_gradient.check_params(net.loss, (X, y, reg), net.params, grads, NAMES)


@question("neural_net_train", points=2)
@pytest.mark.parametrize("reg", [0.0, 0.4])
def test_training_steps_are_gradient_descent(submission, expected, rng, reg):
    net, X, y = random_net(submission, rng, (4, 6, 3, 1))
    # of copies of one sample every minibatch is the same, however it was drawn
    X, y = X.repeat(20, axis=0), y.repeat(20)
    stats = net.train(
        X,
        y,
        X,
        y,
        learning_rate=0.05,
        learning_rate_decay=1.0,
        reg=reg,
        num_iters=4,
        batch_size=5,
    )
    expected.close("loss_history", stats["loss_history"])
    for name in NAMES:
        expected.close(f"params['{name}'] after 4 steps", net.params[name])


@question("neural_net_train", points=1)
def test_minibatches_are_drawn_at_random(submission, rng):
    net, X, y = random_net(submission, rng, (4, 6, 3, 12))
    single = [float(net.loss(X[i : i + 1], y[i : i + 1])[0]) for i in range(12)]
    stats = net.train(
        X, y, X, y, learning_rate=0.0, reg=0.0, num_iters=120, batch_size=1
    )
    history = np.array([float(loss) for loss in stats["loss_history"]])
    off = np.abs(history[:, None] - np.array(single))
    drawn = off.argmin(axis=1)
    check(
        bool(np.all(off.min(axis=1) < 1e-6)),
        "with batch_size 1 and no steps, a loss is none of a single sample's",
    )
    # three samples are missed by chance in fewer than one of 10**12 cases
    count = len(set(drawn.tolist()))
    check(count > 9, f"in 120 batches of one sample only {count} of 12 were seen")
    # a batch may also be drawn without repeats, but not in the data's own order
    in_order = float(np.mean(np.diff(drawn) % 12 == 1))
    check(in_order < 0.5, "minibatches come in the order of the data, not at random")


@question("neural_net_predict", points=1.5)
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_predictions_of_other_sizes(submission, expected, rng, sizes):
    net, X, _ = random_net(submission, rng, sizes)
    expected.close("predictions", net.predict(X))
