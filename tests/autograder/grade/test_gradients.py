"""Numeric gradients: the own forward decides, and says where a backward is off."""

import numpy as np
import pytest

from autograder.grade.failures import CheckFailed
from autograder.grade.gradients import DIRECTIONS, Forward, compare_numerically


def cube(x, a):
    return a * x**3, None


@pytest.fixture
def random():
    return np.random.RandomState(3)


def cubes(handle, x, dout, function=cube):
    module = handle({"f": function})
    return Forward(module.f, (x, 2.0), 0, 0, dout)


@pytest.fixture
def x(random):
    return random.randn(4, 3)


@pytest.fixture
def dout(random):
    return random.randn(4, 3)


def test_the_right_gradient_passes_in_a_few_evaluations(handle, here, random, x, dout):
    compare_numerically("dx", cubes(handle, x, dout), 6 * x**2 * dout, random)
    assert here.asked.count("slope") == 1


def test_a_wrong_gradient_is_located(handle, random, x, dout):
    wrong = 6 * x**2 * dout
    wrong[2, 1] += 0.5
    with pytest.raises(CheckFailed, match=r"furthest off at dx\[2, 1\]") as caught:
        compare_numerically("dx", cubes(handle, x, dout), wrong, random)
    right = wrong[2, 1] - 0.5
    assert f"yours {wrong[2, 1]:.6g}, numeric {right:.6g}" in str(caught.value)
    want = 0.5 / (abs(wrong[2, 1]) + abs(right))
    assert caught.value.max_rel_error == pytest.approx(want, rel=1e-4)


@pytest.mark.parametrize("error", [1e-4, 1e-3])
def test_a_gradient_off_by_a_part_in_thousands_is_noticed(
    handle, random, x, dout, error
):
    wrong = 6 * x**2 * dout * (1 + error)
    with pytest.raises(CheckFailed):
        compare_numerically("dx", cubes(handle, x, dout), wrong, random)


@pytest.mark.parametrize(
    ("gradient", "words"),
    [
        (np.zeros((4, 2)), "dx has shape (4, 2); it should be (4, 3)"),
        (np.full((4, 3), np.nan), "dx has nan or inf in it"),
        (None, "dx is None"),
        ("zero", "dx is of type str"),
    ],
)
def test_what_is_no_gradient_is_told(handle, random, x, dout, gradient, words):
    with pytest.raises(CheckFailed) as caught:
        compare_numerically("dx", cubes(handle, x, dout), gradient, random)
    assert words in str(caught.value)


def single(x, a):
    return (a * np.float32(1) * x.astype(np.float32) ** 3), None


def test_a_forward_in_single_precision_is_measured_with_a_larger_step(
    handle, random, x, dout
):
    forward = cubes(handle, x, dout, single)
    compare_numerically("dx", forward, 6 * x**2 * dout, random, tolerance=1e-3)
    wrong = 7 * x**2 * dout
    with pytest.raises(CheckFailed):
        compare_numerically("dx", forward, wrong, random, tolerance=1e-3)


def single_inside(x, a):
    return np.array(single(x, a)[0], dtype=np.float64), None


def test_single_precision_inside_a_forward_is_told_by_its_rounding(
    handle, random, x, dout
):
    forward = cubes(handle, x, dout, single_inside)
    compare_numerically("dx", forward, 6 * x**2 * dout, random)
    with pytest.raises(CheckFailed):
        compare_numerically("dx", forward, 7 * x**2 * dout, random)


def nan_nearby(x, a):
    return x + np.where(x == x.round(3), 0, np.nan), None


def other_shape(x, a):
    return x[0], None


@pytest.mark.parametrize(
    ("function", "words"),
    [(nan_nearby, "nan or inf near"), (other_shape, "shape (3,) near these inputs")],
)
def test_a_forward_that_fails_nearby_is_told(handle, random, function, words):
    x = np.ones((4, 3))
    with pytest.raises(CheckFailed) as caught:
        compare_numerically("dx", cubes(handle, x, x, function), x, random)
    assert words in str(caught.value)


def test_an_item_of_the_models_parameters_can_be_what_moves(handle, random):
    params = {"W": random.randn(3)}
    module = handle({"loss": lambda: float((params["W"] ** 3).sum())})
    held = handle(params)
    forward = Forward(module.loss, (), (held, "W"), None, 1.0)
    before = params["W"].copy()
    compare_numerically("dW", forward, 3 * before**2, random)
    assert params["W"].tolist() == before.tolist()
    with pytest.raises(CheckFailed):
        compare_numerically("dW", forward, 2 * before**2, random)


def test_directions_are_few_whatever_the_size(handle, here, random):
    big = random.randn(50, 40)
    calls = []

    def counted(x, a):
        calls.append(1)
        return cube(x, a)

    compare_numerically("dx", cubes(handle, big, big, counted), 6 * big**3, random)
    assert len(calls) <= 2 * DIRECTIONS + 1


def test_the_last_call_is_still_the_backward_when_its_gradient_is_judged(handle, here):
    forward = cubes(handle, np.ones(2), np.ones(2))
    here.last_call = "layers.backward(...)"
    assert forward.value().tolist() == [2, 2]
    assert here.last_call == "layers.backward(...)"
