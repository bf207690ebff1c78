"""A full disk stops the run with one line, and loses nothing."""

import os
import subprocess

import pytest

from autograder.gradebook import history, open_gradebook

from .conftest import SCORES, graded


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 600 kB, too small for the class's results."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "none", str(place)]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("needs leave to mount a file system: run as root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_said_and_the_run_gone_on_with(
    numgrade, course, class_folder, small_disk
):
    out = small_disk / "out"
    arguments = ("grade", "tiny-a1", "--course", course.root, "--out", out)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(330_000))
    status, _, err = numgrade(*arguments, "--class", class_folder)
    assert status == 2
    told = [line for line in err.splitlines() if line.startswith("numgrade: ")]
    assert len(told) == 1
    assert "full" in told[0] or "No space left" in told[0]
    assert graded(out).items() <= SCORES.items()
    assert len(graded(out)) < len(SCORES)
    subprocess.run(["mount", "-o", "remount,size=40m", str(small_disk)], check=True)
    status, _, err = numgrade(*arguments, "--class", class_folder)
    assert not status
    assert graded(out) == SCORES
    with open_gradebook(out, create=False) as book:
        assert {len(history(book, "tiny-a1", name)) for name in SCORES} == {1}
