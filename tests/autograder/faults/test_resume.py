"""A run that is killed has lost nothing, and is gone on with."""

import csv
import json
import signal

import pytest

from autograder.gradebook import history, open_gradebook

from .conftest import SCORES, graded, until


def totals(out):
    rows = csv.DictReader((out / "grades.csv").read_text().splitlines())
    return {row["submission"]: float(row["total"]) for row in rows}


def attempts(out):
    with open_gradebook(out, create=False) as book:
        return {name: len(history(book, "tiny-a1", name)) for name in SCORES}


@pytest.mark.parametrize(("jobs", "when"), [(1, 4), (2, 1)])
def test_after_a_kill_resume_gives_what_an_undisturbed_run_gives(
    start, slowed, class_folder, tmp_path, numgrade, jobs, when
):
    out = tmp_path / "out"
    run = start("--class", class_folder, "--out", out, "--jobs", jobs)
    until(lambda: len(graded(out)) >= when)
    run.kill()
    before = {file: file.stat().st_mtime_ns for file in out.glob("*/results.json")}
    status, _, err = numgrade(
        *("grade", "tiny-a1", "--course", slowed.root, "--out", out, "--resume")
    )
    assert not status
    assert totals(out) == graded(out) == SCORES
    assert attempts(out) == dict.fromkeys(SCORES, 1)
    assert err.count("as before") >= len(before)
    assert {f: f.stat().st_mtime_ns for f in before} == before


def test_interrupting_keeps_what_was_graded_and_shows_it(
    start, slowed, class_folder, tmp_path
):
    out = tmp_path / "out"
    run = start("--class", class_folder, "--out", out, "--jobs", 2)
    until(lambda: len(graded(out)) >= 2)
    run.process.send_signal(signal.SIGINT)
    assert run.wait() == 130
    assert run.told().splitlines()[-1].endswith("what was graded is kept")
    assert totals(out) == graded(out)
    assert totals(out).items() <= SCORES.items()


def test_there_must_be_something_to_resume(numgrade, course, tmp_path):
    out = tmp_path / "out"
    arguments = ("grade", "tiny-a1", "--course", course.root, "--out", out)
    status, _, err = numgrade(*arguments, "--resume")
    assert (status, err.count("\n")) == (2, 1)
    assert "no gradebook" in err
    assert not out.exists()


def test_what_is_graded_is_graded_again_only_if_told_or_changed(
    numgrade, course, skeleton, tmp_path, class_folder
):
    out = tmp_path / "out"
    arguments = ("grade", "tiny-a1", "--course", course.root, "--out", out)
    arguments += ("--class", class_folder)
    numgrade(*arguments)
    assert numgrade(*arguments)[2].count("as before") == 8
    assert numgrade(*arguments, "--again")[2].count("as before") == 0
    (class_folder / "s0" / "tn" / "layers.py").write_bytes(skeleton["tn/layers.py"])
    assert numgrade(*arguments)[2].count("as before") == 7
    assert numgrade(*arguments, "--timeout", 3)[2].count("as before") == 0


def test_a_lost_results_file_is_written_again_without_grading(
    numgrade, course, tmp_path, class_folder
):
    out = tmp_path / "out"
    arguments = ("grade", "tiny-a1", "--course", course.root, "--out", out)
    arguments += ("--class", class_folder)
    numgrade(*arguments)
    file = out / "s1" / "results.json"
    content = file.read_text()
    file.unlink()
    (out / "s1" / "feedback.html").unlink()
    assert numgrade(*arguments)[2].count("as before") == 8
    assert file.read_text() == content
    assert (out / "s1" / "feedback.html").exists()


def untimed(results):
    """Leave out how long things took, which no two runs share."""
    if isinstance(results, list):
        return [untimed(item) for item in results]
    if isinstance(results, dict):
        times = ("execution_time", "seconds")
        return {k: untimed(v) for k, v in results.items() if k not in times}
    return results


def test_jobs_give_the_same_results_to_the_byte(
    numgrade, course, tmp_path, class_folder
):
    arguments = ("grade", "tiny-a1", "--course", course.root, "--class", class_folder)
    for out, jobs in (("one", 1), ("three", 3)):
        numgrade(*arguments, "--out", tmp_path / out, "--jobs", jobs)
    assert (tmp_path / "one" / "grades.csv").read_bytes() == (
        tmp_path / "three" / "grades.csv"
    ).read_bytes()
    for name in SCORES:
        one, three = (
            untimed(json.loads((tmp_path / out / name / "results.json").read_text()))
            for out in ("one", "three")
        )
        assert one == three
