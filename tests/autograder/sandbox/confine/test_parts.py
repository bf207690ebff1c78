"""The parts of the confinement that can be looked at one by one."""

import sys
from pathlib import Path

import pytest

import autograder
from autograder.sandbox.confine import bpf, cgroup, readable
from autograder.sandbox.confine.usage import Watch

PROJECT = Path(autograder.__file__).parents[1]


def test_a_program_that_is_too_long_is_refused():
    with pytest.raises(ValueError, match="at most 4096"):
        bpf.assemble(bpf.end(0) * 4097)


def test_the_interpreter_and_numpy_are_readable():
    import numpy as np

    folders = readable.interpreter_folders()
    for file in (Path(np.__file__), Path(pytest.__file__), Path(sys.prefix, "lib")):
        assert any(file.is_relative_to(folder) for folder in folders)


def test_the_project_and_what_lies_in_it_are_not_readable(monkeypatch):
    monkeypatch.syspath_prepend(str(PROJECT))  # as an editable install does
    folders = readable.interpreter_folders()
    for path in (PROJECT, PROJECT / "assignments", PROJECT / "solutions"):
        assert not any(path.is_relative_to(folder) for folder in folders)
    assert str(PROJECT) not in readable.importable(folders)


def test_no_readable_folder_lies_in_another(tmp_path):
    for name in ("a/b", "a/b/c", "ab"):
        (tmp_path / name).mkdir(parents=True)
    paths = [tmp_path / n for n in ("a/b/c", "a/b", "ab", "missing", "a/b")]
    assert readable.outermost(paths) == [tmp_path / "a/b", tmp_path / "ab"]


# control groups, on folders that look like them

MOUNTS = "cgroup2 {} cgroup2 rw 0 0\n"


@pytest.fixture
def delegated(tmp_path):
    parent = tmp_path / "user.slice" / "run.service"
    (parent / "grader").mkdir(parents=True)
    (parent / "cgroup.subtree_control").write_text("cpu memory pids\n")
    return tmp_path


def find(root, group):
    return cgroup.find_parent(MOUNTS.format(root), f"1:name=x:/\n0::{group}\n")


def test_a_delegated_group_is_divided_beside_our_own(delegated):
    parent = find(delegated, "/user.slice/run.service/grader")
    group = cgroup.Group(parent, "numgrade-1")
    folder = parent / "numgrade-1"
    group.limit(memory=300, processes=5)
    group.add(4321)
    group.kill()
    written = {file.name: file.read_text() for file in folder.iterdir()}
    assert written == {
        "memory.max": str(300 * 2**20),
        "memory.swap.max": "0",
        "pids.max": "5",
        "cgroup.procs": "4321",
        "cgroup.kill": "1",
    }


def test_a_group_that_is_not_delegated_says_so(tmp_path):
    (tmp_path / "scope").mkdir()
    with pytest.raises(OSError, match="was not delegated to us"):
        find(tmp_path, "/scope")


def test_controllers_that_are_lacking_are_asked_for(delegated):
    control = delegated / "user.slice" / "run.service" / "cgroup.subtree_control"
    control.write_text("cpu memory\n")
    find(delegated, "/user.slice/run.service/grader")
    assert control.read_text() == "+pids"


def test_the_old_control_groups_are_not_enough():
    with pytest.raises(OSError, match="no cgroup version 2"):
        cgroup.find_parent("cgroup /sys/fs/cgroup/pids cgroup rw 0 0\n", "8:pids:/\n")


# looking after a scratch folder

NOBODY = 2**22 + 1  # beyond the largest pid


def test_a_small_scratch_folder_is_no_trouble(tmp_path):
    (tmp_path / "a").write_bytes(bytes(1000))
    assert Watch(tmp_path, NOBODY, size=1, files=10).trouble() == ""


def test_a_full_scratch_folder_is_trouble_wherever_the_bytes_are(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "big").write_bytes(b"x" * 2**21)
    assert Watch(tmp_path, NOBODY, 1, 10).trouble() == "it wrote more than 1 MB"


def test_too_many_files_are_trouble(tmp_path):
    for number in range(12):
        (tmp_path / str(number)).touch()
    assert Watch(tmp_path, NOBODY, 1, 10).trouble() == "it made more than 10 files"


@pytest.mark.skipif(sys.platform != "linux", reason="seen through /proc")
def test_deleted_files_that_are_open_count(tmp_path):
    import os

    with (tmp_path / "big").open("wb") as file:
        file.write(b"x" * 2**21)
        file.flush()
        (tmp_path / "big").unlink()
        watch = Watch(tmp_path, os.getpid(), 1, 10)
        assert watch.trouble() == "it wrote more than 1 MB"
    assert watch.trouble() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="no such paths there")
def test_folders_deeper_than_any_path_are_trouble(tmp_path, monkeypatch):
    import os

    monkeypatch.chdir(tmp_path)
    for _ in range(30):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
    assert "deeper" in Watch(tmp_path, NOBODY, 1, 1000).trouble()
    from autograder.sandbox.scratch import empty

    os.chdir(tmp_path)
    empty(tmp_path)
    assert not list(tmp_path.iterdir())
