"""Marks by hand and lateness reach the tables and every result's total."""

import csv
import io
import json

import pytest

from autograder.grade.final import ByHand
from autograder.grade.outcome import SubmissionOutcome
from autograder.grade.stored import read_outcomes
from autograder.report import Known, write_class, write_submission
from autograder.report.rebuild import rebuild_pages

from .conftest import made

GIVEN = ByHand(0.75, ("0.75: it sums",), "=cmd")


@pytest.fixture
def graded(course, tmp_path):
    """Return an assignment with a written question, and two submissions' results."""
    course.edit(
        "assignments/tiny-a1/assignment.toml",
        'points = 1\ntodo = ["net.Net.loss"]',
        'points = 1\nkind = "written"',
    )
    assignment = course.load()
    folder = tmp_path / "results"
    outcomes = []
    for name, points in (("ada", 2.0), ("bob", 0.5)):
        checks = [made(points=points), made("scale_backward", points=2.0)]
        outcomes.append(SubmissionOutcome(name, checks))
        write_submission(outcomes[-1], assignment, folder)
    write_class(outcomes, assignment, folder)
    return assignment, outcomes, folder


def update(graded, marks):
    assignment, outcomes, folder = graded
    if marks:
        write_class(outcomes, assignment, folder, Known(marks))
    else:
        rebuild_pages(folder, assignment, Known(), str)
    with (folder / "grades.csv").open(newline="") as stream:
        rows = list(csv.DictReader(io.StringIO(stream.read())))
    summary = json.loads((folder / "summary.json").read_text())
    results = {
        outcome.name: json.loads((folder / outcome.name / "results.json").read_text())
        for outcome in outcomes
    }
    return rows, summary, results


def test_a_mark_by_hand_counts_in_every_file(graded):
    rows, summary, results = update(graded, {"ada": {"net_loss": GIVEN}})
    assert [(r["net_loss"], r["total"], r["max"]) for r in rows] == [
        ("0.75", "4.75", "5"),
        ("", "2.5", "5"),
    ]
    assert list(rows[0])[-3:] == ["total", "max", "remarks"]
    assert "late" not in rows[0]
    assert summary["mean_score"] == 3.625
    assert summary["max_score"] == 5
    assert summary["questions"]["net_loss"]["mean_score"] == 0.75
    assert summary["by_hand"] == {"net_loss": {"marked": 1}}
    ada = results["ada"]
    assert (ada["score"], ada["max_score"]) == (4.75, 5)
    assert ada["extra_data"]["questions"]["net_loss"] == 0.75
    assert ada["extra_data"]["by_hand"]["net_loss"]["reasons"] == ["0.75: it sums"]
    assert "with marks by hand 4.75 of 5 points" in ada["output"]


def test_extra_credit_is_added_beyond_the_maximum(course, graded):
    _, outcomes, folder = graded
    course.edit(
        "assignments/tiny-a1/assignment.toml",
        'kind = "written"',
        'kind = "written"\nextra = true',
    )
    marks = {"ada": {"net_loss": GIVEN}}
    rows, _, results = update((course.load(), outcomes, folder), marks)
    assert [(r["total"], r["max"]) for r in rows] == [("4.75", "4"), ("2.5", "4")]
    assert results["ada"]["max_score"] == 4


def test_a_mark_that_is_taken_back_leaves_no_trace(graded):
    before = update(graded, {})
    update(graded, {"ada": {"net_loss": GIVEN}})
    assert update(graded, {}) == before


def test_the_checks_stay_readable(graded):
    assignment, outcomes, folder = graded
    before = read_outcomes(folder, assignment)
    update(graded, {"ada": {"net_loss": GIVEN}})
    assert read_outcomes(folder, assignment) == before
    assert [outcome.score for outcome in before] == [o.score for o in outcomes]
