"""Dropout, hidden checks: other shapes, other numbers, the corners.

No check asks for one mask in particular: any way of drawing it is right that keeps
elements independently with probability p.
"""

from itertools import pairwise

import numpy as np
import pytest

from autograder.grade import check, question
from autograder.grade.compare import as_array, close

NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")


def scaled_or_zero(name, out, x, p):
    """Check that out is x / p where it isn't zero, and return where that is."""
    kept = as_array(name, out) != 0
    close(name, out, np.where(kept, x / p, 0) if kept.shape == x.shape else x)
    return kept


@question("dropout_forward", points=0.75)
@pytest.mark.parametrize(
    ("shape", "p"),
    [((4000,), 0.1), ((70, 60), 0.35), ((20, 3, 8, 9), 0.9)],
    ids=str,
)
def test_kept_elements_are_scaled_whatever_the_shape(submission, rng, shape, p):
    layers = submission.module("layers")
    x = rng.randn(*shape)
    out, _ = layers.dropout_forward(x, {"mode": "train", "p": p})
    share = float(scaled_or_zero("out", out, x, p).mean())
    # 4,000 draws or more: 0.05 is over six standard errors
    check(abs(share - p) < 0.05, f"p = {p}, but a share of {share:.3f} is kept")


@question("dropout_forward", points=0.5)
def test_every_element_has_a_draw_of_its_own(submission, rng):
    layers = submission.module("layers")
    x = rng.randn(60, 60)
    out, _ = layers.dropout_forward(x, {"mode": "train", "p": 0.6})
    kept = scaled_or_zero("out", out, x, 0.6)
    for axis, words in ((0, "column"), (1, "row")):
        shares = kept.mean(axis=axis)
        # 0 or 60 of 60 come by chance in less than one of 10**11 cases
        check(shares.min() > 0, f"a whole {words} of out is dropped")
        check(shares.max() < 1, f"a whole {words} of out is kept")
    check(not np.all(kept == kept[0]), "all rows of out are dropped at the same places")


@question("dropout_forward", points=0.5)
def test_a_seed_repeats_the_mask_and_no_seed_does_not(submission, rng):
    layers = submission.module("layers")
    x = rng.randn(30, 30)
    masks = []
    for extra in ({"seed": 7}, {"seed": 7}, {"seed": 8}, {}, {}):
        out, _ = layers.dropout_forward(x, {"mode": "train", "p": 0.4, **extra})
        masks.append(scaled_or_zero("out", out, x, 0.4))
    check(np.array_equal(masks[0], masks[1]), "the same seed gives two masks")
    check(not np.array_equal(masks[1], masks[2]), "two seeds give the same mask")
    check(not np.array_equal(masks[3], masks[4]), "without a seed the mask repeats")


@question("dropout_forward", points=0.25)
@pytest.mark.parametrize("p", [0.2, 1.0])
def test_nothing_changes_in_testing_and_with_p_one(submission, rng, p):
    layers = submission.module("layers")
    x = rng.randn(6, 2, 5)
    out, _ = layers.dropout_forward(x, {"mode": "test", "p": p})
    close("out in test mode", out, x)
    out, _ = layers.dropout_forward(x, {"mode": "train", "p": 1.0})
    close("out with p = 1", out, x)


@question("dropout_backward", points=1.5)
@pytest.mark.parametrize(
    ("shape", "p"),
    [((50, 6), 0.3), ((9, 40), 0.7), ((4, 3, 6, 5), 0.45)],
    ids=str,
)
def test_dropout_backward_for_other_shapes(submission, rng, shape, p):
    layers = submission.module("layers")
    x, dout = 1 + rng.rand(*shape), rng.randn(*shape)
    out, cache = layers.dropout_forward(x, {"mode": "train", "p": p})
    out = as_array("out", out)
    check(out.shape == shape, f"out has shape {out.shape}, not {shape}")
    check(np.any(out == 0), "dropout_forward drops nothing yet")
    dx = as_array("dx", layers.dropout_backward(dout, cache))
    # right for the own forward pass, even where that doesn't scale
    own = dout * out / x
    fits = dx.shape == shape and np.allclose(dx, own)
    close("dx", dx, own if fits else dout * (out != 0) / p)


def random_net(submission, rng, ratio, sizes=(12, 9, 8, 5), **more):
    """Return a net of two hidden layers with parameters of its own."""
    fc_net = submission.module("classifiers.fc_net")
    # by position: courses name the ratio differently
    net = fc_net.FullyConnectedNet(
        list(sizes[1:-1]), sizes[0], sizes[-1], ratio, dtype="float64", **more
    )
    for i, (inputs, outputs) in enumerate(pairwise(sizes), start=1):
        net.params[f"W{i}"] = rng.randn(inputs, outputs) / np.sqrt(inputs)
        net.params[f"b{i}"] = 0.5 * rng.randn(outputs)
    return net


def drops(net, X, y):
    """Tell whether the training loss is another one every time."""
    first, _ = net.loss(X, y)
    second, _ = net.loss(X, y)
    return first != second


@question("fully_connected_net_dropout", points=1)
@pytest.mark.parametrize("ratio", [0.3, 0.8])
def test_units_of_every_hidden_layer_are_dropped_and_scaled(submission, rng, ratio):
    net = random_net(submission, rng, ratio, sizes=(10, 400, 300, 4))
    net.params["W1"] = 0.01 * rng.rand(10, 400)
    net.params["b1"] = 0.1 + rng.rand(400)  # positive: no unit is silent by itself
    net.params["W2"] = 0.01 * rng.rand(400, 300)
    net.params["b2"] = 0.1 + rng.rand(300)
    x = rng.rand(1, 10)
    _, grads = net.loss(x, np.array([2]))
    hidden = x[0]
    for i in (1, 2):
        # with one sample, a row of dW is zero where the unit before it was dropped
        dw, db = (as_array(f"grads['{n}{i + 1}']", grads[f"{n}{i + 1}"]) for n in "Wb")
        kept = np.any(dw != 0, axis=1)
        share = float(kept.mean())
        # 300 draws or more: 0.17 is over six standard errors
        check(
            abs(share - ratio) < 0.17,
            f"keep ratio {ratio}, but hidden layer {i} keeps a share of {share:.2f}",
        )
        hidden = hidden @ np.asarray(net.params[f"W{i}"]) + net.params[f"b{i}"]
        hidden = hidden * kept / ratio
        close(f"grads['W{i + 1}']", dw, np.outer(hidden, db))


@question("fully_connected_net_dropout", points=1)
@pytest.mark.parametrize("ratio", [0.4, 0.75])
def test_scores_are_of_the_whole_network(submission, expected, rng, ratio):
    net = random_net(submission, rng, ratio)
    X, y = rng.randn(7, 12), rng.randint(5, size=7)
    check(drops(net, X, y), "two training losses are equal: is dropout in the network?")
    expected.close("scores", net.loss(X))


@question("fully_connected_net_dropout", points=1)
@pytest.mark.parametrize("reg", [0.0, 0.4])
def test_gradients_with_dropout(submission, numeric_gradient, rng, reg):
    net = random_net(submission, rng, 0.6, reg=reg)
    X, y = rng.randn(6, 3, 4), rng.randint(5, size=6)
    check(drops(net, X, y), "two training losses are equal: is dropout in the network?")
    fixed = random_net(submission, rng, 0.6, reg=reg, seed=11)
    _, grads = fixed.loss(X, y)
    numeric_gradient.check_params(fixed.loss, (X, y), fixed.params, grads, NAMES)
