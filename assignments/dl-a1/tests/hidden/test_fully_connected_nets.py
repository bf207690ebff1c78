"""Fully connected nets, hidden checks: other depths, other numbers, the corners."""

from itertools import pairwise

import numpy as np
import pytest

from autograder.grade import check, question

DEPTHS = [(9,), (7, 5), (6, 8, 5, 7)]


@question("fully_connected_net_init", points=2)
@pytest.mark.parametrize("hidden", [(110,), (120, 90, 100)], ids=str)
def test_initial_weights_are_gaussian_of_the_asked_scale(submission, hidden):
    fc_net = submission.module("classifiers.fc_net")
    net = fc_net.FullyConnectedNet(
        list(hidden), input_dim=80, num_classes=70, weight_scale=0.02
    )
    sizes = (80, *hidden, 70)
    names = {f"{kind}{i}" for i in range(1, len(sizes)) for kind in "Wb"}
    got = set(net.params)
    check(got == names, f"params has {sorted(got)}; should have {sorted(names)}")
    for i, shape in enumerate(pairwise(sizes), start=1):
        w, b = np.asarray(net.params[f"W{i}"]), np.asarray(net.params[f"b{i}"])
        check(w.shape == shape, f"W{i} has shape {w.shape}; should be {shape}")
        z = w / 0.02
        # 7,000 draws or more: each bound is over 5 standard errors wide
        check(abs(z.mean()) < 0.06, f"the mean of W{i} is {w.mean():.1e}, not 0")
        check(abs(z.std() - 1) < 0.05, f"W{i} deviates by {w.std():.3g}, not 0.02")
        inner = float((np.abs(z) < 1).mean())
        check(abs(inner - 0.683) < 0.03, f"W{i} is not drawn from a Gaussian")
        check(b.shape == shape[1:], f"b{i} has shape {b.shape}, not {shape[1:]}")
        check(bool(np.all(b == 0)), f"b{i} should start at zero")


def random_net(submission, rng, hidden, reg):
    """Return a network with parameters of its own, images for it, and the names."""
    fc_net = submission.module("classifiers.fc_net")
    net = fc_net.FullyConnectedNet(
        list(hidden), input_dim=12, num_classes=4, reg=reg, dtype="float64"
    )
    sizes, names = (12, *hidden, 4), []
    for i, (rows, columns) in enumerate(pairwise(sizes), start=1):
        # scaled so that signals neither vanish nor grow from layer to layer
        net.params[f"W{i}"] = rng.randn(rows, columns) * np.sqrt(2 / rows)
        net.params[f"b{i}"] = 0.5 * rng.randn(columns)
        names += [f"W{i}", f"b{i}"]
    return net, rng.randn(6, 3, 2, 2), rng.randint(4, size=6), names


@question("fully_connected_net_loss", points=1)
@pytest.mark.parametrize("hidden", DEPTHS, ids=str)
def test_scores_of_images_may_be_negative(submission, expected, rng, hidden):
    net, X, _, _ = random_net(submission, rng, hidden, reg=0.5)
    expected.close("scores", net.loss(X))


@question("fully_connected_net_loss", points=2)
@pytest.mark.parametrize("reg", [0.0, 0.3])
@pytest.mark.parametrize("hidden", DEPTHS, ids=str)
def test_loss_with_and_without_a_penalty(submission, expected, rng, hidden, reg):
    net, X, y, _ = random_net(submission, rng, hidden, reg)
    loss, _ = net.loss(X, y)
    expected.close("loss", loss)


@question("fully_connected_net_gradients", points=3)
@pytest.mark.parametrize("reg", [0.0, 0.3])
@pytest.mark.parametrize("hidden", DEPTHS, ids=str)
def test_gradients_with_and_without_a_penalty(
    submission, numeric_gradient, rng, hidden, reg
):
    net, X, y, names = random_net(submission, rng, hidden, reg)
    _, grads = net.loss(X, y)
    numeric_gradient.check_params(net.loss, (X, y), net.params, grads, names)


STATE_SHAPES = [(6,), (4, 3), (2, 3, 2, 2)]


@question("sgd_momentum", points=0.5)
@pytest.mark.parametrize("shape", STATE_SHAPES, ids=str)
def test_sgd_momentum_starts_from_rest(submission, expected, rng, shape):
    optim = submission.module("optim")
    next_w, _ = optim.sgd_momentum(0.01 * rng.randn(*shape), rng.randn(*shape))
    expected.close("next_w", next_w)


@question("sgd_momentum", points=1.5)
def test_sgd_momentum_keeps_its_velocity(submission, expected, rng):
    optim = submission.module("optim")
    w, config = rng.randn(3, 4), {"learning_rate": 0.05, "momentum": 0.6}
    for step in range(1, 5):
        w, config = optim.sgd_momentum(w, rng.randn(3, 4), config)
        expected.close(f"w after step {step}", w)


@question("rmsprop", points=0.5)
@pytest.mark.parametrize("shape", STATE_SHAPES, ids=str)
def test_rmsprop_starts_from_zero(submission, expected, rng, shape):
    optim = submission.module("optim")
    next_w, _ = optim.rmsprop(0.01 * rng.randn(*shape), rng.randn(*shape))
    expected.close("next_w", next_w)


@question("rmsprop", points=1.5)
def test_rmsprop_keeps_its_average(submission, expected, rng):
    optim = submission.module("optim")
    # an epsilon so large that its place shows
    config = {"learning_rate": 0.05, "decay_rate": 0.7, "epsilon": 0.1}
    w = rng.randn(3, 4)
    for step in range(1, 5):
        w, config = optim.rmsprop(w, rng.randn(3, 4), config)
        expected.close(f"w after step {step}", w)


@question("adam", points=0.5)
@pytest.mark.parametrize("shape", STATE_SHAPES, ids=str)
def test_adam_starts_from_zero(submission, expected, rng, shape):
    optim = submission.module("optim")
    next_w, _ = optim.adam(0.01 * rng.randn(*shape), rng.randn(*shape))
    expected.close("next_w", next_w)


@question("adam", points=1.5)
def test_adam_keeps_its_averages_and_counts_steps(submission, expected, rng):
    optim = submission.module("optim")
    # betas so small that four steps show which is which; an epsilon that shows, too
    config = {"learning_rate": 0.05, "beta1": 0.6, "beta2": 0.8, "epsilon": 0.1}
    w = rng.randn(3, 4)
    for step in range(1, 5):
        w, config = optim.adam(w, rng.randn(3, 4), config)
        expected.close(f"w after step {step}", w)
