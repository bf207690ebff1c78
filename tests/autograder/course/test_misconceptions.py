"""What a misconceptions.toml may say, and what is said about one that is wrong."""

import pytest

from autograder.course import load_misconceptions
from autograder.errors import CourseError

FILE = "assignments/tiny-a1/misconceptions.toml"
GOOD = """\
[[misconceptions]]
name = "no_half"
symbol = "net.Net.loss"
find = "0.5 * "
replace = ""
costs = ["net_loss"]
hint = "One half is missing."
"""


def test_they_are_read_in_order(course):
    names = [each.name for each in load_misconceptions(course.load())]
    assert names == ["backward_forgets_the_sum", "loss_without_half"]


def test_an_assignment_may_have_none(course):
    (course.root / FILE).unlink()
    assert load_misconceptions(course.load()) == ()


WRONG = {
    GOOD.replace("hint", "hnit"): ("'hnit' in misconceptions[0]", "'hint'"),
    GOOD.replace("misconceptions", "misconception"): (
        "'misconception'",
        "did you mean",
    ),
    GOOD.replace('find = "0.5 * "', 'find = ""'): ("misconceptions[0].find", "length"),
    GOOD.replace('["net_loss"]', "[]"): ("misconceptions[0].costs", "length >= 1"),
    GOOD.replace('"net_loss"', '"nte"'): ("no_half: costs", "correct the name"),
    GOOD.replace('"no_half"', '"no half"'): ("misconceptions[0].name", "matching"),
    GOOD.replace('symbol = "net.Net.loss"\n', ""): ("misconceptions[0]", "`symbol`"),
    GOOD + GOOD: ("name: 'no_half'", "keep one"),
    "[[misconceptions]": ("not valid TOML", "line 1"),
}


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_a_mistake_is_told_in_one_line_with_file_key_and_mend(course, text):
    key, mend = WRONG[text]
    course.write(FILE, text)
    with pytest.raises(CourseError) as caught:
        load_misconceptions(course.load())
    message = str(caught.value)
    assert message.startswith(f"{course.root / FILE}: ")
    assert key in message
    assert mend in message
    assert "\n" not in message
