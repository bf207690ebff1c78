"""``numgrade doctor`` and ``--sandbox``: what confines submissions, told as it is."""

import json
import sys

import pytest

from autograder.cli import doctor
from autograder.release import write_tree
from autograder.sandbox import LAYERS, State

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="grading needs Linux")


@pytest.fixture
def grade(numgrade, course, solution, tmp_path):
    """Return a function that grades the model solution, handed in by Ada."""
    write_tree(solution, tmp_path / "ada")

    def grade(*options):
        command = ("grade", "tiny-a1", tmp_path / "ada", "--course", course.root)
        return numgrade(*command, *options)

    return grade


def sandbox_of(out):
    return json.loads((out / "ada" / "results.json").read_text())["extra_data"]


def test_json_has_every_layer_with_its_state_and_purpose(numgrade):
    status, out, _ = numgrade("doctor", "--json")
    rows = json.loads(out)
    assert not status
    assert [row["layer"] for row in rows] == list(LAYERS)
    assert {row["state"] for row in rows} <= {"active", "missing"}
    for row in rows:
        missing = row["state"] == "missing"
        assert row["purpose"]
        assert bool(row["detail"]) or not missing  # why
        assert not row["mend"] or missing


def test_the_table_says_why_a_layer_is_missing_and_what_to_do(capsys):
    doctor.print_table([State("landlock", False, "switched off at boot")])
    out = " ".join(capsys.readouterr().out.split())
    assert "landlock missing switched off at boot" in out
    assert "use Linux 5.13" in out


def test_what_strict_would_refuse_is_named(numgrade, monkeypatch):
    states = [State(name, name != "seccomp", "") for name in LAYERS]
    monkeypatch.setattr(doctor, "probe", lambda: states)
    _, out, _ = numgrade("doctor")
    assert out.rstrip().endswith("--sandbox strict would refuse: no seccomp")


def test_results_name_the_layers_that_doctor_finds(numgrade, grade, tmp_path):
    rows = json.loads(numgrade("doctor", "--json")[1])
    grade("--out", tmp_path / "out")
    active = [row["layer"] for row in rows if row["state"] == "active"]
    assert sandbox_of(tmp_path / "out")["sandbox"] == active


def test_off_grades_the_same_and_says_so(grade, tmp_path):
    grade("--out", tmp_path / "on")
    grade("--out", tmp_path / "off", "--sandbox", "off")
    on, off = sandbox_of(tmp_path / "on"), sandbox_of(tmp_path / "off")
    assert off.pop("sandbox") == ["session", "rlimits", "scratch"]
    on.pop("sandbox")
    assert on == off


def test_a_mode_that_does_not_exist_is_refused(grade, tmp_path):
    status, _, err = grade("--out", tmp_path / "out", "--sandbox", "on")
    assert status == 2
    assert "auto, strict, off" in err
    assert not (tmp_path / "out").exists()
