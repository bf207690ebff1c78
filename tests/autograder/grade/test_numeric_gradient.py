"""The fixture ``numeric_gradient``: stored gradients, or those of the own forward."""

import numpy as np
import pytest

from autograder.grade.expected import Store, write
from autograder.grade.failures import CheckFailed
from autograder.grade.fixtures import Expected, NumericGradient

x, dout = np.array([0.5, -1.0, 2.0]), np.array([1.0, 2.0, -1.0])


def square(x):
    return x**2, None


def cube(x):
    return x**3, None


def near_square(x):
    return 1.1 * x**2, None


def fixture(file, recording, notes=None):
    expected = Expected(Store(file, recording), "test_a")
    random = np.random.RandomState(0)
    return NumericGradient(expected, random, [] if notes is None else notes)


def check_both(gradient, handle, first, second, dx, dy, tolerance=1e-5):
    """Check two functions in one test, as some assignments do."""
    both = handle({"first": first, "second": second})
    limit = {"tolerance": tolerance}
    gradient.check(both.first, (x,), dout, {"dx": dx}, **limit)
    gradient.check(both.second, (x,), dout, {"dy": dy}, **limit)


@pytest.fixture
def file(tmp_path, handle):
    """The stored gradients of two functions."""
    file = tmp_path / "layers.npz"
    gradient = fixture(file, recording=True)
    right = 2 * x * dout, 3 * x**2 * dout
    check_both(gradient, handle, square, cube, *right)
    write(file, gradient._expected._store.recorded, {})
    return file


def test_each_function_of_a_test_is_told_right_by_its_own_output(file, handle):
    notes = []
    gradient = fixture(file, recording=False, notes=notes)
    mine = 2.2 * x * dout, 3 * x**2 * dout
    check_both(gradient, handle, near_square, cube, *mine)
    assert notes == ["dx: right for your own forward pass, which isn't"]


def test_a_gradient_that_is_right_for_nothing_fails_in_the_second_function(
    file, handle
):
    gradient = fixture(file, recording=False)
    mine = 2 * x * dout, 3.3 * x**2 * dout
    with pytest.raises(CheckFailed, match="dy disagrees with the numeric gradient"):
        check_both(gradient, handle, square, cube, *mine)


def test_a_test_that_allows_more_takes_more_from_a_right_forward(file, handle):
    mine = 2 * x * dout * (1 + 1e-4), 3 * x**2 * dout
    check_both(fixture(file, False), handle, square, cube, *mine, tolerance=1e-3)
    with pytest.raises(CheckFailed, match="dx"):
        check_both(fixture(file, False), handle, square, cube, *mine)
