"""The fully connected networks: seed 000's scores, losses and gradient errors."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from sequential.grad_check import eval_numerical_gradient, rel_error
from sequential.mlp import fully_conn
from sequential.mlp.layer_utils import cross_entropy, dropout, fc, sequential


def gradient_errors(model, forward, y):
    """Return each parameter's error against the numeric gradient of the loss."""
    loss_func = cross_entropy()
    loss_func.forward(forward(), y)
    model.backward(loss_func.backward())
    grads = dict(model.net.grads)
    errors = {}
    for layer in model.net.layers:
        for name, param in layer.params.items():
            numeric = eval_numerical_gradient(
                lambda _: loss_func.forward(forward(), y), param, verbose=False
            )
            errors[name] = rel_error(numeric, grads[name])
    return errors


def seed_small_net():
    """Return network and features of seed 000, "Test a Small Fully Connected ..."."""
    model = fully_conn.SmallFullyConnectedNetwork()
    model.net.assign("fc1_w", np.linspace(-0.7, 0.3, num=120).reshape(4, 30))
    model.net.assign("fc1_b", np.linspace(-0.6, 0.2, num=30))
    model.net.assign("fc2_w", np.linspace(-0.2, 0.2, num=210).reshape(30, 7))
    model.net.assign("fc2_b", np.linspace(-0.9, 0.1, num=7))
    feats = np.linspace(-5.5, 4.5, num=16).reshape(4, 4).T
    return model, feats, np.array([0, 5, 1, 4])


def test_small_network_gives_seed_000s_scores_and_loss():
    model, feats, y = seed_small_net()
    scores = model.forward(feats)
    # the seed's page cuts its lines after these digits
    first_three = [
        [-2.33881897, -1.92174121, -1.50466344],
        [-1.57214916, -1.1857013, -0.79925345],
        [-0.80178618, -0.44604469, -0.0903032],
        [-0.00331319, 0.32124836, 0.64580991],
    ]
    np.testing.assert_allclose(scores[:, :3], first_three, rtol=0, atol=1e-8)
    fourth = [-1.0875, -0.4128, 0.2654, 0.9703]
    np.testing.assert_allclose(scores[:, 3], fourth, rtol=0, atol=1e-4)
    assert abs(cross_entropy().forward(scores, y) - 2.4248995879903195) < 1e-14


def test_small_networks_gradients_stay_within_seed_000s_errors():
    model, feats, y = seed_small_net()
    errors = gradient_errors(model, lambda: model.forward(feats), y)
    assert errors.keys() == {"fc1_w", "fc1_b", "fc2_w", "fc2_b"}
    assert max(errors.values()) < 1e-6


def test_small_network_starts_at_scale_002_with_zero_biases():
    np.random.seed(1234)
    params = fully_conn.SmallFullyConnectedNetwork().net.params
    assert abs(params["fc1_w"].std() - 0.02) < 0.002
    assert abs(params["fc2_w"].std() - 0.02) < 0.002
    assert not params["fc1_b"].any()
    assert not params["fc2_b"].any()


def test_fc_gelu_network_agrees_with_pytorch(torch_says):
    rng = np.random.RandomState(0)
    x, w, b, dout = rng.randn(3, 5, 3), rng.randn(15, 5), rng.randn(5), rng.randn(3, 5)
    model = fully_conn.TestFCGeLU()
    model.net.assign("fc1_w", w)
    model.net.assign("fc1_b", b)
    out, gradients = torch_says.gradients(
        lambda x, w, b: torch.nn.functional.gelu(
            x.flatten(1) @ w + b, approximate="tanh"
        ),
        dout,
        x,
        w,
        b,
    )
    torch_says.agrees(model.forward(x), out)
    torch_says.agrees(model.backward(dout), gradients[0])
    torch_says.agrees(model.net.get_grads("fc1_w"), gradients[1])
    torch_says.agrees(model.net.get_grads("fc1_b"), gradients[2])


@pytest.mark.parametrize("keep_prob", [0, 0.25, 0.5])
def test_dropout_network_stays_within_seed_000s_errors(keep_prob):
    np.random.seed(1234)
    X, y = np.random.randn(3, 15), np.random.randint(10, size=3)
    np.random.seed(1234)
    model = fully_conn.DropoutNet(keep_prob=keep_prob, seed=1234)
    errors = gradient_errors(model, lambda: model.forward(X, True, seed=1234), y)
    assert len(errors) == 6
    assert max(errors.values()) < 1e-3


SHAPES = {
    "TestFCGeLU": ((2, 5, 3), [15, 5]),
    "SmallFullyConnectedNetwork": ((2, 4), [4, 30, 7]),
    "DropoutNet": ((2, 15), [15, 20, 30, 10]),
    "DropoutNetTest": ((2, 32, 32, 3), [3072, 500, 500, 20]),
    "FullyConnectedNetwork": ((2, 32, 32, 3), [3072, 100, 100, 100, 100, 100, 20]),
}
SCALES = {"DropoutNet": 5e-2, "DropoutNetTest": 1e-2, "FullyConnectedNetwork": 0.1}


@pytest.mark.parametrize(
    ("name", "shape", "dims"), [(n, *s) for n, s in SHAPES.items()]
)
def test_networks_have_the_courses_shapes(name, shape, dims):
    model = getattr(fully_conn, name)(keep_prob=0.5, dtype=np.float32, seed=1)
    weights = [p.shape for p in model.net.params.values() if p.ndim == 2]
    assert weights == list(pairwise(dims))
    x = np.random.RandomState(0).randn(*shape)
    dout = np.ones_like(model.forward(x))
    assert dout.shape == (2, dims[-1])
    assert model.backward(dout).shape == shape


@pytest.mark.parametrize(("name", "scale"), SCALES.items())
def test_given_networks_start_at_the_courses_scales(name, scale):
    np.random.seed(0)
    for param in getattr(fully_conn, name)().net.params.values():
        spread = 6 * scale / np.sqrt(2 * param.size)  # six standard errors
        assert abs(param.std() - (scale if param.ndim == 2 else 0)) < spread


def test_tiny_net_takes_images_and_gives_20_scores():
    model = fully_conn.TinyNet()
    assert [type(layer).__name__ for layer in model.net.layers] == [
        "flatten",
        "fc",
        "gelu",
        "fc",
    ]
    assert model.forward(np.zeros((2, 32, 32, 3))).shape == (2, 20)


class Dropping(fully_conn.Module):
    def build(self):
        return sequential(fc(6, 8, 1.0), dropout(self.keep_prob, seed=self.seed))


def test_only_training_drops_and_a_seed_repeats_it():
    model, x = Dropping(keep_prob=0.5, seed=3), np.ones((4, 6))
    np.testing.assert_array_equal(
        model.forward(x, is_training=False), model.net.layers[0].forward(x)
    )
    first = model.forward(x, seed=5)
    assert np.any(first == 0)
    assert np.any(model.forward(x) != first)
    np.testing.assert_array_equal(model.forward(x, True, 5), first)


def test_no_keep_prob_means_no_dropout():
    model, x = Dropping(), np.ones((4, 6))
    np.testing.assert_array_equal(model.forward(x), model.net.layers[0].forward(x))


@pytest.mark.parametrize(
    ("regularization", "slope"),
    [("none", np.zeros_like), ("l1", np.sign), ("l2", lambda p: 2 * p)],
)
def test_backward_adds_the_penaltys_gradient(regularization, slope):
    model, x = Dropping(), np.ones((4, 6))
    dout = np.random.RandomState(0).randn(4, 8)
    model.forward(x)
    model.backward(dout)
    plain = dict(model.net.grads)
    model.forward(x)
    dx = model.backward(dout, regularization=regularization, reg_lambda=0.25)
    for name, param in model.net.params.items():
        np.testing.assert_allclose(
            model.net.get_grads(name), plain[name] + 0.25 * slope(param)
        )
    np.testing.assert_allclose(dx, dout @ model.net.params["fc_w"].T)


def test_another_penalty_is_not_implemented():
    model = Dropping()
    model.forward(np.ones((4, 6)))
    with pytest.raises(NotImplementedError, match="'l3'"):
        model.backward(np.ones((4, 8)), regularization="l3")
