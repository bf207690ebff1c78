"""A PostgreSQL server that restarts, and a clock that jumps, lose nothing."""

import json
import subprocess
import sys
import time

from autograder.gradebook import history, latest, open_gradebook, record
from autograder.release import write_tree

NAMES = [f"s{number}" for number in range(4)]


def test_grading_goes_on_when_the_server_comes_back(
    postgresql, course, solution, tmp_path
):
    address, out = postgresql.new_database(), tmp_path / "out"
    for name in NAMES:
        write_tree(solution, tmp_path / "class" / name)
    place = ("--class", tmp_path / "class", "--course", course.root, "--out", out)
    command = ("grade", "tiny-a1", *place, "--gradebook", address)
    process = subprocess.Popen([sys.executable, "-m", "autograder", *command])
    while len(list(out.glob("*/results.json"))) < 1:
        assert process.poll() is None
        time.sleep(0.01)
    postgresql.stop("immediate")
    time.sleep(0.5)
    postgresql.start()
    assert process.wait(60) == 0
    files = {name: out / name / "results.json" for name in NAMES}
    assert {json.loads(file.read_text())["score"] for file in files.values()} == {5.0}
    with open_gradebook(address) as book:
        assert [len(history(book, "tiny-a1", name)) for name in NAMES] == [1] * 4
    assert not (out / "gradebook.sqlite").exists()


def test_a_clock_set_back_does_not_make_an_old_result_count(
    book, course, basis, outcome, monkeypatch
):
    assignment = course.load()
    record(book, assignment, basis(), outcome("ada", 2.0))
    monkeypatch.setattr("time.time", lambda: 0.0)
    past = "1970-01-01T00:00:00+00:00"
    monkeypatch.setattr("autograder.gradebook.gradings.now", lambda: past)
    record(book, assignment, basis(course="mended"), outcome("ada", 1.0))
    assert [g.outcome.score for g in latest(book, "tiny-a1")] == [1.0]
    assert [g.outcome.score for g in history(book, "tiny-a1", "ada")] == [2.0, 1.0]
