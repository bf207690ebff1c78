import numpy as np
import pytest
from functional.gradient_check import (
    eval_numerical_gradient,
    eval_numerical_gradient_array,
    grad_check_sparse,
)


def cubes(x):
    return x**3


@pytest.fixture
def x():
    return np.array([[1.0, -2.0, 0.5], [3.0, 0.0, -1.0]])


def test_gradient_of_a_number(x):
    before = x.copy()
    grad = eval_numerical_gradient(lambda x: cubes(x).sum(), x, verbose=False)
    np.testing.assert_allclose(grad, 3 * x**2, atol=1e-9)
    np.testing.assert_array_equal(x, before)


def test_gradient_through_an_array(x):
    df = np.array([[1.0, 2.0, -1.0], [0.0, 3.0, 0.5]])
    grad = eval_numerical_gradient_array(cubes, x, df)
    np.testing.assert_allclose(grad, 3 * x**2 * df, atol=1e-8)


def test_the_distance_of_the_points_is_twice_h(x):
    # of a cube, a central difference is off by exactly h squared
    grad = eval_numerical_gradient(lambda x: cubes(x).sum(), x, verbose=False, h=0.1)
    np.testing.assert_allclose(grad, 3 * x**2 + 0.01, rtol=1e-10)


def test_a_function_may_read_the_array_elsewhere_and_reuse_its_output(x):
    out = np.empty_like(x)
    grad = eval_numerical_gradient_array(
        lambda _: np.multiply(x, x, out=out), x, np.ones_like(x)
    )
    np.testing.assert_allclose(grad, 2 * x, atol=1e-9)


def test_verbose_prints_every_derivative(capsys):
    x = np.array([1.0, 2.0])
    grad = eval_numerical_gradient(lambda x: x.sum(), x)
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"(0,) {grad[0]}", f"(1,) {grad[1]}"]


def test_sparse_check_returns_the_largest_error(capsys):
    x = np.array([1.0, 2.0, 3.0])
    right = 3 * x**2
    assert grad_check_sparse(lambda x: cubes(x).sum(), x, right) < 1e-8
    assert len(capsys.readouterr().out.splitlines()) == 10
    # |n - a| / (|n| + |a|) where a = 3 n at one of the elements
    wrong = right * [1, 3, 1]
    error = grad_check_sparse(lambda x: cubes(x).sum(), x, wrong, num_checks=50)
    assert error == pytest.approx(0.5)


def test_sparse_check_prints_both_gradients(capsys):
    grad_check_sparse(lambda x: 2 * x.sum(), np.ones(1), np.array([6.0]), num_checks=1)
    line = capsys.readouterr().out
    assert line.startswith("numerical: 2.000000 analytic: 6.000000, relative error: 5.")


def test_integers_and_other_shapes_are_refused():
    with pytest.raises(ValueError, match="int64"):
        eval_numerical_gradient(np.sum, np.array([1, 2]), verbose=False)
    with pytest.raises(ValueError, match=r"\(3,\).*\(2,\)"):
        grad_check_sparse(np.sum, np.ones(2), np.ones(3))
