"""Two layers, hidden checks: other shapes, other numbers, the corners."""

import numpy as np
import pytest

from autograder.grade import check, question

NAMES = ("W1", "b1", "W2", "b2")


@question("two_layer_net_init", points=1.5)
def test_initial_weights_are_gaussian_of_the_asked_scale(submission):
    fc_net = submission.module("classifiers.fc_net")
    net = fc_net.TwoLayerNet(
        input_dim=60, hidden_dim=120, num_classes=90, weight_scale=0.05
    )
    for name, shape in (("W1", (60, 120)), ("W2", (120, 90))):
        w = np.asarray(net.params[name])
        check(w.shape == shape, f"{name} has shape {w.shape}; should be {shape}")
        z = w / 0.05
        # 7,200 draws or more: each bound is over 5 standard errors wide
        check(abs(z.mean()) < 0.06, f"the mean of {name} is {w.mean():.1e}, not 0")
        check(abs(z.std() - 1) < 0.05, f"{name} deviates by {w.std():.3g}, not 0.05")
        inner = float((np.abs(z) < 1).mean())
        check(abs(inner - 0.683) < 0.03, f"{name} is not drawn from a Gaussian")
    for name, length in (("b1", 120), ("b2", 90)):
        b = np.asarray(net.params[name])
        check(b.shape == (length,), f"{name} has shape {b.shape}, not ({length},)")
        check(bool(np.all(b == 0)), f"{name} should start at zero")


def random_net(submission, rng, reg):
    """Return a small network with parameters of its own, and images for it."""
    fc_net = submission.module("classifiers.fc_net")
    net = fc_net.TwoLayerNet(input_dim=24, hidden_dim=9, num_classes=6, reg=reg)
    net.params["W1"] = 0.5 * rng.randn(24, 9)
    net.params["b1"] = rng.randn(9)
    net.params["W2"] = rng.randn(9, 6)
    net.params["b2"] = rng.randn(6)
    return net, rng.randn(5, 2, 3, 4), rng.randint(6, size=5)


@question("two_layer_net_loss", points=1)
def test_scores_of_images_may_be_negative(submission, expected, rng):
    net, X, _ = random_net(submission, rng, reg=0.0)
    expected.close("scores", net.loss(X))


@question("two_layer_net_loss", points=2)
@pytest.mark.parametrize("reg", [0.0, 0.3])
def test_loss_with_and_without_regularization(submission, expected, rng, reg):
    net, X, y = random_net(submission, rng, reg)
    loss, _ = net.loss(X, y)
    expected.close("loss", loss)


@question("two_layer_net_gradients", points=3)
@pytest.mark.parametrize("reg", [0.0, 0.3])
def test_gradients_with_and_without_regularization(
    submission, numeric_gradient, rng, reg
):
    net, X, y = random_net(submission, rng, reg)
    _, grads = net.loss(X, y)
    numeric_gradient.check_params(net.loss, (X, y), net.params, grads, NAMES)
