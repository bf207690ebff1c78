"""Values that were printed are compared as values, not as characters."""

import numpy as np
import pytest

from autograder.grade import printing, same_as_printed
from autograder.grade.failures import CheckFailed

SAME = [
    (np.array([1.0, 2.5]), "array([1. , 2.5])"),
    (np.array([[1, 2]], np.int32), "array([[1, 2]], dtype=int32)"),
    (2.5, "np.float64(2.5)"),  # as numpy 2 prints
    (np.float64(2.5), "2.5"),  # as numpy 1 printed
    (np.True_, "True"),
    (True, "np.True_"),
    (1 / 3, "0.3333333333333333"),
    (-np.inf, "-inf"),
    (np.array([np.nan, 1.0]), "array([nan,  1.])"),
    ([1, ("a", None)], "[1, ('a', None)]"),
    ({"a": 1.0}, "{'a': 1.0}"),
    (range(3), "range(0, 3)"),
]
OTHERS = [
    (1, "True"),
    (True, "1"),
    ("1", "1"),
    (None, "3"),
    (np.array([1.0]), "array([1., 1.])"),
    (np.array([1.0, 2.0]), "array([1., 2.1])"),
    ([1, 2], "(1, 2)"),
    ({"a": 1}, "{'b': 1}"),
    (range(3), "range(0, 4)"),
    (np.array(["a"]), "array([1.])"),
]


@pytest.mark.parametrize(("got", "text"), SAME)
def test_the_same_value_passes_however_it_is_written(got, text):
    same_as_printed(got, text)


@pytest.mark.parametrize(("got", "text"), OTHERS)
def test_another_value_fails_and_says_what_was_wanted(got, text):
    with pytest.raises(CheckFailed) as failure:
        same_as_printed(got, text)
    assert text in failure.value.expected


def test_what_is_printed_is_compared_word_by_word():
    with printing("loss 0.5 after  3 steps\n"):
        print("loss", 0.50000001, "after", 3, "steps")
    with pytest.raises(CheckFailed), printing("loss 0.5"):
        print("loss 0.6")
    with pytest.raises(CheckFailed), printing("loss 0.5"):
        print("cost 0.5")
