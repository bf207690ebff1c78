"""Checks in the notebook's own process, as a browser runs them."""

import os
import sys

import numpy as np
import pytest

from autograder.course import load_released
from autograder.grade.checking import check_tree
from autograder.release import build_extras, write_tree
from autograder.student.browser import check_here
from autograder.student.display import CheckReport
from autograder.student.inside import InsideServer


@pytest.fixture
def student(course, skeleton, tmp_path):
    """A student's folder as it is handed out."""
    write_tree({**skeleton, **build_extras(course.load())}, tmp_path / "student")
    return tmp_path / "student"


@pytest.fixture
def answered(course, solution, tmp_path):
    """A student's folder with all of it written."""
    write_tree({**solution, **build_extras(course.load())}, tmp_path / "answered")
    return tmp_path / "answered"


def inside(folder, question=""):
    return check_tree(load_released(folder), question, InsideServer())


def kinds(outcome):
    return [
        (check.question, check.title, check.kind, check.told)
        for check in outcome.checks
    ]


def test_a_process_of_its_own_and_the_notebooks_come_to_the_same(student, answered):
    for folder in (student, answered):
        assert kinds(inside(folder)) == kinds(check_tree(load_released(folder)))


def test_what_was_saved_since_is_checked(student, answered):
    assert {check.kind for check in inside(student).checks} == {"not_implemented"}
    for path in ("tn/layers.py", "tn/net.py"):
        (student / path).write_bytes((answered / path).read_bytes())
    assert {check.kind for check in inside(student).checks} == {"passed"}


def test_a_folder_without_an_init_in_the_package_is_checked_again(answered):
    (answered / "tn" / "parts").mkdir()
    (answered / "tn" / "parts" / "ends.py").write_text(
        "def last(x):\n    return x[-1]\n"
    )
    (answered / "tests" / "public" / "test_ends.py").write_text(
        "from autograder.grade import question\n\n\n"
        '@question("net_loss", points=1)\n'
        "def test_ends(submission):\n"
        '    assert submission.module("parts.ends").last([1, 2]) == 2\n'
    )
    for _ in range(2):
        outcome = inside(answered, "net_loss")
        assert [check.kind for check in outcome.checks] == ["passed"]


def test_the_notebook_keeps_its_modules_folder_path_and_chance(answered, monkeypatch):
    monkeypatch.syspath_prepend(str(answered))
    monkeypatch.chdir(answered)
    np.random.seed(5)
    import tn.layers as before

    path, finders, chance = list(sys.path), list(sys.meta_path), np.random.rand(3)
    np.random.seed(5)
    try:
        inside(answered)
        assert sys.modules["tn.layers"] is before
        assert (sys.path, sys.meta_path) == (path, finders)
        assert os.getcwd() == str(answered)
        np.testing.assert_array_equal(np.random.rand(3), chance)
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "tn"]:
            del sys.modules[name]


def test_what_a_submission_prints_or_raises_stays_with_the_check(answered, capsys):
    text = (answered / "tn/layers.py").read_text()
    text += "\nprint('hello')\nraise SystemExit(0)\n"
    (answered / "tn/layers.py").write_text(text)
    assert "passed" not in {check.kind for check in inside(answered).checks}
    assert "hello" not in capsys.readouterr().out


def test_the_report_shows_a_title_a_mark_and_no_markup_of_the_students(
    answered, monkeypatch
):
    text = (answered / "tn/layers.py").read_text()
    text = text.replace(
        "da = np.sum", "raise ValueError('<script>1</script>')\n    da = np.sum"
    )
    (answered / "tn/layers.py").write_text(text)
    monkeypatch.chdir(answered)
    report = CheckReport(check_here("scale_backward"))
    html = report._repr_html_()
    assert "scale_backward: Scale: backward: 0 of 1 checks passed" in html
    assert '<details class="wrong" open>' in html
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert "FAIL" in repr(report)
    good = CheckReport(check_here("scale_forward"))._repr_html_()
    assert '<details class="right">' in good
    assert "✗" not in good
