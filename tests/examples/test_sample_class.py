"""What ``make demo`` grades: each student loses what the mistake touches, no more."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOST = {
    "ada": set(),
    "alan": {"relu_backward"},  # the only one that hangs for itself
    "claude": {"affine_forward"},
    "dorothy": {"affine_backward"},
    "edsger": {"relu_backward"},
    "frances": {"softmax_loss"},
    "grace": {"two_layer_net_loss", "two_layer_net_gradients"},
    "hedy": {"two_layer_net_loss"},
    "ivan": {"two_layer_net_gradients"},
}


def run(*words):
    subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        check=True,
        capture_output=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


@pytest.fixture(scope="module")
def grades(tmp_path_factory):
    """The rows of grades.csv, by submission."""
    folder = tmp_path_factory.mktemp("class")
    run("examples/make_class.py", folder / "class")
    grade = ("grade", "dl-a1", "--class", folder / "class", "--jobs", "2")
    run("-m", "autograder", *grade, "--out", folder / "results")
    with (folder / "results" / "grades.csv").open(newline="", encoding="utf-8") as file:
        return {row["submission"]: row for row in csv.DictReader(file)}


def lost(row, best):
    """Return the questions in which a submission has less than another one."""
    others = ("submission", "total", "max", "remarks")
    graded = [name for name in best if name not in others and row[name] != ""]
    return {name for name in graded if float(row[name]) < float(best[name])}


def test_each_student_loses_exactly_what_the_mistake_touches(grades):
    assert {name: lost(grades[name], grades["ada"]) for name in LOST} == LOST


def test_who_wrote_nothing_and_who_attacked_get_nothing(grades):
    assert float(grades["barbara"]["total"]) == 0
    assert float(grades["mallory"]["total"]) == 0


def test_a_module_that_does_not_parse_costs_no_question_of_another_module(grades):
    # the nets, and the update rules, are right with the model solution's layers
    kept = {"two_layer_net_loss", "two_layer_net_gradients", "fully_connected_net_loss"}
    gone = lost(grades["john"], grades["ada"])
    assert {"affine_forward", "relu_forward", "conv_forward_naive"} <= gone
    assert not kept & gone
