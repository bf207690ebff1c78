import math

import numpy as np
import pytest
from layered.layers import Dropout, FCLayer
from layered.loss import SoftmaxCrossEntropy
from layered.utils import check_grads as checks
from layered.utils.tools import (
    MSRA,
    Guassian,
    Initializer,
    Uniform,
    Xavier,
    clip_gradients,
    rel_error,
)


class OffBy(FCLayer):
    """A layer whose gradients are all too large by a factor."""

    factor = 1.01

    def backward(self, in_grads, inputs):
        out_grads = super().backward(in_grads, inputs)
        self.w_grad = self.w_grad * self.factor
        self.b_grad = self.b_grad * self.factor
        return out_grads * self.factor


def errors(text):
    return [float(line.rsplit(" ", 1)[1]) for line in text.splitlines()[1:]]


def test_wrong_gradients_show(capsys):
    inputs, in_grads = np.random.randn(4, 3), np.random.randn(4, 2)
    checks.check_grads_layer(OffBy(3, 2), inputs, in_grads)
    wrong = errors(capsys.readouterr().out)
    assert wrong == pytest.approx([1 - 1 / 1.01] * 3)
    checks.check_grads_layer(FCLayer(3, 2), inputs, in_grads)
    right = errors(capsys.readouterr().out)
    assert len(right) == 3
    assert max(right) < 1e-9


def test_a_loss_is_checked(capsys):
    targets = np.array([0, 2, 1])
    checks.check_grads_loss(SoftmaxCrossEntropy(3), np.random.randn(3, 3), targets)
    (error,) = errors(capsys.readouterr().out)
    assert error < 1e-8


def test_a_layer_is_checked_for_what_it_saw_last(capsys):
    dropout, inputs = Dropout(0.5, seed=1), np.random.randn(3, 4)
    dropout.forward(np.zeros((7, 7)))  # a mask of another shape is left behind
    checks.check_grads_layer(dropout, inputs, np.random.randn(3, 4))
    (error,) = errors(capsys.readouterr().out)
    assert error < 1e-9


def test_numeric_gradients_leave_everything_as_it_was():
    layer, inputs = FCLayer(3, 2), np.random.randn(4, 3)
    before = inputs.copy(), layer.weights.copy(), layer.bias.copy()
    checks.eval_numerical_gradient_inputs(layer, inputs, np.ones((4, 2)))
    checks.eval_numerical_gradient_params(layer, inputs, np.ones((4, 2)))
    for old, new in zip(before, (inputs, layer.weights, layer.bias), strict=True):
        np.testing.assert_array_equal(old, new)


def test_numeric_gradients_need_floats():
    with pytest.raises(ValueError, match="int"):
        checks.eval_numerical_gradient_inputs(
            FCLayer(3, 2), np.ones((4, 3), dtype=int), np.ones((4, 2))
        )


def test_the_error_of_two_gradients():
    a, b = np.array([3.0, 4.0]), np.array([3.0, 3.0])
    assert checks.check_grads(a, b) == pytest.approx(0.2)
    assert checks.check_grads(a * 1e-9, b * 1e-9) == 0
    with pytest.raises(ValueError, match=r"\(2,\) and \(1,\)"):
        checks.check_grads(a, b[:1])


def test_rel_error_is_a_mean():
    x, y = np.array([1.0, 2.0, 0.0]), np.array([3.0, 2.0, 0.0])
    assert rel_error(x, y) == pytest.approx(0.5 / 3)
    with pytest.raises(ValueError, match=r"\(3,\), \(2,\)"):
        rel_error(x, y[:2])


def test_gradients_are_clipped_by_value():
    assert clip_gradients(np.array([-3.0, 0.5, 9.0]), clip=2).tolist() == [-2, 0.5, 2]


@pytest.mark.parametrize(
    ("initializer", "mean", "std"),
    [
        (Guassian(mean=0.5, std=0.2), 0.5, 0.2),
        (Guassian(), 0, 0.1),
        (Uniform(), 0, 0.05 / math.sqrt(3)),
        (Uniform(a=0, b=1), 0.5, 1 / math.sqrt(12)),
        (Xavier(10, 20), 0, math.sqrt(2 / 30)),
        (MSRA(50), 0, 0.2),
    ],
)
def test_initial_weights_are_drawn_as_their_names_say(initializer, mean, std):
    np.random.seed(0)
    weights = initializer.initialize((200, 100))
    assert weights.shape == (200, 100)
    assert weights.mean() == pytest.approx(mean, abs=0.03 * std)
    assert weights.std() == pytest.approx(std, rel=0.02)


def test_initial_weights_have_the_type_asked_for():
    assert Guassian(dtype=np.float32).initialize(3).dtype == np.float32
    assert Xavier(2, 3, dtype=np.float32).initialize(3).dtype == np.float32
    assert FCLayer(2, 3, initializer=MSRA(2, dtype=np.float32)).bias.dtype == np.float32


def test_the_base_class_draws_nothing():
    with pytest.raises(NotImplementedError, match="Initializer doesn't say"):
        Initializer().initialize(3)
