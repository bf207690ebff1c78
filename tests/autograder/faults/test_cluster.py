"""A class on a real Dask scheduler: the same results, whoever is lost on the way."""

import os
import subprocess
import sys

import pytest

from autograder.grade.jobs import LIVES
from autograder.gradebook import history, open_gradebook

from .conftest import SCORES, graded, kill, processes_below, until

Client = pytest.importorskip(
    "distributed", reason="needs Dask: pip install 'numgrade[cluster]'"
).Client


class Cluster:
    """A scheduler and workers, each a process of its own."""

    def __init__(self, folder):
        self._folder = folder
        self._file = folder / "scheduler.json"
        self.workers = []
        self.scheduler = self._start(
            *("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"),
            *("--scheduler-file", self._file),
        )
        until(self._file.exists)

    def allowed_failures(self):
        """Return how many workers the scheduler lets any task take with it."""

        def look(dask_scheduler):
            return dask_scheduler.allowed_failures

        with Client(self.address) as client:
            return client.run_on_scheduler(look)

    @property
    def address(self):
        import json

        return json.loads(self._file.read_text())["address"]

    def add(self, count=1, **environment):
        for _ in range(count):
            worker = self._start(
                *("worker", self.address, "--nthreads", "1", "--no-dashboard"),
                *("--no-nanny", "--death-timeout", "30"),
                **environment,
            )
            self.workers.append(worker)

    def stop_workers(self):
        for worker in self.workers:
            worker.kill()
            worker.wait()
        self.workers.clear()

    def _start(self, *command, **environment):
        with (self._folder / "cluster.log").open("a") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *map(str, command)],
                cwd=self._folder,
                env={**os.environ, **environment},
                stdout=log,
                stderr=log,
            )


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """Return a function that gives a cluster with a scheduler and no worker yet."""
    clusters = []

    def running():
        if not clusters or clusters[-1].scheduler.poll() is not None:
            clusters.append(Cluster(tmp_path_factory.mktemp("cluster")))
        return clusters[-1]

    yield running
    for cluster in clusters:
        cluster.scheduler.kill()
        cluster.scheduler.wait()


@pytest.fixture
def cluster(running):
    cluster = running()
    yield cluster
    cluster.stop_workers()


def test_lost_workers_and_graders_are_replaced_and_results_are_those_of_one_machine(
    start, cluster, slowed, class_folder, tmp_path
):
    cluster.add(2)
    out = tmp_path / "out"
    before = cluster.allowed_failures()
    run = start("--class", class_folder, "--out", out, "--cluster", cluster.address)
    until(lambda: len(graded(out)) >= 2)
    assert cluster.allowed_failures() == LIVES - 1 < before
    lost, kept = cluster.workers
    lost.kill()  # its submission goes to the other one
    until(lambda: len(graded(out)) >= 4)
    kill(until(lambda: processes_below(kept.pid, "autograder.grade.job"))[-1])
    assert run.wait() == 0
    until(lambda: cluster.allowed_failures() == before)
    assert graded(out) == SCORES
    with open_gradebook(out, create=False) as book:
        assert {len(history(book, "tiny-a1", name)) for name in SCORES} == {1}


def test_a_lost_scheduler_is_said_and_the_run_gone_on_with(
    start, cluster, slowed, class_folder, tmp_path, numgrade
):
    cluster.add(1)
    out = tmp_path / "out"
    run = start("--class", class_folder, "--out", out, "--cluster", cluster.address)
    until(lambda: len(graded(out)) >= 2)
    cluster.scheduler.kill()
    assert run.wait() == 2
    assert "the cluster's scheduler has gone" in run.told()
    numgrade("grade", "tiny-a1", "--course", slowed.root, "--out", out, "--resume")
    assert graded(out) == SCORES


def test_a_submission_that_takes_two_workers_with_it_is_set_aside(
    start, cluster, course, class_folder, tmp_path
):
    # what a machine does that runs out of memory: the worker goes, not only the grader
    course.edit(
        "assignments/tiny-a1/tests/hidden/test_layers.py",
        'net = submission.module("net")',
        "import os\n"
        "    try:\n"
        '        submission.module("net").LETHAL\n'
        "        status = open(f'/proc/{os.getppid()}/status').read()\n"
        "        os.kill(int(status.split('PPid:')[1].split()[0]), 9)\n"
        "    except Exception:\n"
        "        pass\n"
        '    net = submission.module("net")',
    )
    with (class_folder / "s3" / "tn" / "net.py").open("a") as file:
        file.write("\nLETHAL = True\n")
    cluster.add(3)
    out = tmp_path / "out"
    run = start("--class", class_folder, "--out", out, "--cluster", cluster.address)
    assert run.wait() == 0
    assert graded(out) == {**SCORES, "s3": 0.0}
    with open_gradebook(out, create=False) as book:
        (grading,) = history(book, "tiny-a1", "s3")
    assert grading.status == "set aside"
    assert "lost with its machine" in grading.outcome.refused


def test_a_worker_with_another_grader_is_refused(
    start, cluster, course, class_folder, tmp_path
):
    other = tmp_path / "other"
    package = tmp_path / "numgrade-elsewhere" / "autograder"
    import shutil

    import autograder

    shutil.copytree(
        os.path.dirname(autograder.__file__),
        package,
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    with (package / "errors.py").open("a") as file:
        file.write("\n# another state of it\n")
    cluster.add(1, PYTHONPATH=str(package.parent))
    run = start("--class", class_folder, "--out", other, "--cluster", cluster.address)
    assert run.wait() == 2
    assert "install the same" in run.told().splitlines()[-1]
    assert graded(other) == {}


def test_no_scheduler_is_said_in_one_line(monkeypatch, numgrade, course, class_folder):
    monkeypatch.setattr("autograder.cli.cluster._CONNECT", 0.2)
    place = ("--course", course.root, "--out", class_folder.parent / "out")
    status, _, err = numgrade(
        *("grade", "tiny-a1", *place, "--class", class_folder),
        *("--cluster", "tcp://127.0.0.1:9"),
    )
    assert (status, err.count("\n")) == (2, 1)
    assert "no scheduler there" in err
