"""What runs which symbol is found by running it, through whatever calls it."""

import pytest

from autograder.errors import CourseError
from autograder.prove.reach import reach


def test_a_symbol_is_reached_by_checks_that_call_it_and_by_no_other(course, solution):
    symbols = ["layers.scale_forward", "layers.scale_backward", "net.Net"]
    found = reach(course.load(), solution, symbols)
    questions = {s: sorted({key[0] for key in found[s]}) for s in symbols}
    assert questions == {
        # the net's loss calls it, and so does a given function that the net calls
        "layers.scale_forward": ["net_loss", "scale_backward", "scale_forward"],
        "layers.scale_backward": ["scale_backward"],
        "net.Net": ["net_loss"],
    }
    hidden = ("scale_backward", "hidden", "scale backward of random inputs [4]")
    assert hidden in found["layers.scale_backward"]
    assert len(found["layers.scale_backward"]) == 4


def test_a_symbol_that_is_nowhere_is_refused(course, solution):
    with pytest.raises(CourseError, match="nothing defines scale_sideways"):
        reach(course.load(), solution, ["layers.scale_sideways"])
