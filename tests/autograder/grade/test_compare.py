"""Comparing arrays: what passes, and what a student reads when it doesn't."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.grade.compare import as_array, close, relative_error
from autograder.grade.failures import CheckFailed, check
from autograder.sandbox import Ref

A = np.array([[1.0, -2.0], [300.0, 0.5]])


def failure(got, want, **options):
    with pytest.raises(CheckFailed) as caught:
        close("out", got, want, **options)
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("got", [A.copy(), A.tolist(), A.astype(np.float32), A + 1e-6])
def test_equal_up_to_rounding_passes(got):
    close("out", got, A)


@pytest.mark.parametrize("got", [3, 3.0, np.float32(3), np.array(3), np.int8(3)])
def test_a_single_number_may_come_in_any_form(got):
    close("loss", got, 3.0)


def test_the_tolerance_is_a_share_of_the_largest_magnitude():
    close("out", A + 0.0029, A)  # 300 * 1e-5 is 0.003
    assert "4 of 4" in str(failure(A + 0.0031, A))
    close("out", A + 2.9, A, tolerance=1e-2)


def test_zero_is_compared_exactly():
    close("out", np.zeros(3), np.zeros(3))
    assert failure(np.array([0, 1e-300, 0]), np.zeros(3)).max_rel_error == 1.0


def test_an_empty_array_equals_an_empty_array():
    close("out", np.zeros((0, 3)), np.zeros((0, 3)))
    assert "(3, 0)" in str(failure(np.zeros((3, 0)), np.zeros((0, 3))))


def test_a_wrong_value_is_told_with_how_many_how_far_and_where():
    got = A.copy()
    got[1, 0] = 100
    wrong = failure(got, A)
    assert str(wrong) == (
        "out: 1 of 4 values are off (relative error up to 5.0e-01), "
        "furthest out[1, 0] = 100"
    )
    assert wrong.expected == "out[1, 0] should be 300"
    assert wrong.max_rel_error == 0.5


def test_a_wrong_single_number_is_told_without_a_place():
    wrong = failure(2.0, 3.0)
    assert "furthest out = 2" in str(wrong)
    assert wrong.expected == "out should be 3"


def test_the_message_for_hidden_checks_never_holds_the_right_value():
    assert "300" not in str(failure(np.zeros((2, 2)), A))
    assert "300" not in str(failure(np.full((2, 2), np.nan), A))


@pytest.mark.parametrize("shape", [(4,), (2, 2, 1), (2, 1), ()])
def test_a_wrong_shape_is_told_with_both_shapes(shape):
    wrong = failure(np.ones(shape), A)
    assert str(wrong) == f"out has shape {shape}; it should be (2, 2)"


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_nan_and_inf_are_told_with_their_place(bad):
    got = A.copy()
    got[0, 1] = bad
    assert str(failure(got, A)) == f"out[0, 1] is {bad:g}"


def test_inf_and_nan_that_are_due_are_no_excuse_for_the_rest():
    want = np.array([np.inf, np.nan, -np.inf, 1.0])
    close("out", want.copy(), want)
    assert "1 of 4" in str(failure(np.array([np.inf, np.nan, -np.inf, 2.0]), want))
    assert str(failure(np.array([1.0, np.nan, -np.inf, 1.0]), want)) == "out[0] is 1"
    assert str(failure(np.array([-np.inf, 0, 0, 1.0]), want)) == "out[0] is -inf"
    assert str(failure(np.array([np.inf, 0.0, 0, 1.0]), want)) == "out[1] is 0"


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int64, np.float16, np.longdouble])
def test_every_kind_of_real_number_can_be_right_and_wrong(dtype):
    want = np.array([1, 0, 1], dtype=dtype)
    close("mask", want.copy(), want)
    wrong = failure(np.array([0, 1, 1], dtype=dtype), want)
    assert "2 of 3" in str(wrong)
    assert wrong.max_rel_error == 1.0


def test_a_difference_beyond_all_numbers_is_still_a_wrong_answer():
    huge = np.array([1.7e308, 1.0])
    assert failure(-huge, huge).max_rel_error == 1.0


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (None, "out is None: is it written, and returned?"),
        ([[1.0], [1.0, 2.0]], "out is a ragged list, not an array"),
        ("text", "out is of type str, not an array of real numbers"),
        (b"text", "out is of type bytes, not an array of real numbers"),
        ({"a": 1}, "out is of type dict, not an array of real numbers"),
        ([None, 1.0], "out is of type list, not an array of real numbers"),
        ([Ref(1, "Evil")], "out is of type list, not an array of real numbers"),
        (Ref(1, "Evil"), "out is of type Evil, not an array"),
        (1j, "out is of type complex, not an array of real numbers"),
        (np.ones(2) * 1j, "out is of type complex128, not an array of real numbers"),
    ],
)
def test_what_is_no_array_of_numbers_is_told(got, words):
    with pytest.raises(CheckFailed) as caught:
        as_array("out", got)
    assert str(caught.value) == words


def test_the_relative_error_is_that_of_the_cs231n_notes():
    error = relative_error(np.array([1.0, 0.0, -1.0, 3.0]), np.array([1.0, 0, 1, 1]))
    assert error.tolist() == [0.0, 0.0, 1.0, 0.5]


numbers = hnp.arrays(
    np.float64, hnp.array_shapes(max_dims=3, max_side=4), elements=st.floats(width=64)
)


@given(want=numbers)
def test_every_array_equals_itself(want):
    close("out", want.copy(), want)


@given(want=numbers, data=st.data())
def test_no_array_equals_one_that_is_off_by_a_thousandth_of_its_size(want, data):
    finite = np.where(np.isfinite(want), want, 0.0) / 4
    place = data.draw(st.integers(0, want.size - 1))
    got = finite.copy()
    got.flat[place] += 1e-3 * max(np.abs(finite).max(), 1e-300)
    wrong = failure(got, finite)
    where = ", ".join(map(str, np.unravel_index(place, got.shape)))
    assert f"1 of {want.size} values" in str(wrong)
    assert f"furthest out[{where}] = " in str(wrong)
    assert 0 < wrong.max_rel_error <= 1


def test_check_fails_with_the_words_for_the_student():
    check(True, "not shown")
    with pytest.raises(CheckFailed, match="W1 should start small"):
        check(False, "W1 should start small")
