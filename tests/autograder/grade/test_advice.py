"""The pictures of a wrong array, and what they lead to."""

import numpy as np
import pytest

from autograder.grade.advice import next_step
from autograder.grade.errormap import ErrorMap, draw_errors, draw_values
from autograder.grade.outcome import KINDS

ONES = np.ones((4, 6))


def advice(got, want=ONES):
    return next_step("wrong", "out is off", draw_errors(got, want, 1e-5), True)


def changed(*where, by=3.0):
    got = ONES.copy()
    got[where] += by
    return got


def test_values_are_pictured_as_nine_steps_and_what_is_no_number():
    got = np.array([-1.0, -0.5, 0.0, 0.5, 1.0, 7.0, np.nan, np.inf])
    want = np.array([-1.0, -1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    picture = draw_values(got, want)
    assert picture.scale == 1.0
    assert picture.got == ("024688xx",)
    assert picture.want == ("00488888",)


def test_a_cell_of_a_large_array_shows_its_worst_element():
    want = np.zeros((100, 3, 200))
    want[0, 0, 0] = 1.0
    got = want.copy()
    got[70, 1, 20] = -1.0
    got[69, 1, 20] = np.nan
    picture, errors = draw_values(got, want), draw_errors(got, want, 1e-5)
    assert (len(picture.got), len(picture.got[0])) == (32, 64)
    wrong = {
        (row, column)
        for row, line in enumerate(errors.rows)
        for column, level in enumerate(line)
        if level != "0"
    }
    shown = {
        (row, column)
        for row, line in enumerate(picture.got)
        for column, digit in enumerate(line)
        if digit != picture.want[row][column]
    }
    assert shown == wrong
    assert {picture.got[row][column] for row, column in shown} == {"x"}


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (ONES * (1 + 1e-3), "nearly right"),
        (-ONES, "wrong everywhere"),
        (changed(slice(None), [0, 5]), "wrong at the edges alone"),
        (changed(1), "in whole rows or columns"),
        (changed(slice(None), 2), "in whole rows or columns"),
        (changed(1, 2), "right in places"),
    ],
)
def test_the_pattern_of_the_errors_tells_what_to_try(got, words):
    assert words in advice(got)


def test_a_single_number_is_done_by_hand():
    assert "by hand" in advice(np.array(5.0), np.array(2.0))


@pytest.mark.parametrize(
    ("summary", "public", "words"),
    [
        ("out has shape (2,); it should be (3,)", True, "print the shape"),
        ("out[0] is nan", True, "division by 0"),
        ("it is not sorted", True, "tests/public"),
        ("it is not sorted", False, "arrays of your own"),
    ],
)
def test_without_a_picture_the_summary_tells_what_to_try(summary, public, words):
    assert words in next_step("wrong", summary, None, public)


def test_every_kind_but_success_has_something_to_try():
    errors = ErrorMap((1,), ("3",))
    silent = {kind for kind in KINDS if not next_step(kind, "", errors, True)}
    assert silent == {"passed", "needs_data"}
