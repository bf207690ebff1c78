"""The guide can be followed: each of its files written, each of its commands run.

The page for grading by hand is used over its address, as a browser would; the upload
for Gradescope is run in Gradescope's layout.
"""

import csv
import importlib.util
import json
import os
import sys
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import pytest
from guide import Follower, read_steps

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "write-an-assignment.md"
TRY_IT = ROOT / "ci" / "gradescope" / "try_it.py"


def give_ada_two_points(address):
    """Do what a grader's browser does at the address that `review` has printed."""
    plain = address.partition("?")[0]
    with pytest.raises(HTTPError, match="403"):
        urlopen(plain, timeout=60)
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    assert browser.open(address, timeout=60).status == 200
    question = plain + "api/questions/local_optimum"
    asked = json.load(browser.open(question, timeout=60))
    reasons = [item["line"] for item in asked["rubric"]]
    assert len(reasons) == 2
    answer = json.load(browser.open(f"{question}/submissions/ada", timeout=60))
    assert "A wide rectangle." in answer["html"]
    mark = {"points": 2, "reasons": reasons, "comment": ""}
    change = Request(
        f"{question}/submissions/ada",
        json.dumps({**mark, "revision": 0, "person": "tom"}).encode(),
        method="PUT",
    )
    change.add_header("x-numgrade", "1")
    assert browser.open(change, timeout=60).status == 200


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """The folder in which somebody did all that the guide says."""
    environment = {**os.environ, "COLUMNS": "120"}
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    follower = Follower(
        tmp_path_factory.mktemp("guide"), environment, give_ada_two_points
    )
    for step in read_steps(GUIDE.read_text(encoding="utf-8")):
        follower.do(step)
    return follower.folder


def results_of(folder):
    return json.loads((folder / "results.json").read_text())


def test_following_the_guide_ends_with_graded_submissions(followed):
    bob = results_of(followed / "results" / "bob")
    assert bob["score"] == 7
    hints = [test["extra_data"].get("misconception") for test in bob["tests"]]
    assert "farthest_center" in hints
    assert "smallest distance" in (followed / "results/bob/feedback.html").read_text()


def test_points_given_by_hand_are_in_pages_and_tables(followed):
    assert results_of(followed / "results" / "ada")["score"] == 10 + 2
    for table in ("grades.csv", "results/grades.csv"):
        with (followed / table).open(newline="") as file:
            rows = {row["submission"]: row for row in csv.DictReader(file)}
        assert {name: float(row["total"]) for name, row in rows.items()} == {
            "ada": 12,
            "bob": 7,
        }
    assert "12" in (followed / "results" / "index.html").read_text()


def test_the_upload_gives_the_same_points_in_gradescopes_layout(followed, tmp_path):
    spec = importlib.util.spec_from_file_location("try_it", TRY_IT)
    harness = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(harness)
    root = tmp_path / "autograder"
    upload = followed / "build" / "kmeans-hw" / "dist" / "kmeans-hw-gradescope.zip"
    harness.unpack(upload, root)
    (root / "numgrade").symlink_to(sys.prefix)  # in the place of what set-up makes
    for submission, score in (("ada.zip", 10), ("bob", 7)):
        done = harness.run_submission(root, followed / "class" / submission)
        assert done.returncode == 0, done.stdout
        assert results_of(root / "results")["score"] == score


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


def test_a_page_is_visited_where_the_command_says_and_then_interrupted(tmp_path):
    (tmp_path / "serve.py").write_text(
        "import time\n"
        "try:\n"
        "    print('open http://127.0.0.1:1/?x', flush=True)\n"
        "    time.sleep(60)\n"
        "except KeyboardInterrupt:\n"
        "    print('over')\n"
    )
    page = f"```console\n$ {sys.executable} serve.py\nopen …/?x\n^C\nover\n```\n"
    visited = []
    (step,) = read_steps(page)
    Follower(tmp_path, dict(os.environ), visited.append).do(step)
    assert visited == ["http://127.0.0.1:1/?x"]


def test_a_page_that_is_served_elsewhere_fails(tmp_path):
    (step,) = read_steps("```console\n$ echo open http://here/\nopen …/?x\n^C\n```\n")
    with pytest.raises(AssertionError, match="not printed: open …/"):
        Follower(tmp_path, dict(os.environ), visit=print).do(step)
