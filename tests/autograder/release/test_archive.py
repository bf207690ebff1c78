"""Archives whose bytes depend on what is in them, and on nothing else."""

import os
import time
import zipfile

from autograder.release import write_tree, write_zip


def test_the_same_tree_gives_the_same_bytes(solution, tmp_path):
    write_zip(solution, tmp_path / "a.zip", top="tiny-a1")
    time.sleep(0.01)
    before = os.umask(0o077)
    try:
        write_zip(dict(reversed(solution.items())), tmp_path / "b.zip", top="tiny-a1")
    finally:
        os.umask(before)  # what comes later in this process makes files for others
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_two_builds_of_a_course_are_equal_to_the_byte(course, solution, skeleton):
    assert course.tree(filled=True) == solution
    assert course.tree(filled=False) == skeleton


def test_members_lie_in_one_folder_in_order_without_time_or_user(solution, tmp_path):
    write_zip(solution, tmp_path / "a.zip", top="tiny-a1")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        infos = archive.infolist()
        assert [info.filename for info in infos] == [
            f"tiny-a1/{path}" for path in sorted(solution)
        ]
        assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.external_attr >> 16 for info in infos} == {0o100644}
        for path, content in solution.items():
            assert archive.read(f"tiny-a1/{path}") == content


def test_only_shell_scripts_can_be_run(tmp_path):
    tree = {"a/run.sh": b"#!/bin/sh\n", "a/run.py": b""}
    write_tree(tree, tmp_path)
    assert os.access(tmp_path / "a" / "run.sh", os.X_OK)
    assert (tmp_path / "a" / "run.py").stat().st_mode & 0o111 == 0
    write_zip(tree, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.getinfo("a/run.sh").external_attr >> 16 == 0o100755
