"""A class to grade in a process of its own, and means to do harm to it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.release import write_tree

PATIENCE = 60.0  # s


class Run:
    """``numgrade grade`` at work in a process group of its own."""

    def __init__(self, course, arguments, cwd, environment):
        command = [sys.executable, "-m", "autograder", "grade", "tiny-a1"]
        command += ["--course", str(course.root), *map(str, arguments)]
        self.errors = cwd / "stderr"
        with self.errors.open("w") as errors:
            self.process = subprocess.Popen(
                command,
                cwd=cwd,
                env={**os.environ, **environment},
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )

    @property
    def pid(self):
        return self.process.pid

    def told(self):
        return self.errors.read_text()

    def wait(self):
        return self.process.wait(PATIENCE)

    def kill(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture
def start(course, tmp_path):
    """Return a function that starts grading; what still runs at the end is killed."""
    runs = []

    def start(*arguments, **environment):
        runs.append(Run(course, arguments, tmp_path, environment))
        return runs[-1]

    yield start
    for run in runs:
        run.kill()


@pytest.fixture
def class_folder(tmp_path, solution, skeleton, edited):
    """Eight submissions: right, wrong and blank ones."""
    wrong = edited("tn/layers.py", "da = np.sum(", "da = 2 * np.sum(")
    folder = tmp_path / "class"
    for number in range(8):
        tree = (solution, wrong, skeleton)[number % 3]
        write_tree(tree, folder / f"s{number}")
    return folder


SCORES = {f"s{number}": (5.0, 3.0, 0.0)[number % 3] for number in range(8)}


@pytest.fixture
def slowed(course):
    """Make each submission take a while, so that there is time to do harm."""
    course.edit(
        "assignments/tiny-a1/tests/hidden/test_layers.py",
        'net = submission.module("net")',
        'import time; time.sleep(0.3); net = submission.module("net")',
    )
    return course


def until(condition):
    """Wait until ``condition`` returns something, and return it."""
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        if found := condition():
            return found
        time.sleep(0.01)
    raise AssertionError("it did not happen")


def graded(out):
    """Return the scores in the results files so far."""
    files = out.glob("*/results.json")
    return {file.parent.name: json.loads(file.read_text())["score"] for file in files}


def processes_below(pid, words):
    """Return the processes that ``pid`` started, whose command line has ``words``."""
    parents, commands = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
                commands[int(entry.name)] = (entry / "cmdline").read_bytes().decode()
            except (OSError, ValueError):
                continue
            parents[int(entry.name)] = int(stat[1])
    below = {pid}
    while more := {p for p, parent in parents.items() if parent in below} - below:
        below |= more
    return [p for p in sorted(below - {pid}) if words in commands[p]]


def kill(pid):
    os.kill(pid, signal.SIGKILL)
