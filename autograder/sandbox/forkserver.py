"""The trusted side's hold on the fork server: starting it, giving it orders."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from autograder.errors import SandboxError
from autograder.sandbox.client import Worker
from autograder.sandbox.confine import (
    LAYERS,
    Policy,
    State,
    WorkerLimits,
    active,
    insist,
    switched_off,
)
from autograder.sandbox.confine.limits import clean_environment
from autograder.sandbox.confine.usage import Watch

PATIENCE = 60.0  # s for the server's answer; it takes milliseconds
_FAREWELL = 5.0  # s to leave nothing behind, before it is killed

_START = (
    "import sys; sys.path.pop(0); "  # the current folder is no place to import from
    "from autograder.sandbox.server import main; main(int(sys.argv[1]), sys.argv[2:])"
)


class ForkServer:
    """A warm process that forks workers, one at a time. Use as a context manager.

    Parameters
    ----------
    policy : Policy
        ``auto`` uses the layers there are, ``strict`` refuses to go on without the
        needed ones, ``off`` uses none.

    Attributes
    ----------
    states : list of State
        Of every layer, as the latest worker reported them.
    """

    def __init__(self, policy: Policy = Policy()) -> None:  # noqa: B008  (immutable)
        self.states: list[State] = []
        self._strict = policy.mode == "strict"
        self._without = policy.without | switched_off(policy.mode)
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def __enter__(self) -> "ForkServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the process, unless it runs already.

        Raises
        ------
        SandboxError
            If this machine can't run it.
        """
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        if sys.platform != "linux":
            raise SandboxError(
                "grading needs Linux: what confines submissions is its kernel; use a "
                "container, or numgrade check for your own work"
            )
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        arguments = [str(theirs.fileno()), *sorted(self._without)]
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-s", "-B", "-c", _START, *arguments],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=clean_environment(os.sep),
                cwd=os.sep,
                start_new_session=True,  # Ctrl-C is for the grader alone
            )
        ours.settimeout(PATIENCE)
        self._control = ours

    def spawn(self, root: Path, scratch: Path, limits: WorkerLimits) -> Worker:
        """Start a worker on the submission in ``root``; it may write in ``scratch``.

        Raises
        ------
        SandboxError
            If this machine doesn't let the worker confine itself.
        """
        line, their_line = socket.socketpair()
        output, their_output = socket.socketpair()
        order = {
            "root": str(root),
            "scratch": str(scratch),
            "limits": asdict(limits),
        }
        with contextlib.ExitStack() as unless_it_works:
            for sock in (line, output):
                unless_it_works.callback(sock.close)
            with their_line, their_output:
                descriptors = [their_line.fileno(), their_output.fileno()]
                answer = self._order_spawn(order, descriptors)
            if answer["trouble"]:
                self.end(answer["pid"])
                raise SandboxError(f"a worker could not start: {answer['trouble']}")
            self.states = [State(*fields) for fields in answer["layers"]]
            if self._strict:
                try:
                    insist(self.states)
                except SandboxError:
                    self.end(answer["pid"])
                    raise
            unless_it_works.pop_all()
        layers = active(self.states)
        # in its own namespace a pid means nothing out here
        pid = 0 if "pid namespace" in layers else answer["pid"]
        watch = Watch(scratch, pid, limits.scratch, limits.files)
        return Worker(self, answer["pid"], line, output, watch.trouble, layers)

    def end(self, pid: int, grace: float = 0.0) -> int:
        """Kill a worker with all that it started; return its exit status.

        One that is about to end by itself gets ``grace`` seconds to do so.
        """
        try:
            return int(self._order({"end": pid, "grace": grace})["status"])
        except (ConnectionError, TimeoutError):
            # The submission took the server down with it; the next spawn starts anew.
            self.close()
            return -signal.SIGKILL

    def _order_spawn(self, order: Any, descriptors: list[int]) -> Any:
        """Order a worker; from a new server if the old one has just been killed."""
        try:
            self.start()
            return self._order({"spawn": order}, descriptors)
        except (ConnectionError, TimeoutError):
            self.close()
        try:
            self.start()
            return self._order({"spawn": order}, descriptors)
        except (ConnectionError, TimeoutError) as error:
            self.close()
            raise SandboxError(
                f"the process that starts workers ended at once: {error}; "
                "try numgrade doctor"
            ) from None

    def _order(self, order: Any, descriptors: list[int] | None = None) -> Any:
        if self._control is None:
            raise ConnectionError("the fork server has gone")
        message = json.dumps(order).encode()
        socket.send_fds(self._control, [message], descriptors or [])
        answer = self._control.recv(65536)
        if not answer:
            raise ConnectionError("the fork server has gone")
        return json.loads(answer)

    def close(self) -> None:
        """End the process, and with it any worker."""
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            # it cleans up when the line is closed; a submission may have stopped it
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_FAREWELL)
            self._process.kill()
            self._process.wait()
        self._process = self._control = None


def probe() -> list[State]:
    """Start a worker on nothing; return the state of every layer on this machine."""
    if sys.platform != "linux":
        return [State(name, False, f"{sys.platform}, not Linux") for name in LAYERS]
    with ForkServer() as server, tempfile.TemporaryDirectory() as folder:
        tree, scratch = Path(folder, "tree"), Path(folder, "scratch")
        tree.mkdir()
        scratch.mkdir()
        Path(folder).chmod(0o711)  # another user's worker must get through
        server.spawn(tree, scratch, WorkerLimits()).end()
        return server.states
