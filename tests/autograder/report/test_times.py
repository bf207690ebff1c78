"""When submissions came in, from the forms they came in, up to grades and pages."""

import csv
import json
import os
import shutil
from dataclasses import replace
from datetime import datetime, timezone

import pytest

from autograder.cli.classrun import ClassRun, Workforce
from autograder.cli.progress import Progress
from autograder.cli.submissions import find_submissions
from autograder.grade.setup import Budget, Setup
from autograder.gradebook import Mark, open_gradebook, save_mark, start_run
from autograder.release import write_tree
from tests.autograder.conftest import Course

POLICY = "[late]\ndue = 2026-11-03T12:00:00Z\npercent_per_day = 10\n\n[limits]"
EXPORT = """\
submission_1:
  :created_at: 2026-11-03 11:59:00 Z
submission_2:
  :created_at: 2026-11-04 13:00:00 Z
"""
NAMES = ("ada_LATE_7_8_hw", "bob_9_10_hw", "submission_1", "submission_2", "zoe")
TOML = "assignments/tiny-a1/assignment.toml"


def grade(course, paths, out):
    """Grade as the command does, but for its table."""
    assignment = course.load()
    budget = Budget.of(assignment, None, None)
    setup = Setup(assignment, course.tree(filled=False), budget)
    with open_gradebook(out) as book, Progress(len(paths)) as progress:
        start_run(book, assignment.id, {"submissions": [str(path) for path in paths]})
        run = ClassRun(setup, book, out)
        run.grade(paths, Workforce(), progress)
        run.finish(paths)
    return run.notes


@pytest.fixture(scope="module")
def graded(pristine_course, solution, tmp_path_factory):
    """A course with a late policy, and the results of right answers in many forms."""
    top = tmp_path_factory.mktemp("times")
    course = Course(shutil.copytree(pristine_course.root, top / "course"))
    course.edit(TOML, "[limits]", POLICY)
    late = datetime(2026, 11, 4, 11, tzinfo=timezone.utc).timestamp()
    for name in NAMES:
        write_tree(solution, top / "class" / name)
        for file in (top / "class" / name).rglob("*"):
            os.utime(file, (late, late))
    (top / "class" / "submission_metadata.yml").write_text(EXPORT)
    (top / "out").mkdir()
    notes = grade(course, [top / "class" / name for name in NAMES], top / "out")
    return course, top / "out", notes


@pytest.fixture
def results(graded, tmp_path):
    return shutil.copytree(graded[1], tmp_path / "out")


@pytest.fixture
def run(numgrade, graded):
    """Return a function that runs a command on the course."""

    def run(*words):
        status, _, err = numgrade(*words, "--course", graded[0].root)
        assert not status, err
        return err

    return run


def totals(out):
    with (out / "grades.csv").open(newline="", encoding="utf-8") as stream:
        return {row["submission"]: row["total"] for row in csv.DictReader(stream)}


def page(out, *where):
    return out.joinpath(*where).read_text(encoding="utf-8")


def test_an_exports_own_file_is_no_submission(graded):
    course, *_ = graded
    found = find_submissions([], course.root.parent / "class")
    assert [path.name for path in found] == list(NAMES)


def test_times_that_forms_tell_reach_grades_and_pages(results):
    assert totals(results) == {**dict.fromkeys(NAMES, "5"), "submission_2": "4"}
    assert json.loads(page(results, "submission_2", "results.json"))["score"] == 4
    assert "which took 1 points" in page(results, "submission_2", "feedback.html")
    assert "Submissions over time" in page(results, "index.html")
    assert '<td class="at">2026-11-04 13:00</td>' in page(results, "index.html")
    assert page(results, "index.html").count('<td class="at">late</td>') == 1


def test_grading_tells_who_is_late_and_of_whom_that_is_not_known(graded):
    marked, absent, late = graded[2]
    assert marked.endswith("gives it: ada_LATE_7_8_hw")
    assert absent.endswith("does: zoe")
    assert late == "late, with fewer points in files and pages: submission_2"


def test_exports_take_them_and_say_of_whom_nothing_is_known(results, run, tmp_path):
    err = run("export", "csv", results, "--out", tmp_path / "grades.csv")
    assert ",-1,4,5," in (tmp_path / "grades.csv").read_text()
    marked, absent = err.splitlines()
    assert "late by their files' names" in marked
    assert marked.endswith("gives it: ada_LATE_7_8_hw")
    assert "nothing tells when they came in" in absent
    assert absent.endswith("does: zoe")


def test_given_times_go_before_told_ones(results, run, tmp_path):
    times = tmp_path / "times.csv"
    times.write_text(
        "submission,submitted,due\nsubmission_1,2026-11-05T13:00Z,\n"
        "submission_2,,2026-11-05T00:00Z\nada_LATE_7_8_hw,2026-11-03T13:00Z,\n"
    )
    assert run("report", results, "--times", times).count("note:") == 1
    assert totals(results) == {
        **dict.fromkeys(NAMES, "5"),
        "submission_1": "3.5",
        "ada_LATE_7_8_hw": "4.5",
    }


def test_files_times_count_where_they_are_asked_for_and_no_other_is_told(results, run):
    assert "note:" not in run("report", results, "--times", "files")
    told = {"submission_1": "5", "submission_2": "4"}
    assert totals(results) == {**dict.fromkeys(NAMES, "4.5"), **told}


def test_grading_again_keeps_marks_in_pages_and_grades(course, solution, tmp_path):
    question = 'points = 1\ntodo = ["net.Net.loss"]'
    course.edit(TOML, question, 'points = 1\nkind = "written"')
    hidden = "assignments/tiny-a1/tests/hidden/test_layers.py"
    course.edit(hidden, '@question("net_loss", points=1)\n', "")
    course.edit(hidden, "def test_loss_of", "def loss_of")
    out, paths = tmp_path / "out", [tmp_path / "ada", tmp_path / "bob"]
    out.mkdir()
    for path in paths:
        write_tree(solution, path)
    grade(course, paths, out)
    assert totals(out) == {"ada": "4", "bob": "4"}
    with open_gradebook(out) as book:
        mark = save_mark(book, Mark("tiny-a1", "ada", "net_loss", 0.75, ("no sign",)))
    grade(course, paths, out)
    assert totals(out) == {"ada": "4.75", "bob": "4"}
    assert "no sign" in page(out, "ada", "feedback.html")
    assert json.loads(page(out, "ada", "results.json"))["score"] == 4.75
    assert json.loads(page(out, "bob", "results.json"))["max_score"] == 5
    with open_gradebook(out) as book:
        save_mark(book, replace(mark, points=None))
    grade(course, paths, out)
    assert totals(out) == {"ada": "4", "bob": "4"}
    assert "no sign" not in page(out, "ada", "feedback.html")
