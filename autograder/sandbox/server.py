"""The fork server: a process with numpy loaded that turns into workers on demand.

It holds no secret: it never sees tests, expected values or other submissions, so that
neither does a worker, which is a copy of it. There is one worker at a time. Orders and
answers are JSON, one a packet:

``{"spawn": {"root", "scratch", "limits"}}`` with two descriptors, the worker's line and
its output, answered by ``{"pid", "trouble"}``; ``{"end": pid}``: kill the worker and
all that it left behind, answered by ``{"status"}``, its exit code or minus a signal.
"""

import contextlib
import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any, NoReturn

from autograder.sandbox import limits, worker

LINE, CONFIRM = 3, 4  # a worker's descriptors beyond the standard three
WARM = ("numpy", "numpy.random", "numpy.linalg", "numpy.lib.stride_tricks", "typing")


def main(descriptor: int) -> None:
    """Serve orders on the socket ``descriptor`` until the grader closes it."""
    control = socket.socket(fileno=descriptor)
    limits.die_with_parent()
    limits.adopt_orphans()
    for module in WARM:
        __import__(module)
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, 65536, 2)
        if not data:
            return
        order = json.loads(data)
        if "spawn" in order:
            answer = _spawn(order["spawn"], descriptors, control)
        else:
            answer = {"status": _end(order["end"])}
        control.sendall(json.dumps(answer).encode())


def _spawn(
    order: dict[str, Any], descriptors: list[int], control: socket.socket
) -> dict[str, Any]:
    """Fork a worker; report its pid, or why it couldn't be confined."""
    line, output = descriptors
    confirmed, confirm = os.pipe()
    pid = os.fork()
    if pid == 0:
        control.close()
        _become_worker(order, line, output, confirm)
    for descriptor in (line, output, confirm):
        os.close(descriptor)
    with os.fdopen(confirmed) as pipe:
        trouble = pipe.read()
    return {"pid": pid, "trouble": trouble}


def _become_worker(
    order: dict[str, Any], line: int, output: int, confirm: int
) -> NoReturn:
    """Leave the server behind, take on the limits, meet the submission."""
    status = 1
    try:
        try:
            sock = _take_over(line, output, confirm)
            _confine(order)
        except BaseException as error:
            os.write(confirm, f"{type(error).__name__}: {error}".encode())
            raise
        os.close(CONFIRM)
        worker.serve(sock, Path(order["root"]))
        status = 0
    finally:
        os._exit(status)


def _take_over(line: int, output: int, confirm: int) -> socket.socket:
    """Keep the descriptors that a worker needs, and no other."""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDONLY)
    kept = (nothing, output, output, line, confirm)
    # first out of the way, then into place: a descriptor may sit in another's place
    for place, descriptor in enumerate([os.dup(each) for each in kept]):
        os.dup2(descriptor, place)
    os.closerange(CONFIRM + 1, os.sysconf("SC_OPEN_MAX"))
    sys.stdout = os.fdopen(1, "w", buffering=1, errors="backslashreplace")
    return socket.socket(fileno=LINE)


def _confine(order: dict[str, Any]) -> None:
    os.environ.clear()
    os.environ.update(limits.clean_environment(order["scratch"]))
    os.chdir(order["scratch"])
    limits.die_with_parent()
    limits.forbid_new_privileges()
    limits.WorkerLimits(**order["limits"]).apply()
    sys.path.insert(0, order["root"])


def _end(pid: int) -> int:
    """Kill a worker with its group and its orphans; return how it had ended.

    The pid can't have passed to another process: a dead child keeps its number until
    it is waited for, which happens only here.
    """
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    _reap_orphans()
    return os.waitstatus_to_exitcode(status)


def _reap_orphans() -> None:
    """Kill every process that the ended worker had started, however it hid.

    As the subreaper, this process becomes the parent of each one whose parent ends, so
    nothing is left when it has no child left.
    """
    while True:
        for children in Path("/proc/self/task").glob("*/children"):
            for orphan in children.read_text().split():
                os.kill(int(orphan), signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return
