"""Every known mistake loses the questions that it should, and no other."""

from pathlib import Path

import pytest

from autograder.course import assignment_ids, load, load_misconceptions
from autograder.prove import prove_misconceptions
from autograder.release import build_tree

ROOT = Path(__file__).parents[2]


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
