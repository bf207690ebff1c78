"""A class on many machines: Dask's scheduler hands submissions to its workers.

Every thread of a Dask worker has a grading process, the same that ``--jobs`` uses. The
course and the submissions lie on a file system that all machines share; what travels is
a path and, back, an outcome as bytes. What becomes of a lost worker's work is Dask's
business.
"""

import hashlib
import math
import pickle
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from autograder.cli.trees import Trees
from autograder.course import Assignment
from autograder.errors import NumgradeError, UsageError
from autograder.grade.job import Job, JobDied
from autograder.grade.jobs import LIVES, Deaths, set_aside
from autograder.grade.outcome import SubmissionOutcome
from autograder.grade.setup import Report, Setup
from autograder.gradebook import content_digest, course_digest, grader_version

_CONNECT = 30  # s to find the scheduler
_GLANCE = 1.0  # s between looks at who is there: workers come and go


class Answer(msgspec.Struct):
    """What comes back from a worker: an outcome, or why it doesn't grade."""

    outcome: SubmissionOutcome | None = None
    trouble: str = ""


class Order(msgspec.Struct):
    """What goes to a worker: a path, and what must be the same there as here."""

    path: str
    content: str
    grader: str
    course: str


_ANSWER = msgspec.msgpack.Decoder(Answer)
_ORDER = msgspec.msgpack.Decoder(Order)


def grade_on_cluster(
    setup: Setup, submissions: Iterator[Path], address: str, report: Report
) -> None:
    """Grade submissions on the workers of the Dask scheduler at ``address``.

    Outcomes are reported as they come, in no order. A submission whose worker is lost
    goes to another one; if that is lost as well, it is set aside.

    Raises
    ------
    UsageError
        If there is no scheduler, or a worker's numgrade or files differ from ours.
    NumgradeError
        If the course or a machine is at fault, or the scheduler is lost.
    """
    try:
        from distributed import Client
    except ImportError:
        raise UsageError(
            "--cluster needs Dask; install it: pip install 'numgrade[cluster]'"
        ) from None
    try:
        client = Client(address, timeout=_CONNECT)
    except (OSError, ValueError) as error:
        raise UsageError(f"--cluster {address}: no scheduler there: {error}") from None
    with client:
        client.run_on_scheduler(_bound_deaths, client=client.id)
        _Round(client, setup, submissions).run(report)


class _Round:
    """One run on a cluster: as many submissions are out as it has threads."""

    def __init__(self, client: Any, setup: Setup, submissions: Iterator[Path]) -> None:
        self._client = client
        # the trees are made, or found, where they are needed
        self._setup = pickle.dumps(replace(setup, given={}, answer=None))
        self._submissions = submissions
        self._grader = grader_version()
        self._course = course_digest(setup.assignment)
        self._out: dict[Any, Path] = {}
        self._known, self._counted = 1, -math.inf

    def run(self, report: Report) -> None:
        from distributed import as_completed

        # results are fetched while others are waited for
        done = as_completed([], with_results=True, raise_errors=False)
        self._hand_out(done)
        for future, result in done:
            path = self._out.pop(future)
            report(_outcome(future, result, path))
            self._hand_out(done)

    def _hand_out(self, done: Any) -> None:
        # one a thread: a dying worker shall not take others with it
        while len(self._out) < self._threads():
            path = next(self._submissions, None)
            if path is None:
                return
            order = Order(
                str(path.absolute()), content_digest(path), self._grader, self._course
            )
            sent = msgspec.msgpack.encode(order)
            future = self._client.submit(_grade_there, self._setup, sent, pure=False)
            self._out[future] = path
            done.add(future)

    def _threads(self) -> int:
        """Return how many threads the workers have, as of a moment ago."""
        now = time.monotonic()
        if now - self._counted > _GLANCE:
            self._known = max(1, sum(self._client.nthreads().values()))
            self._counted = now
        return self._known


def _outcome(future: Any, result: Any, path: Path) -> SubmissionOutcome:
    """Read what came of a submission.

    Raises
    ------
    NumgradeError
        If that is nothing: a worker refuses, the scheduler has gone.
    """
    from distributed import KilledWorker

    if future.status != "finished":
        error = result[1] if isinstance(result, tuple) else result
        if isinstance(error, KilledWorker):
            return set_aside(path, "was lost with its machine or killed")
        if future.status == "error":
            raise error
        raise NumgradeError(
            "the cluster's scheduler has gone; start it, then go on with --resume"
        )
    answer = _ANSWER.decode(result)
    if answer.outcome is None:
        raise UsageError(f"--cluster: {answer.trouble}")
    return answer.outcome


# on the scheduler


def _bound_deaths(dask_scheduler: Any, client: str) -> None:
    """Have it give a submission up that took ``LIVES`` workers with it.

    The bound is the scheduler's, for all that it runs: when the last client that asked
    for it has gone, in whatever way, the one before is in force again.
    """
    from distributed import SchedulerPlugin

    class Bound(SchedulerPlugin):
        name = "numgrade-deaths"

        def __init__(self) -> None:
            self.before = dask_scheduler.allowed_failures
            self.clients: set[str] = set()

        def remove_client(self, scheduler: Any, client: str) -> None:
            self.clients.discard(client)
            if not self.clients:
                scheduler.allowed_failures = self.before
                scheduler.remove_plugin(self.name)

    bound = dask_scheduler.plugins.get(Bound.name)
    if bound is None:
        bound = Bound()
        dask_scheduler.add_plugin(bound, name=Bound.name)
        dask_scheduler.allowed_failures = LIVES - 1
    bound.clients.add(client)


# on a worker

_lock = threading.Lock()
_idle: dict[str, list[Job]] = {}
_courses: dict[str, str] = {}


def _grade_there(pickled: bytes, sent: bytes) -> bytes:
    """Grade one submission on this machine; return an ``Answer`` as bytes."""
    order = _ORDER.decode(sent)
    setup: Setup = pickle.loads(pickled)
    try:
        key = hashlib.sha256(pickled + order.course.encode()).hexdigest()
        _compare(order, setup.assignment, key)
        answer = Answer(_grade_alive(setup, key, Path(order.path)))
    except (NumgradeError, OSError) as error:
        import socket

        answer = Answer(trouble=f"{socket.gethostname()}: {error}")
    return msgspec.msgpack.encode(answer)


def _compare(order: Order, assignment: Assignment, key: str) -> None:
    """See that this machine would grade as the one that asks.

    Raises
    ------
    UsageError
        Naming what differs.
    """
    if order.grader != (ours := grader_version()):
        raise UsageError(f"has {ours}, not {order.grader}; install the same")
    if key not in _courses:
        _courses[key] = course_digest(assignment)
    if order.course != _courses[key]:
        raise UsageError(f"has another {assignment.folder}; share one file system")
    if order.content != content_digest(Path(order.path)):
        raise UsageError(f"has another {order.path}; share one file system")


def _grade_alive(setup: Setup, key: str, path: Path) -> SubmissionOutcome:
    """Grade with an idle process, or a new one; once more if it dies."""
    deaths = Deaths()
    while True:
        job = _take(setup, key)
        job.send(path)
        try:
            outcome = job.receive()
        except JobDied as death:
            aside = deaths.count(path, str(death))
            if aside is not None:
                return aside
            continue
        except BaseException:
            job.kill()
            raise
        with _lock:
            _idle.setdefault(key, []).append(job)
        return outcome


def _take(setup: Setup, key: str) -> Job:
    with _lock:
        jobs = _idle.get(key)
        if jobs:
            return jobs.pop()
        for others in _idle.values():  # of runs that are over, most likely
            while others:
                others.pop().close()
    trees = Trees.of(setup.assignment)
    return Job(replace(setup, given=trees.given(), answer=trees))
