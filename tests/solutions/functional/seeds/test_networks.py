"""What seeds 001, 002 and 004 print of their fully connected networks.

Where a cell prints the error of a gradient, ours may be ten times that: the digits of
a rounding error depend on the BLAS.
"""

import numpy as np
import pytest
from functional.classifiers.fc_net import FullyConnectedNet, TwoLayerNet
from functional.gradient_check import eval_numerical_gradient
from functional.nndl import fc_net as nndl_fc_net
from functional.nndl import neural_net

TWO_LAYER_NETS = {
    "001 and 004": lambda **sizes: TwoLayerNet(**sizes),
    "002": lambda hidden_dim, **sizes: nndl_fc_net.TwoLayerNet(
        hidden_dims=hidden_dim, **sizes
    ),
}


def assert_within(errors, printed):
    for name, bound in printed.items():
        assert errors[name] < 10 * bound, name


@pytest.fixture(params=TWO_LAYER_NETS)
def two_layer_net(request):
    """The network of the cell "Testing initialization", in each course's words."""
    np.random.seed(231)
    net = TWO_LAYER_NETS[request.param](
        input_dim=5, hidden_dim=50, num_classes=7, weight_scale=1e-3
    )
    net.params["W1"] = np.linspace(-0.7, 0.3, num=250).reshape(5, 50)
    net.params["b1"] = np.linspace(-0.1, 0.9, num=50)
    net.params["W2"] = np.linspace(-0.3, 0.4, num=350).reshape(50, 7)
    net.params["b2"] = np.linspace(-0.9, 0.1, num=7)
    return net


X = np.linspace(-5.5, 4.5, num=15).reshape(5, 3).T
Y = np.array([0, 5, 1])


def test_scores_of_two_layer_net(two_layer_net):
    """Seeds 001, 002 and 004, cell "Testing initialization"."""
    correct_scores = [
        [
            *(11.53165108, 12.2917344, 13.05181771, 13.81190102),
            *(14.57198434, 15.33206765, 16.09215096),
        ],
        [
            *(12.05769098, 12.74614105, 13.43459113, 14.1230412),
            *(14.81149128, 15.49994135, 16.18839143),
        ],
        [
            *(12.58373087, 13.20054771, 13.81736455, 14.43418138),
            *(15.05099822, 15.66781506, 16.2846319),
        ],
    ]
    scores = two_layer_net.loss(X)
    np.testing.assert_allclose(scores, correct_scores, rtol=0, atol=5.1e-9)


@pytest.mark.parametrize(("reg", "correct"), [(0, 3.4702243556), (1, 26.5948426952)])
def test_loss_of_two_layer_net(two_layer_net, reg, correct):
    """Seeds 001, 002 and 004, cell "Testing initialization"."""
    two_layer_net.reg = reg
    loss, _ = two_layer_net.loss(X, Y)
    assert loss == pytest.approx(correct, abs=1e-10)


# errors as seed 001 prints them; those of 002 and 004 differ by a factor below 3
@pytest.mark.parametrize(
    ("reg", "printed"),
    [
        (0.0, {"W1": 1.83e-08, "W2": 3.20e-10, "b1": 9.83e-09, "b2": 4.33e-10}),
        (0.7, {"W1": 2.53e-07, "W2": 2.85e-08, "b1": 1.56e-08, "b2": 9.09e-10}),
    ],
)
def test_gradients_of_two_layer_net(two_layer_net, gradient_errors, reg, printed):
    """Seeds 001, 002 and 004, cell "Testing initialization"."""
    two_layer_net.reg = reg
    assert_within(gradient_errors(two_layer_net, X, Y), printed)


def small_batch():
    np.random.seed(231)
    return np.random.randn(2, 15), np.random.randint(10, size=(2,))


def deep_net(**settings):
    """Make the network of the cells' loops, which draws its weights as they come."""
    return FullyConnectedNet(
        [20, 30],
        input_dim=15,
        num_classes=10,
        weight_scale=5e-2,
        dtype=np.float64,
        **settings,
    )


def test_fully_connected_net(gradient_errors):
    """Seeds 001 and 004, cell "Running check with reg"."""
    X, y = small_batch()
    net = deep_net(reg=0)
    assert net.loss(X, y)[0] == pytest.approx(2.300479089768492, rel=1e-14)
    printed = {"W1": 1.03e-07, "W2": 2.21e-05, "W3": 4.56e-07}
    printed |= {"b1": 4.66e-09, "b2": 2.09e-09, "b3": 1.69e-10}
    assert_within(gradient_errors(net, X, y), printed)

    net = deep_net(reg=3.14)
    assert net.loss(X, y)[0] == pytest.approx(7.052114776533016, rel=1e-14)
    printed = {"W1": 1.14e-08, "W2": 6.87e-08, "W3": 3.48e-08}
    printed |= {"b1": 1.48e-08, "b2": 1.72e-09, "b3": 2.38e-10}
    assert_within(gradient_errors(net, X, y), printed)


def test_nndl_fully_connected_net_is_the_same_network():
    """Seeds 001 and 004, cell "Running check with reg", by the class of seed 002."""
    X, y = small_batch()
    for reg, loss in [(0, 2.300479089768492), (3.14, 7.052114776533016)]:
        net = nndl_fc_net.FullyConnectedNet(
            [20, 30],
            input_dim=15,
            num_classes=10,
            reg=reg,
            weight_scale=5e-2,
            dtype=np.float64,
        )
        assert net.loss(X, y)[0] == pytest.approx(loss, rel=1e-14)


def test_fully_connected_net_with_dropout(gradient_errors):
    """Seed 001, notebook on dropout, cell 6."""
    X, y = small_batch()
    net = deep_net(dropout_keep_ratio=1, seed=123)
    assert net.loss(X, y)[0] == pytest.approx(2.300479089768492, rel=1e-14)

    # a seeded dropout also decides how the next network's weights are drawn
    net = deep_net(dropout_keep_ratio=0.75, seed=123)
    assert net.loss(X, y)[0] == pytest.approx(2.302371489704412, rel=1e-14)
    printed = {"W1": 1.85e-07, "W2": 2.15e-06, "W3": 4.56e-08}
    printed |= {"b1": 1.16e-08, "b2": 1.82e-09, "b3": 1.48e-10}
    assert_within(gradient_errors(net, X, y), printed)

    net = deep_net(dropout_keep_ratio=0.5, seed=123)
    assert net.loss(X, y)[0] == pytest.approx(2.30427592207859, rel=1e-14)
    printed = {"W1": 3.11e-07, "W2": 2.48e-08, "W3": 6.43e-08}
    printed |= {"b1": 5.37e-09, "b2": 1.91e-09, "b3": 1.85e-10}
    assert_within(gradient_errors(net, X, y), printed)


def test_fully_connected_net_with_batch_normalisation(gradient_errors):
    """Seed 001, notebook on normalisation, cell "You should expect losses".

    b1 and b2 have no bound: the normalisation cancels them, so that both gradients
    are rounding errors of zero.
    """
    X, y = small_batch()
    net = deep_net(reg=0, normalization="batchnorm")
    assert net.loss(X, y)[0] == pytest.approx(2.2611955101340957, rel=1e-14)
    printed = {"W1": 1.10e-04, "W2": 5.65e-06, "W3": 4.14e-10, "b3": 1.02e-10}
    printed |= {"gamma1": 7.47e-09, "gamma2": 3.35e-09}
    printed |= {"beta1": 7.33e-09, "beta2": 1.17e-09}
    assert_within(gradient_errors(net, X, y), printed)

    net = deep_net(reg=3.14, normalization="batchnorm")
    assert net.loss(X, y)[0] == pytest.approx(6.996533220108303, rel=1e-14)
    printed = {"W1": 1.98e-06, "W2": 2.29e-06, "W3": 1.11e-08, "b3": 2.10e-10}
    printed |= {"gamma1": 6.27e-09, "gamma2": 4.14e-09}
    printed |= {"beta1": 6.32e-09, "beta2": 3.48e-09}
    assert_within(gradient_errors(net, X, y), printed)


@pytest.fixture
def toy():
    """The network and the data of seed 002, made in the order of its cell."""
    np.random.seed(0)
    net = neural_net.TwoLayerNet(4, 10, 3, std=1e-1)
    np.random.seed(1)
    return net, 10 * np.random.randn(5, 4), np.array([0, 1, 2, 2, 1])


def test_scores_of_the_toy_net(toy):
    """Seed 002, cell 53."""
    net, X, _ = toy
    correct_scores = [
        [-1.07260209, 0.05083871, -0.87253915],
        [-2.02778743, -0.10832494, -1.52641362],
        [-0.74225908, 0.15259725, -0.39578548],
        [-0.38172726, 0.10835902, -0.17328274],
        [-0.64417314, -0.18886813, -0.41106892],
    ]
    difference = np.sum(np.abs(net.loss(X) - correct_scores))
    assert difference == pytest.approx(3.3812311797665195e-08, rel=1e-6)


def test_loss_of_the_toy_net(toy):
    """Seed 002, cells 54 and 55."""
    net, X, y = toy
    assert net.loss(X, y, reg=0.05)[0] == pytest.approx(1.071696123862817, rel=1e-14)


def test_gradients_of_the_toy_net(toy, rel_error):
    """Seed 002, cell 56."""
    net, X, y = toy
    _, grads = net.loss(X, y, reg=0.05)
    printed = {"W1": 1.28e-09, "W2": 3.43e-10, "b1": 3.17e-09, "b2": 1.84e-10}
    assert set(grads) == set(printed)
    for name, bound in printed.items():
        numerical = eval_numerical_gradient(
            lambda _: net.loss(X, y, reg=0.05)[0], net.params[name], verbose=False
        )
        assert rel_error(numerical, grads[name]) < 10 * bound, name


def test_training_of_the_toy_net(toy):
    """Seed 002, the cell that prints the final training loss."""
    _, X, y = toy
    np.random.seed(0)
    net = neural_net.TwoLayerNet(4, 10, 3, std=1e-1)
    history = net.train(X, y, X, y, learning_rate=1e-1, reg=5e-6, num_iters=100)
    # a hundred steps let rounding errors grow
    assert history["loss_history"][-1] == pytest.approx(0.014497864587765906, rel=1e-10)
