"""The fork server: a process with numpy loaded that turns into workers on demand.

It holds no secret: it never sees tests, expected values or other submissions, so that
neither does a worker, which is a copy of it. There is one worker at a time. Orders and
answers are JSON, one a packet:

``{"spawn": {"root", "scratch", "limits"}}`` with two descriptors, the worker's line and
its output, answered by ``{"pid", "trouble", "layers"}``; ``{"end": pid, "grace"}``:
kill the worker and all that it left behind, if it hasn't ended after a grace of some
seconds; answered by ``{"status"}``, its exit code or minus a signal. Pids are as this
process sees them.
"""

import contextlib
import json
import os
import signal
import socket
import sys
import time
from dataclasses import astuple
from pathlib import Path
from typing import Any, NoReturn

from autograder.sandbox import notice, worker
from autograder.sandbox.confine import Confinement, WorkerLimits, kernel, limits

LINE, CONFIRM = 3, 4  # a worker's descriptors beyond the standard three
WARM = ("numpy", "numpy.random", "numpy.linalg", "numpy.lib.stride_tricks", "typing")


def main(descriptor: int, without: list[str]) -> None:
    """Serve orders on the socket ``descriptor`` until the grader closes it.

    ``without`` names the layers that workers do without.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the grader to handle
    limits.die_with_parent()
    confinement = Confinement(frozenset(without))
    confinement.enter_namespaces()
    limits.die_with_parent()  # this may be a new process, with a new parent
    limits.adopt_orphans()
    for module in WARM:
        __import__(module)
    confinement.build_root()
    control = socket.socket(fileno=descriptor)
    try:
        Server(control, confinement).run()
    finally:
        confinement.close()


class Server:
    """Obeys orders, one after the other."""

    def __init__(self, control: socket.socket, confinement: Confinement) -> None:
        self._control = control
        self._confinement = confinement

    def run(self) -> None:
        """Obey until the grader hangs up; then leave no process behind."""
        while True:
            data, descriptors, _, _ = socket.recv_fds(self._control, 65536, 2)
            if not data:
                return self._kill_descendants()
            order = json.loads(data)
            if "spawn" in order:
                answer = self._spawn(order["spawn"], descriptors)
            else:
                answer = {"status": self._end(order["end"], order["grace"])}
            self._control.sendall(json.dumps(answer).encode())

    def _spawn(self, order: dict[str, Any], descriptors: list[int]) -> dict[str, Any]:
        """Fork a worker; report its pid and layers, or why it couldn't be confined."""
        line, output = descriptors
        confirmed, confirm = os.pipe()
        pid = os.fork()
        if pid == 0:
            self._control.close()
            self._become_worker(order, line, output, confirm)
        for descriptor in (line, output, confirm):
            os.close(descriptor)
        with os.fdopen(confirmed) as pipe:
            said = pipe.read() or '{"trouble": "it was killed"}'
        return {"pid": pid, "trouble": "", "layers": [], **json.loads(said)}

    def _become_worker(
        self, order: dict[str, Any], line: int, output: int, confirm: int
    ) -> NoReturn:
        """Leave the server behind, take on the limits, meet the submission."""
        status = 1
        try:
            try:
                sock = _take_over(line, output, confirm)
                root, said = self._confine(order)
            except BaseException as error:
                _confirm({"trouble": f"{type(error).__name__}: {error}"})
                raise
            _confirm({"layers": said})
            worker.serve(sock, root)
            status = 0
        finally:
            os._exit(status)

    def _confine(self, order: dict[str, Any]) -> tuple[Path, list[Any]]:
        """Put all layers on; return where the submission is, and each one's state."""
        os.environ.clear()
        wanted = WorkerLimits(**order["limits"])
        root, states = self._confinement.apply(
            Path(order["root"]), Path(order["scratch"]), wanted
        )
        sys.path[:] = [str(root), *self._confinement.importable()]
        own = [root, Path.cwd(), *self._confinement.folders]
        notice.watch(root, [str(folder) for folder in own])
        return root, [astuple(state) for state in states]

    def _end(self, pid: int, grace: float) -> int:
        """Kill a worker with its group and its orphans; return how it had ended.

        The pid can't have passed to another process: a dead child keeps its number
        until it is waited for, which happens only here.
        """
        give_up = time.monotonic() + grace
        while time.monotonic() < give_up and not _has_ended(pid):
            time.sleep(0.002)
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError):
                kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        self._kill_descendants()
        return os.waitstatus_to_exitcode(status)

    def _kill_descendants(self) -> None:
        """Kill every process that a worker had started, however it hid.

        As the subreaper, or the first process of a namespace, this process becomes the
        parent of each one whose parent ends: nothing is left when it has no child left.
        """
        self._confinement.end_worker()
        while True:
            if self._confinement.alone:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(-1, signal.SIGKILL)  # all of the namespace but this one
            else:
                for children in Path("/proc/self/task").glob("*/children"):
                    for orphan in children.read_text().split():
                        os.kill(int(orphan), signal.SIGKILL)
            try:
                os.waitpid(-1, 0)
            except ChildProcessError:
                return


def _has_ended(pid: int) -> bool:
    options = os.WEXITED | os.WNOHANG | os.WNOWAIT  # only look
    return os.waitid(os.P_PID, pid, options) is not None


def _confirm(said: dict[str, Any]) -> None:
    """Tell the server how it went; the submission gets no word in."""
    os.write(CONFIRM, json.dumps(said).encode())
    os.close(CONFIRM)


def _take_over(line: int, output: int, confirm: int) -> socket.socket:
    """Keep the descriptors that a worker needs, and no other."""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDONLY)
    kept = (nothing, output, output, line, confirm)
    # first out of the way, then into place: a descriptor may sit in another's place
    for place, descriptor in enumerate([os.dup(each) for each in kept]):
        os.dup2(descriptor, place)
    kernel.close_from(CONFIRM + 1)
    sys.stdout = os.fdopen(1, "w", buffering=1, errors="backslashreplace")
    return socket.socket(fileno=LINE)
