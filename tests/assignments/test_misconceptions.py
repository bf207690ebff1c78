"""Every known mistake loses the questions that it should, and no other."""

import re
from pathlib import Path

import pytest

from autograder.course import assignment_ids, load, load_misconceptions
from autograder.prove import prove_misconceptions
from autograder.release import build_tree

ROOT = Path(__file__).parents[2]

#: How a value is wrong: by its size, by how far, by what is no number.
HOW_FAR = re.compile(r"has shape|relative error up to \d|disagrees .* by \d| is -?[in]")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", assignment_ids(ROOT))
def test_each_known_mistake_costs_exactly_what_it_says(name):
    assignment = load(ROOT, name)
    known = load_misconceptions(assignment)
    assert len(known) >= 6
    outcomes = []
    solution = build_tree(assignment, filled=True)
    prove_misconceptions(assignment, known, solution, outcomes.append)
    assert [outcome.name for outcome in outcomes] == [m.name for m in known]
    for outcome in outcomes:
        for check in outcome.checks:
            if check.graded and not check.passed:
                assert_it_tells_what_is_wrong(check)


def assert_it_tells_what_is_wrong(check):
    """Check what a student is told: what, where and how far, in five lines at most."""
    assert 2 <= len(check.told) <= 5, check.told
    assert all(line == " ".join(line.split()) for line in check.told)
    if check.errors is not None:
        assert HOW_FAR.search(check.lines[0]), check.lines
