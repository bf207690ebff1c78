"""Trees are kept for as long as what they are made from stays the same."""

import pytest

from autograder.cli.trees import Trees, cache_folder


@pytest.fixture
def cache(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return cache_folder()


@pytest.fixture
def builds(monkeypatch):
    """Count how often a tree is made."""
    from autograder.release import build_tree

    made = []

    def counted(*arguments, **options):
        made.append(arguments)
        return build_tree(*arguments, **options)

    monkeypatch.setattr("autograder.release.build_tree", counted)
    return made


def test_a_tree_is_made_once_and_read_afterwards(course, cache, builds, skeleton):
    for _ in range(2):
        assert Trees.of(course.load()).given() == skeleton
    assert len(builds) == 1
    assert cache.stat().st_mode & 0o077 == 0


def test_a_changed_course_gets_a_new_tree(course, cache, builds):
    before = Trees.of(course.load()).given()
    course.edit("solutions/tiny/net.py", "Scale, shift", "Scale and shift")
    after = Trees.of(course.load()).given()
    assert len(builds) == 2
    assert b"Scale and shift" in after["tn/net.py"]
    assert b"Scale and shift" not in before["tn/net.py"]


def test_a_damaged_file_is_made_anew(course, cache, builds, skeleton):
    Trees.of(course.load()).given()
    (file,) = cache.iterdir()
    file.write_bytes(file.read_bytes()[:-5])
    assert Trees.of(course.load()).given() == skeleton
    assert len(builds) == 2


def test_a_cache_that_cannot_be_written_costs_only_time(course, cache, skeleton):
    cache.parent.parent.mkdir()
    cache.parent.write_text("a file where the folder should be")
    assert Trees.of(course.load()).given() == skeleton


def test_a_tree_holds_the_answers_asked_for_and_no_others(course, cache, solution):
    tree = Trees.of(course.load())(frozenset({"net_loss"}))
    assert tree["tn/net.py"] == solution["tn/net.py"]
    assert b"scaled_rows" not in tree["tn/layers.py"]
