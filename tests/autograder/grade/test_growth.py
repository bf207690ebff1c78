"""Loops are told from operations on whole arrays by how their time grows."""

import numpy as np
import pytest

from autograder.grade.failures import CheckFailed
from autograder.grade.growth import check_growth
from autograder.sandbox import stopwatch


@pytest.fixture
def spend(monkeypatch):
    """Return a function that makes processor time pass, and no other time."""
    clock = [0.0]
    monkeypatch.setattr(stopwatch.time, "thread_time", lambda: clock[0])

    def spend(seconds):
        clock[0] += seconds

    return spend


def calls(handle, function):
    held = handle({"f": function}).f
    return (held, (np.zeros(20),)), (held, (np.zeros(2000),))


def test_a_loop_is_told_with_its_growth(handle, spend):
    few, many = calls(handle, lambda x: spend(1e-5 + 1e-6 * len(x)))
    words = "100 times as many samples take 67 times as long"
    with pytest.raises(CheckFailed, match=words):
        check_growth(few, many, 100, "samples")


def test_arrays_may_take_longer_the_more_there_is(handle, spend):
    few, many = calls(handle, lambda x: spend(4e-5 + 1e-6 * len(x)))
    check_growth(few, many, 100, "samples")


def test_one_run_that_the_machine_held_up_counts_for_nothing(handle, spend):
    delays = iter([0.0] * 9 + [1.0] + [0.0] * 9)
    few, many = calls(handle, lambda x: spend(next(delays) + 1e-4))
    check_growth(few, many, 100, "samples")


def test_each_run_has_arguments_of_its_own(handle, spend):
    seen = []

    def changes(x):
        seen.append(x.sum())
        x += 1
        spend(1e-5)

    check_growth(*calls(handle, changes), 100, "samples")
    assert not any(seen)
