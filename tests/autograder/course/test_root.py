"""Finding the course from wherever a command is run."""

import pytest

from autograder.course import assignment_ids, find_root
from autograder.errors import UsageError


def test_the_nearest_folder_upwards_with_assignments_is_the_root(tmp_path):
    outer = tmp_path / "outer"
    inner = outer / "notes" / "inner"
    for root in (outer, inner):
        (root / "assignments").mkdir(parents=True)
    deep = inner / "a" / "b"
    deep.mkdir(parents=True)
    assert find_root(deep) == inner
    assert find_root(inner / "assignments") == inner
    assert find_root(outer / "notes") == outer


def test_a_file_called_assignments_is_no_course(tmp_path):
    (tmp_path / "assignments").touch()
    with pytest.raises(UsageError, match="--course DIR"):
        find_root(tmp_path)


def test_only_folders_with_an_assignment_toml_are_assignments(tmp_path):
    for name in ("b", "a", "notes"):
        (tmp_path / "assignments" / name).mkdir(parents=True)
    for name in ("b", "a"):
        (tmp_path / "assignments" / name / "assignment.toml").touch()
    assert assignment_ids(tmp_path) == ["a", "b"]
