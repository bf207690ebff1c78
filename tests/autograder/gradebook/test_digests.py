"""A fingerprint changes with what counts, and with nothing else."""

import os

import pytest

from autograder.gradebook import (
    content_digest,
    course_digest,
    data_digest,
    grader_version,
)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "ada"
    (folder / "dl").mkdir(parents=True)
    (folder / "dl" / "layers.py").write_text("x = 1\n")
    (folder / "notes.txt").write_text("hello")
    return folder


def test_the_same_files_give_the_same_digest_wherever_they_lie(folder, tmp_path):
    before = content_digest(folder)
    moved = folder.rename(tmp_path / "elsewhere")
    os.utime(moved / "notes.txt", (0, 0))
    (moved / "__pycache__").mkdir()
    (moved / "__pycache__" / "x.pyc").write_bytes(b"?")
    assert content_digest(moved) == before


def test_any_other_change_is_seen(folder):
    digests = {content_digest(folder)}
    (folder / "notes.txt").write_text("hellO")
    digests.add(content_digest(folder))
    (folder / "notes.txt").rename(folder / "note.txt")
    digests.add(content_digest(folder))
    (folder / "link").symlink_to("note.txt")
    digests.add(content_digest(folder))
    (folder / "link").unlink()
    (folder / "link").symlink_to("dl/layers.py")
    digests.add(content_digest(folder))
    assert len(digests) == 5


def test_what_would_hang_or_lead_out_is_not_read(folder):
    os.mkfifo(folder / "pipe")
    (folder / "etc").symlink_to("/etc")
    (folder / "up").symlink_to("..")
    assert len(content_digest(folder)) == 64


def test_a_submission_in_one_file_goes_by_its_bytes(tmp_path):
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    first.write_bytes(b"PK")
    second.write_bytes(b"PK")
    assert content_digest(first) == content_digest(second)


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        ("solutions/tiny/layers/scale.py", True),
        ("assignments/tiny-a1/tests/hidden/test_layers.py", True),
        ("assignments/tiny-a1/expected/hidden/layers.npz", True),
        ("solutions/other/unrelated.py", False),
    ],
)
def test_a_course_is_its_assignment_and_the_solutions_it_names(course, file, counts):
    before = course_digest(course.load())
    path = course.root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((path.read_bytes() if path.exists() else b"") + b"\n")
    assert (course_digest(course.load()) != before) == counts


def test_no_data_have_no_digest(folder):
    assert data_digest(None) == ""
    assert data_digest(folder) == content_digest(folder)


def test_a_grader_names_all_versions_that_results_depend_on():
    assert grader_version().split()[::2] == ["numgrade", "python", "numpy"]
