"""The forms of Classroom 50, Autolab, PrairieLearn and GitHub."""

import json
import re
from dataclasses import replace

import pytest

from autograder.export.github import annotations
from autograder.grade.outcome import SubmissionOutcome
from autograder.release import write_tree

from .conftest import BOB, made

FORMS = ("classroom50", "autolab", "prairielearn", "summary", "annotations")


@pytest.fixture
def bob(store, pristine_course):
    outcome = SubmissionOutcome("bob", list(BOB), seconds=2.5)
    return store([outcome], pristine_course.load(), "of_bob")


@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_one_submission_refuses_a_class(export, form):
    status, content, err = export(form)
    assert (status, content) == (2, b"")
    assert err.startswith(f"numgrade: {form} is the form of one submission; ")


def test_classroom50_has_its_schema_and_whole_numbers(export, bob, monkeypatch):
    runner = {"CLASSROOM": "nn", "ASSIGNMENT": "hw1", "SUBMISSION_TAG": "submit/1"}
    runner |= {"COMMIT_URL": "https://x/c", "RELEASE_URL": "https://x/r"}
    for name, value in runner.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("REVIEW_URL", raising=False)
    status, content, err = export("classroom50", folder=bob)
    table = json.loads(content)
    assert status == 0
    assert "hundredths" in err
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", table.pop("datetime"))
    assert table == {
        "schema": "classroom50/result/v1",
        "classroom": "nn",
        "assignment": "hw1",
        "submission": "submit/1",
        "commit": "https://x/c",
        "release": "https://x/r",
        "review": "https://x/c",
        "score": 75,
        "max-score": 500,
        "tests": [
            {"test-name": n, "passed": False, "score": score, "max-score": most}
            for n, score, most in (
                ("scale_forward", 50, 200),
                ("scale_backward", 0, 200),
                ("net_loss", 25, 100),
            )
        ],
    }


def test_classroom50_keeps_whole_points(export, store, pristine_course):
    outcome = SubmissionOutcome("ada", [made(points=2.0)])
    folder = store([outcome], pristine_course.load(), "of_ada")
    table = json.loads(export("classroom50", folder=folder)[1])
    first = {"test-name": "scale_forward", "passed": True, "score": 2, "max-score": 2}
    assert table["tests"][0] == first
    assert (table["score"], table["max-score"]) == (2, 5)


def test_autolab_gets_one_line(export, bob):
    content = export("autolab", folder=bob)[1]
    scores = {"scale_forward": 0.5, "scale_backward": 0, "net_loss": 0.25}
    assert json.loads(content) == {"scores": scores}
    assert content.count(b"\n") == 1


def test_prairielearn_gets_a_share_and_no_hidden_check(export, bob):
    content = export("prairielearn", folder=bob)[1]
    table = json.loads(content)
    assert (table["gradable"], table["score"]) == (True, 0.15)
    assert table["message"] == "0.75 of 5 points"
    assert table["tests"][0] == {
        "name": "scale_forward",
        "points": 0.5,
        "max_points": 2,
        "output": "1 more check failed",
    }
    assert "killed after 2 s" in table["tests"][1]["output"]
    for secret in (b"of random inputs", b"out[0] should be 7", b"values are off"):
        assert secret not in content


def test_prairielearn_takes_no_attempt_for_what_cannot_be_graded(
    export, store, pristine_course
):
    outcome = SubmissionOutcome("cy", refused="holds no files")
    folder = store([outcome], pristine_course.load(), "of_cy")
    table = json.loads(export("prairielearn", folder=folder)[1])
    assert table == {
        "gradable": False,
        "score": 0,
        "format_errors": ["It holds no files."],
    }


def test_the_summary_is_a_table_with_what_went_wrong(export, bob):
    text = export("summary", folder=bob)[1].decode()
    assert text.startswith("## Two tiny layers: 0.75 of 5 points\n")
    assert r"| 🟡 | scale\_forward | 0.5 / 2 |" in text
    assert r"| ❌ | scale\_backward | 0 / 2 |" in text
    assert "      killed after 2 s\n" in text
    assert "of random inputs" not in text


def hostile(line):
    return SubmissionOutcome("eve", [made("net_loss", "error", lines=(line,))])


def test_what_a_submission_says_is_no_markup_and_no_command(
    export, store, pristine_course
):
    line = "</details><script>\n::add-mask::x\r\n| a | \x1b[31m%0A::error::gotcha"
    folder = store([hostile(line)], pristine_course.load(), "of_eve")
    text = export("summary", folder=folder)[1].decode()
    inside = text[text.index("<summary>") :].splitlines()[2:-2]
    assert all(row.startswith("    ") for row in inside if row)
    assert "\x1b" not in text
    marks = export("annotations", folder=folder)[1].decode()
    assert marks.count("\n") == 1
    assert marks.startswith("::error title=net_loss::</details><script>%0A::add-mask")
    assert "%250A::error::gotcha" in marks


def test_marks_stand_at_the_traceback_or_at_the_definition(course, solution, tmp_path):
    write_tree(solution, tmp_path / "tree")
    raised = ("loss() raised ValueError", "at tn/layers.py, line 12 in f: a b")
    checks = [
        made("net_loss", "error", lines=raised),
        made("scale_backward", "wrong", lines=("da: off",)),
        made("scale_forward", "wrong", visibility="hidden", lines=("secret",)),
    ]
    outcome = SubmissionOutcome("ada", checks)
    text = annotations(outcome, course.load(), tmp_path / "tree").content.decode()
    source = (tmp_path / "tree/tn/layers.py").read_text().splitlines()
    (line,) = (n for n, row in enumerate(source, 1) if "def scale_backward" in row)
    assert text.splitlines() == [
        "::error file=tn/layers.py,line=12,title=net_loss::loss() raised ValueError",
        f"::error file=tn/layers.py,line={line},title=scale_backward::da: off",
    ]


def test_a_method_is_found_in_its_class(course, solution, tmp_path):
    write_tree(solution, tmp_path / "tree")
    outcome = SubmissionOutcome("ada", [made("net_loss", "wrong", lines=("off",))])
    text = annotations(outcome, course.load(), tmp_path / "tree").content.decode()
    source = (tmp_path / "tree/tn/net.py").read_text().splitlines()
    (line,) = (n for n, row in enumerate(source, 1) if "def loss" in row)
    assert text.startswith(f"::error file=tn/net.py,line={line},")


def test_no_more_marks_than_github_shows(course):
    wrong = made("net_loss", "error")
    checks = [replace(wrong, lines=("x", f"at a.py, line {n}")) for n in range(12)]
    done = annotations(SubmissionOutcome("ada", checks), course.load(), None)
    assert done.content.count(b"\n") == 10
    assert done.notes == ["2 more marks are left out: GitHub shows 10"]


def test_a_source_is_for_annotations_alone(export, bob, tmp_path):
    status, _, err = export("summary", "--source", tmp_path, folder=bob)
    assert status == 2
    assert "--source goes with the format annotations alone" in err
