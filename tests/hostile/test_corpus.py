"""Every attack earns nothing, harms nobody, leaves nothing, and is named."""

import re

import pytest
from archives import ARCHIVES
from conftest import HONEST
from corpus import attacks

RELU = 2.0


def feedback(result):
    """Return all that a student or an instructor is told."""
    lines = [result["output"], *(test["output"] for test in result["tests"])]
    return "\n".join(lines)


@pytest.mark.parametrize("attack", attacks(), ids=lambda attack: attack.name)
def test_an_attack_earns_nothing_and_is_named(graded, attack):
    result = graded.results[attack.name]
    points = result["extra_data"]["questions"]
    assert points["affine"] <= attack.points, feedback(result)
    if attack.relu:
        assert points["relu"] == RELU, feedback(result)
    assert result["score"] == points["affine"] + points["relu"]
    assert "PWNED" not in feedback(result)
    for pattern in attack.says:
        assert re.search(pattern, feedback(result)), feedback(result)


@pytest.mark.parametrize("archive", ARCHIVES)
def test_a_hostile_archive_is_refused_with_its_reason(graded, archive):
    name = archive.removesuffix(".zip").removesuffix(".tar.gz")
    result, pattern = graded.results[name], ARCHIVES[archive][1]
    assert bool(result["extra_data"]["refused"]) == bool(pattern)
    assert re.search(pattern, result["output"]), result["output"]
    assert result["score"] == (0 if pattern else RELU)


def test_the_honest_ones_get_what_they_get_without_attackers(graded, undisturbed):
    for name in HONEST:
        alone, among = undisturbed.results[name], graded.results[name]
        for result in (alone, among):
            result["execution_time"] = 0
            result["extra_data"]["sandbox"] = []
            for test in result["tests"]:
                test["extra_data"]["seconds"] = 0
        assert among == alone
        assert graded.rows[name] == undisturbed.rows[name]
        assert graded.rows[name]["total"] == "6"


def test_the_grade_ends_well_and_no_process_is_left(graded):
    assert graded.status == 0
    assert graded.left == []


def test_no_file_outside_scratch_has_changed(graded):
    assert graded.changed == []
    assert "pwned" not in graded.everything.lower()


def test_no_secret_is_in_anything_that_was_written(graded):
    for secret in ("MODEL-SOLUTION", "HIDDEN-TEST", "VICTIM", "TEST"):
        assert f"{secret}-SECRET" not in graded.everything


def test_results_stay_small_whatever_is_printed(graded):
    # some 150 submissions, each in its results, its page and the gradebook
    assert len(graded.everything) < 4_000_000


def test_names_are_no_formulas_in_the_table(graded):
    assert "'=1+1" in graded.rows
