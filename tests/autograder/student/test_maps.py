"""Maps under the check cell."""

import re

from autograder.release import build_extras, write_tree
from autograder.student.browser import check_here
from autograder.student.display import CheckReport
from autograder.student.maps import maps_of

ERRORS = {"shape": [2, 2], "rows": ["01", "23"]}
VALUES = {"scale": 7.0, "got": ["08", "4x"], "want": ["88", "44"]}


def captions(html):
    return re.findall(r"<figcaption>(.*?)</figcaption>", html)


def test_where_it_is_off_is_drawn_and_values_only_if_they_are_there():
    assert captions(maps_of({"errors": ERRORS})) == ["where it is off"]
    shown = maps_of({"errors": ERRORS, "values": VALUES})
    assert captions(shown) == ["where it is off", "yours", "expected"]
    assert shown.count("<rect") == 12
    assert shown.count('fill="#000"') == 1  # nan


def test_a_single_number_and_nothing_have_no_map():
    assert maps_of({}) == ""
    assert maps_of({"errors": {"shape": [], "rows": ["3"]}}) == ""


def test_a_wrong_answer_shows_its_maps_under_the_cell(
    course, edited, tmp_path, monkeypatch
):
    wrong = edited("tn/layers.py", "np.asarray(x) * a", "np.asarray(x) * a + 1")
    write_tree({**wrong, **build_extras(course.load())}, tmp_path)
    monkeypatch.chdir(tmp_path)
    report = CheckReport(check_here("scale_forward"))
    assert captions(report._repr_html_()) == ["where it is off", "yours", "expected"]
    assert "next: " in repr(report)
