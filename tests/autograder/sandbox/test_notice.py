"""What a submission tries is noticed, and nothing else it says is believed."""

import contextlib
import time

import pytest

from autograder.sandbox import Fault, ForkServer, WorkerLimits
from autograder.sandbox.notice import WORDS

TRIALS = {
    "tried to open a network socket": "import socket; socket.socket()",
    "tried to start a process": "import subprocess; subprocess.run(['true'])",
    "tried to send a signal to a process": "import os; os.kill(1, 9)",
    "tried to read files that are not its own": "open('/etc/passwd')",
    "tried to change files that are not its own": "open('/tmp/mine', 'w')",
    "tried to make a link": "import os; os.symlink('a', 'b')",
    "looked through the interpreter's memory": "import gc; gc.get_objects()",
    "tried to listen to the interpreter's events": (
        "import sys; sys.addaudithook(lambda *args: None)"
    ),
}
HARMLESS = [
    "open('mine', 'w').close(); open('mine').close()",
    "open(__file__).close()",
    "import json, decimal, xml.dom.minidom",
    "import numpy as np; np.save('a.npy', np.zeros(3)); np.load('a.npy')",
    "import platform, zoneinfo; platform.platform(); zoneinfo.ZoneInfo('UTC')",
    "import os; os.mkdir('d'); os.rename('d', 'e'); os.rmdir('e')",
]


@pytest.fixture(scope="module")
def server():
    with ForkServer() as server:
        yield server


@pytest.fixture
def noticed(server, tmp_path):
    """Return a function that runs statements and returns what was noticed."""
    (tmp_path / "tree").mkdir()
    (tmp_path / "scratch").mkdir()
    workers = []

    def run(statements):
        (tmp_path / "tree" / "student.py").write_text(f"def f():\n    {statements}\n")
        worker = server.spawn(tmp_path / "tree", tmp_path / "scratch", WorkerLimits())
        workers.append(worker)
        soon = time.monotonic() + 10
        module = worker.request("import", soon, module="student")
        assert worker.noticed == []
        fields = {"target": module, "name": "f", "args": (), "kwargs": {}}
        with contextlib.suppress(Fault):
            worker.request("call", soon, **fields)
        return worker.noticed

    yield run
    for worker in workers:
        worker.end()


@pytest.mark.parametrize("words", TRIALS)
def test_what_it_tries_is_called_by_its_name(noticed, words):
    assert noticed(TRIALS[words]) == [words]


def test_each_word_has_a_trial():
    assert set(TRIALS) == WORDS


@pytest.mark.parametrize("statements", HARMLESS)
def test_ordinary_work_is_not_remarked_upon(noticed, statements):
    assert noticed(statements) == []


def test_words_that_are_not_ours_are_dropped(noticed):
    lie = "import autograder.sandbox.notice as n; n.take = lambda: ['A+', 5, [], {}]"
    assert noticed(lie) == []
