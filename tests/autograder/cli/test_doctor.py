"""``numgrade doctor`` and ``--sandbox``: what confines submissions, told as it is."""

import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder.cli import doctor
from autograder.cli.machine import SETTINGS
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


@pytest.fixture
def asks_for_more(course):
    """The small course, asking for other tools than there are."""
    toml = "assignments/tiny-a1/assignment.toml"
    text = (course.root / toml).read_text()
    tools = 'python = ">=3.10"\nnumpy = "<1"\nno-such-thing = ">=2"\n'
    course.write(toml, f"{text}\n[tools]\n{tools}")
    return (
        f"tiny-a1 asks for numpy<1 (here: {np.__version__}), no-such-thing>=2 (here: "
    )


def test_other_versions_than_the_assignment_states_are_noted(
    numgrade, course, asks_for_more
):
    _, out, _ = numgrade("doctor", "--course", course.root)
    (line,) = [line for line in out.splitlines() if line.startswith("note: ")]
    assert line == f"note: {asks_for_more}none); results may differ"


def test_other_versions_cost_no_points(grade, asks_for_more, tmp_path):
    status, _, err = grade("--out", tmp_path / "out")
    assert not status
    (line,) = [line for line in err.splitlines() if line.startswith("note: ")]
    assert asks_for_more in line
    results = json.loads((tmp_path / "out" / "ada" / "results.json").read_text())
    assert results["score"] == results["max_score"] == 5


def test_the_stated_versions_are_not_worth_a_word(numgrade, course, monkeypatch):
    monkeypatch.delenv("NUMGRADE_QUICK", raising=False)
    _, out, _ = numgrade("doctor", "--course", course.root)
    assert "note: " not in out
    assert "NUMGRADE" not in out


def test_environment_variables_that_are_set_are_listed(numgrade, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # no course
    monkeypatch.setenv("NUMGRADE_DATA", "/data\x1b[2J")
    monkeypatch.setenv("NUMGRADE_QUICK", "1")
    told = numgrade("doctor")[1].splitlines()
    assert told[-2:] == [
        "NUMGRADE_DATA=/data: downloaded data sets are kept there",
        "NUMGRADE_QUICK=1: notebooks train for moments, on few synthetic images",
    ]


def test_doctor_knows_every_environment_variable_of_ours():
    package = Path(doctor.__file__).parents[1]
    text = "".join(file.read_text() for file in package.rglob("*.py"))
    assert set(re.findall(r'"(NUMGRADE_\w+)"', text)) == set(SETTINGS)


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
