"""csci566-a1: right solutions in other styles earn every point."""

from pathlib import Path

import pytest

from autograder.course import load
from autograder.grade.run import Budget, grade
from autograder.prove import replace_definitions
from autograder.release import build_tree, write_tree

ROOT = Path(__file__).parents[2]
MODULES = sorted((Path(__file__).parent / "csci566_a1").glob("*.py"))


def lost_checks(tree, folder):
    """Grade a tree; return what it lost, a line each."""
    assignment = load(ROOT, "csci566-a1")
    write_tree(tree, folder)
    budget = Budget.of(assignment, None, None)
    (outcome,) = grade(assignment, [folder], {}, budget, report=lambda _: None)
    graded = [check for check in outcome.checks if check.graded]
    assert len(graded) > 100
    return [f"{c.question}: {c.title}: {c.lines}" for c in graded if not c.passed]


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.stem)
def test_one_module_in_another_style_loses_nothing(file, tmp_path):
    assignment = load(ROOT, "csci566-a1")
    tree = build_tree(assignment, filled=True)
    other = replace_definitions(assignment, tree, file.stem, file.read_text())
    assert other != tree
    assert lost_checks(other, tmp_path / "tree") == []


def test_all_modules_in_another_style_lose_nothing(tmp_path):
    assignment = load(ROOT, "csci566-a1")
    tree = build_tree(assignment, filled=True)
    for file in MODULES:
        tree = replace_definitions(assignment, tree, file.stem, file.read_text())
    assert lost_checks(tree, tmp_path / "tree") == []
