"""Networks made of layers, hidden checks: other depths, other numbers, the corners."""

from itertools import pairwise

import numpy as np
import pytest

from autograder.grade import check, question


def check_initial(net, sizes, scale):
    """Check the parameters of a network that is as good as new."""
    for i, shape in enumerate(pairwise(sizes), start=1):
        w, b = np.asarray(net.params[f"W{i}"]), np.asarray(net.params[f"b{i}"])
        check(w.shape == shape, f"W{i} has shape {w.shape}; should be {shape}")
        z = w / scale
        # 7,000 draws or more: each bound is over 5 standard errors wide
        check(abs(z.mean()) < 0.06, f"the mean of W{i} is {w.mean():.1e}, not 0")
        check(abs(z.std() - 1) < 0.05, f"W{i} deviates by {w.std():.3g}, not {scale}")
        inner = float((np.abs(z) < 1).mean())
        check(abs(inner - 0.683) < 0.03, f"W{i} is not drawn from a Gaussian")
        check(b.shape == shape[1:], f"b{i} has shape {b.shape}, not {shape[1:]}")
        check(bool(np.all(b == 0)), f"b{i} should start at zero")


@question("two_layer_net_init", points=1.5)
def test_initial_weights_of_two_layers(submission):
    fc_net = submission.module("fc_net")
    net = fc_net.TwoLayerNet(
        input_dim=60, hidden_dims=120, num_classes=90, weight_scale=0.05
    )
    check_initial(net, (60, 120, 90), 0.05)


@question("fully_connected_net_init", points=2)
@pytest.mark.parametrize("hidden", [(110,), (120, 90, 100)], ids=str)
def test_initial_weights_of_any_depth(submission, hidden):
    fc_net = submission.module("fc_net")
    net = fc_net.FullyConnectedNet(
        list(hidden), input_dim=80, num_classes=70, weight_scale=0.02
    )
    check_initial(net, (80, *hidden, 70), 0.02)
    names = {f"{kind}{i}" for i in range(1, len(hidden) + 2) for kind in "Wb"}
    got = set(net.params)
    check(got == names, f"params has {sorted(got)}; should have {sorted(names)}")


def fill(net, rng, sizes):
    """Give a network parameters, and return images, labels and the names."""
    names = []
    for i, (rows, columns) in enumerate(pairwise(sizes), start=1):
        # scaled so that signals neither vanish nor grow from layer to layer
        net.params[f"W{i}"] = rng.randn(rows, columns) * np.sqrt(2 / rows)
        net.params[f"b{i}"] = 0.5 * rng.randn(columns)
        names += [f"W{i}", f"b{i}"]
    return rng.randn(6, 3, 2, 2), rng.randint(4, size=6), names


def two_layers(submission, rng, reg):
    fc_net = submission.module("fc_net")
    net = fc_net.TwoLayerNet(input_dim=12, hidden_dims=9, num_classes=4, reg=reg)
    return net, *fill(net, rng, (12, 9, 4))


@question("two_layer_net_loss", points=1)
def test_scores_of_images_may_be_negative(submission, expected, rng):
    net, X, _, _ = two_layers(submission, rng, reg=0.0)
    expected.close("scores", net.loss(X))


@question("two_layer_net_loss", points=2)
@pytest.mark.parametrize("reg", [0.0, 0.3])
def test_loss_of_two_layers(submission, expected, rng, reg):
    net, X, y, _ = two_layers(submission, rng, reg)
    loss, _ = net.loss(X, y)
    expected.close("loss", loss)


@question("two_layer_net_gradients", points=3)
@pytest.mark.parametrize("reg", [0.0, 0.3])
def test_gradients_of_two_layers(submission, numeric_gradient, rng, reg):
    net, X, y, names = two_layers(submission, rng, reg)
    _, grads = net.loss(X, y)
    numeric_gradient.check_params(net.loss, (X, y), net.params, grads, names)


DEPTHS = [(9,), (7, 5), (6, 8, 5, 7)]


def layers_of(submission, rng, hidden, reg):
    fc_net = submission.module("fc_net")
    net = fc_net.FullyConnectedNet(
        list(hidden), input_dim=12, num_classes=4, reg=reg, dtype="float64"
    )
    return net, *fill(net, rng, (12, *hidden, 4))


@question("fully_connected_net_loss", points=1)
@pytest.mark.parametrize("hidden", DEPTHS, ids=str)
def test_scores_of_any_depth_may_be_negative(submission, expected, rng, hidden):
    net, X, _, _ = layers_of(submission, rng, hidden, reg=0.5)
    expected.close("scores", net.loss(X))


@question("fully_connected_net_loss", points=2)
@pytest.mark.parametrize("reg", [0.0, 0.3])
@pytest.mark.parametrize("hidden", DEPTHS, ids=str)
def test_loss_of_any_depth(submission, expected, rng, hidden, reg):
    net, X, y, _ = layers_of(submission, rng, hidden, reg)
    loss, _ = net.loss(X, y)
    expected.close("loss", loss)


@question("fully_connected_net_gradients", points=3)
@pytest.mark.parametrize("reg", [0.0, 0.3])
@pytest.mark.parametrize("hidden", DEPTHS, ids=str)
def test_gradients_of_any_depth(submission, numeric_gradient, rng, hidden, reg):
    net, X, y, names = layers_of(submission, rng, hidden, reg)
    _, grads = net.loss(X, y)
    numeric_gradient.check_params(net.loss, (X, y), net.params, grads, names)
