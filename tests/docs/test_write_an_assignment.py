"""The guide can be followed: each of its files written, each of its commands run."""

import json
import os
import sys
from pathlib import Path

import pytest
from guide import Follower, read_steps

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "write-an-assignment.md"


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """The folder in which somebody did all that the guide says."""
    environment = {**os.environ, "COLUMNS": "120"}
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    follower = Follower(tmp_path_factory.mktemp("guide"), environment)
    for step in read_steps(GUIDE.read_text(encoding="utf-8")):
        follower.do(step)
    return follower.folder


def test_following_the_guide_ends_with_graded_submissions(followed):
    scores = {
        name: json.loads((followed / "results" / name / "results.json").read_text())
        for name in ("ada", "bob")
    }
    assert scores["ada"]["score"] == 10
    assert scores["bob"]["score"] == 7
    hints = [test["extra_data"].get("misconception") for test in scores["bob"]["tests"]]
    assert "farthest_center" in hints
    assert "smallest distance" in (followed / "results/bob/feedback.html").read_text()
    assert (followed / "grades.csv").read_text().count("\n") == 3


def test_no_line_of_the_new_assignment_is_in_the_package(followed):
    source = followed / "solutions" / "kmeans_hw" / "clustering.py"
    lines = {line.strip() for line in source.read_text().splitlines()}
    telling = {line for line in lines if "centers" in line or "labels" in line}
    assert len(telling) > 10
    for file in (ROOT / "autograder").rglob("*.py"):
        found = telling & {line.strip() for line in file.read_text().splitlines()}
        assert not found, f"{file} has {found}"


def test_a_page_that_promises_what_is_not_printed_fails(tmp_path):
    page = "```console\n$ printf 'one\\ntwo\\n'\none\nthree\n```\n"
    (step,) = read_steps(page)
    with pytest.raises(AssertionError, match="not printed: three"):
        Follower(tmp_path, dict(os.environ)).do(step)


def test_a_command_that_fails_is_told_with_its_line(tmp_path):
    (step,) = read_steps("text\n\n```console\n$ false\n```\n")
    with pytest.raises(AssertionError, match="line 4: false"):
        Follower(tmp_path, dict(os.environ)).do(step)
