"""Removing what a worker has left, however it tried to make that hard."""

import os
import sys

import pytest

from autograder.sandbox import Scratch

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="for Linux's workers")


@pytest.fixture
def scratch(monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    scratch = Scratch()
    monkeypatch.chdir(scratch.path)
    return scratch


def test_it_is_empty_and_its_own_and_goes_away(scratch):
    assert scratch.path.stat().st_mode & 0o777 == 0o700
    assert list(scratch.path.iterdir()) == []
    scratch.remove()
    assert not scratch.path.exists()
    scratch.remove()  # twice is no harm


def test_folders_deeper_than_stack_and_paths_are_removed(scratch):
    for _ in range(1500):
        for name in ("up0", "up1", "d" * 100):  # names that moving them could meet
            os.mkdir(name)
        open("file", "w").close()
        os.chdir("d" * 100)
    scratch.remove()
    assert not scratch.path.exists()


def test_locked_folders_are_removed(scratch):
    os.makedirs("a/b/c")
    os.chmod("a/b/c", 0)
    os.chmod("a/b", 0)
    os.chmod("a", 0)
    scratch.remove()
    assert not scratch.path.exists()


def test_links_are_removed_and_not_followed(scratch, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").touch()
    os.makedirs("a/b")
    os.symlink(outside, "a/b/link")
    os.symlink(outside, "link")
    os.mkfifo("pipe")
    scratch.remove()
    assert not scratch.path.exists()
    assert (outside / "kept").exists()
