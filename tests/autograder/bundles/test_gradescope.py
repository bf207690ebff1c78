"""The Gradescope archive, and the real run of it in Gradescope's layout."""

import io
import json
import os
import platform
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from autograder.bundles import build_gradescope
from autograder.grade.results import results_json
from autograder.release import write_tree, write_zip

GRADESCOPE = Path(__file__).parents[3] / "ci" / "gradescope"
BUGGY = ("tn/layers.py", "np.sum(dout * x, axis=0)", "dout * x")
HANGING = ("tn/layers.py", "    x, a = cache\n", "    while True: pass\n")


def results_of(root):
    return json.loads((root / "results" / "results.json").read_text())


def run(harness, root, tree, tmp_path, metadata=None, inside=()):
    submission = tmp_path / "handed-in"
    shutil.rmtree(submission, ignore_errors=True)
    write_tree(tree, submission)
    file = tmp_path / "metadata.json"
    file.write_text(json.dumps(metadata or {}))
    return harness.run_submission(root, submission, file, inside)


def scores(results):
    return {test["name"]: test["score"] for test in results["tests"]}


def test_the_archive_is_the_same_to_the_byte_and_holds_what_it_needs(course):
    archives = [io.BytesIO(), io.BytesIO()]
    for archive in archives:
        write_zip(build_gradescope(course.load()), archive)
    assert archives[0].getvalue() == archives[1].getvalue()
    with zipfile.ZipFile(archives[0]) as archive:
        names = archive.namelist()
        modes = {i.filename: i.external_attr >> 16 for i in archive.infolist()}
    assert modes["run_autograder"] & 0o777 == modes["setup.sh"] & 0o777 == 0o755
    assert modes["datasets.txt"] & 0o777 == 0o644
    assert "course/assignments/tiny-a1/tests/hidden/test_layers.py" in names
    assert "course/assignments/tiny-a1/expected/hidden/layers.npz" in names
    assert "course/solutions/tiny/layers/scale.py" in names
    assert sum(name.startswith("numgrade/numgrade-") for name in names) == 1


def test_wheels_without_pip_are_refused_with_the_mend(numgrade, course, tmp_path):
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    out = tmp_path / "out"
    status, _, error = numgrade(
        "release", "--course", course.root, "--out", out, "--wheels", wheels
    )
    assert status == 2
    assert f"{wheels} holds no pip-*.whl" in error
    assert not list(out.iterdir())


def test_reference_and_buggy_submissions_score_as_grade_does(
    harness, autograder, course, solution, edited, tmp_path
):
    root = autograder()
    for tree, score in ((solution, 5.0), (edited(*BUGGY), 3.0)):
        done = run(harness, root, tree, tmp_path)
        assert done.returncode == 0, done.stdout
        got = results_of(root)
        outcome = course.grade_trees(tmp_path / "graded", {"submission": tree})
        want = results_json(outcome["submission"], course.load())
        assert got["score"] == score
        assert scores(got) == scores(want)
        questions = got["extra_data"]["questions"]
        assert questions == want["extra_data"]["questions"]


@pytest.mark.skipif(
    platform.machine() != "x86_64" or os.geteuid() != 0,
    reason="stands in for a container on x86-64, as root",
)
def test_a_container_without_namespaces_is_confined_all_the_same(
    harness, autograder, solution, tmp_path
):
    root = autograder()
    inside = (sys.executable, str(GRADESCOPE / "like_docker.py"))
    done = run(harness, root, solution, tmp_path, inside=inside)
    assert done.returncode == 0, done.stdout
    results = results_of(root)
    assert results["score"] == 5
    layers = set(results["extra_data"]["sandbox"])
    assert {"rlimits", "uid", "capabilities", "no_new_privs", "seccomp"} <= layers
    assert not any("namespace" in layer for layer in layers)


def test_a_submission_reads_neither_hidden_checks_nor_solutions(
    harness, autograder, edited, tmp_path
):
    root = autograder()
    snoop = (
        f"    import os\n    for parent, _, files in os.walk({str(root)!r}):\n"
        "        for name in files:\n"
        "            if 'course' in parent: open(os.path.join(parent, name)).read()\n"
        "            if 'course' in parent: raise ValueError('read ' + name)\n"
        "    x, a = cache\n"
    )
    tree = edited("tn/layers.py", "    x, a = cache\n", snoop)
    done = run(harness, root, tree, tmp_path)
    assert done.returncode == 0, done.stdout
    assert "ValueError: read" not in json.dumps(results_of(root))
    assert results_of(root)["score"] == 5


def test_what_students_read_early_depends_on_public_checks_alone(
    harness, autograder, course, edited, tmp_path
):
    course.write(
        "assignments/tiny-a1/assignment.toml",
        course.toml.read_text() + '\n[gradescope]\nhidden = "after_published"\n',
    )
    root = autograder()
    wrong_where_hidden = edited("tn/net.py", "0.5 * float", "float")
    metadata = {
        "created_at": "2026-11-02T01:05:00.500000+00:00",
        "assignment": {"due_date": "2026-10-31T23:00:00+00:00"},
        "users": [{"assignment": {"due_date": "2026-11-01T23:00:00+00:00"}}],
        "previous_submissions": [{"score": 2.0}, {"score": "4.0"}, {"score": None}],
    }
    run(harness, root, wrong_where_hidden, tmp_path, metadata)
    results = results_of(root)
    assert results["score"] == 4
    assert results["output"].splitlines() == [
        "Public checks: 1.5 of 1.5 points.",
        "The rest of the points comes from hidden checks.",
        "Handed in 2 hours 6 minutes after the due date.",
    ]
    kinds = {test["visibility"] for test in results["tests"]}
    assert kinds == {"visible", "after_published"}
    assert results["stdout_visibility"] == "hidden"
    assert results["test_output_format"] == "text"
    assert results["extra_data"]["previous_scores"] == [2.0, 4.0]
    assert results["extra_data"]["late_seconds"] == 7500.5


def test_a_run_that_is_killed_leaves_what_was_earned(
    harness, autograder, edited, tmp_path
):
    root = autograder()
    write_tree(edited(*HANGING), root / "submission")
    (root / "results").mkdir()
    running = subprocess.Popen([str(root / "run_autograder")], cwd=root)
    try:
        give_up = time.monotonic() + 60
        file = root / "results" / "results.json"
        while not (file.exists() and results_of(root)["score"] == 2):
            assert running.poll() is None, "it ended before it could be killed"
            assert time.monotonic() < give_up
            time.sleep(0.02)
    finally:
        running.kill()
        running.wait()
    assert results_of(root)["score"] == 2
    assert len(results_of(root)["tests"]) == 2


def test_a_failure_of_the_graders_own_costs_nothing(
    harness, autograder, course, solution, tmp_path
):
    course.edit(
        "assignments/tiny-a1/tests/hidden/test_layers.py", "import pytest", "import no"
    )
    root = autograder()
    done = run(harness, root, solution, tmp_path)
    assert done.returncode == 1
    assert "No module named 'no'" in done.stdout
    assert not (root / "results" / "results.json").exists()
    before = {"previous_submissions": [{"score": 3.5}, {"score": 1.0}]}
    done = run(harness, root, solution, tmp_path, before)
    assert done.returncode == 0
    assert results_of(root)["score"] == 3.5
    assert "not your submission" in results_of(root)["output"]


def test_an_unsafe_archive_is_refused_in_the_results(
    harness, autograder, make_zip, tmp_path
):
    root = autograder()
    bomb = make_zip({"../../x.py": "print()"}, "evil.tar")  # a zip by another name
    harness.run_submission(root, bomb)
    results = results_of(root)
    assert results["score"] == 0
    assert "could not be graded" in results["output"]


@pytest.mark.timeout(300)
def test_set_up_works_from_the_wheels_inside_without_a_network(
    harness, course, solution, tmp_path
):
    wheels = tmp_path / "wheels"
    fetch = [str(GRADESCOPE / "fetch_wheels.sh"), str(wheels), "this"]
    subprocess.run(
        fetch, check=True, env={**os.environ, "PYTHON": sys.executable}, timeout=200
    )
    archive = tmp_path / "tiny-a1-gradescope.zip"
    write_zip(build_gradescope(course.load(), wheels), archive)
    root = tmp_path / "autograder"
    harness.unpack(archive, root)
    harness.set_up(root, offline=os.geteuid() == 0)
    done = run(harness, root, solution, tmp_path)
    assert done.returncode == 0, done.stdout
    assert results_of(root)["score"] == 5
