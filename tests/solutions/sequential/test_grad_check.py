"""The gradient checker, on functions whose derivatives are known."""

import numpy as np
import pytest
from sequential.grad_check import (
    eval_numerical_gradient,
    eval_numerical_gradient_array,
    rel_error,
)


def test_gradient_of_a_quadratic_is_exact_and_the_point_restored():
    x = np.random.RandomState(0).randn(3, 4)
    before = x.copy()
    grad = eval_numerical_gradient(lambda x: np.sum(x**2), x, verbose=False)
    np.testing.assert_allclose(grad, 2 * x, atol=1e-9)
    np.testing.assert_array_equal(x, before)


def test_gradient_of_a_map_is_weighted_by_the_gradient_from_above():
    rng = np.random.RandomState(0)
    x, a, df = rng.randn(4), rng.randn(3, 4), rng.randn(3)
    grad = eval_numerical_gradient_array(lambda x: a @ x, x, df)
    np.testing.assert_allclose(grad, a.T @ df, atol=1e-9)


def test_a_function_that_returns_its_argument_itself_is_no_trap():
    df = np.arange(6.0).reshape(2, 3)
    grad = eval_numerical_gradient_array(lambda x: x, np.ones((2, 3)), df)
    np.testing.assert_allclose(grad, df, atol=1e-9)


def test_the_point_is_restored_when_the_function_raises():
    x = np.ones(2)

    def broken(x):
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        eval_numerical_gradient(broken, x)
    np.testing.assert_array_equal(x, np.ones(2))


def test_whole_numbers_cannot_be_moved_a_little():
    with pytest.raises(ValueError, match="int64"):
        eval_numerical_gradient(np.sum, np.ones(3, np.int64))


def test_verbose_prints_each_index(capsys):
    eval_numerical_gradient(np.sum, np.zeros((1, 2)))
    lines = capsys.readouterr().out.splitlines()
    assert [line[:6] for line in lines] == ["(0, 0)", "(0, 1)"]


def test_relative_error_is_the_largest_and_zero_where_both_are_zero():
    x, y = np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 2.2])
    assert rel_error(x, y) == pytest.approx(0.2 / 4.2)
    assert rel_error(np.zeros(2), np.zeros(2)) == 0
