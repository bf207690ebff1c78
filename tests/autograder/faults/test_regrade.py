"""Regrading shows what it will do to scores, and does it only if told to."""

import pytest

from autograder.gradebook import history, open_gradebook

from .conftest import SCORES, graded


@pytest.fixture
def out(numgrade, course, class_folder, tmp_path):
    """Results of a class, and then a course whose tests ask for less."""
    out = tmp_path / "out"
    arguments = ("grade", "tiny-a1", "--course", course.root, "--out", out)
    numgrade(*arguments, "--class", class_folder)
    course.edit(
        "assignments/tiny-a1/tests/hidden/test_layers.py",
        '    grads = {"dx": dx, "da": da}\n    numeric_gradient.check(',
        '    grads = {"dx": dx}\n    numeric_gradient.check(',
    )
    return out


@pytest.fixture
def regrade(numgrade, course, out):
    def regrade(*arguments):
        place = ("--course", course.root, "--out", out)
        return numgrade("regrade", "tiny-a1", *place, *arguments)

    return regrade


MENDED = {name: 4.5 if score == 3.0 else score for name, score in SCORES.items()}


def test_changes_are_shown_and_not_written(regrade, out):
    before = (out / "grades.csv").read_bytes()
    status, printed, _ = regrade()
    assert not status
    lines = printed.splitlines()
    assert lines[0] == "8 graded anew, 3 with another score"
    arrow = "\N{RIGHTWARDS ARROW}"
    assert lines[2].split() == ["s1", "3", "4.5", "scale_backward", "0", arrow, "1.5"]
    assert lines[-1] == "nothing was written; --yes writes it"
    assert graded(out) == SCORES
    assert (out / "grades.csv").read_bytes() == before


def test_changes_are_written_if_told_and_history_is_kept(regrade, out):
    status, _, _ = regrade("--yes", "--jobs", 2)
    assert not status
    assert graded(out) == MENDED
    with open_gradebook(out, create=False) as book:
        scores = [g.outcome.score for g in history(book, "tiny-a1", "s1")]
    assert scores == [3.0, 4.5]
    rows = (out / "grades.csv").read_text().splitlines()
    assert rows[2].startswith("s1,2,1.5,1,4.5,5")
    assert regrade()[1].splitlines() == ["0 graded anew, 0 with another score"]


def test_all_can_be_graded_anew_without_a_change(regrade):
    regrade("--yes")
    printed = regrade("--all")[1]
    assert printed.startswith("8 graded anew, 0 with another score")
