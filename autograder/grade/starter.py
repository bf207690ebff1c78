"""A process with all imports done, which turns into others on demand.

To import what grading needs takes longer than to grade a small submission: here it is
done once, and a process that takes a dead one's place is there at once. Knows nothing
of grading; holds nothing of a course, and never meets a submission.
"""

import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, NoReturn

from autograder.errors import NumgradeError
from autograder.sandbox import ONE_THREAD, die_with_parent

_START = (
    "import sys; sys.path.pop(0); "  # the current folder is no place to import from
    "from {} import main; main(int(sys.argv[1]))"
)
_TRIES = 2  # to reach the process: it may have been killed a moment ago
_FAREWELL = 1.0  # s to end by itself

Serve = Callable[[Connection], None]


@dataclass(frozen=True)
class Forked:
    """A process that a starter has made."""

    starter: "Starter"
    pid: int

    def end(self, grace: float = 0.0) -> int:
        """Kill it, unless it ends within ``grace`` seconds.

        Returns
        -------
        int
            Its exit code, or minus the signal that ended it.
        """
        try:
            return self.starter.order({"end": self.pid, "grace": grace})
        except OSError:
            return -signal.SIGKILL  # the kernel's, when the starter was killed


class Nursery:
    """Where processes come from: a starter, and another one if that was killed.

    Any number of threads may use it.

    Parameters
    ----------
    module : str
        Whose ``main(descriptor)`` the starter runs: it calls ``obey``.
    """

    def __init__(self, module: str) -> None:
        self._words = _START.format(module)
        self._starter: Starter | None = None
        self._lock = threading.Lock()

    def fork(self, line: Connection) -> Forked:
        """Start a process at the other end of ``line``.

        Raises
        ------
        NumgradeError
            If this machine doesn't let it.
        """
        with self._lock:
            for _ in range(_TRIES):
                try:
                    if self._starter is None:
                        self._starter = Starter(self._words)
                    pid = self._starter.order({"fork": os.getcwd()}, line)
                    return Forked(self._starter, pid)
                except OSError as error:
                    self._starter, trouble = None, error
        raise NumgradeError(f"no process can be started: {trouble}")


class Starter:
    """The command's hold on one such process."""

    def __init__(self, words: str) -> None:
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        debug = [word for word in sys.argv if word == "--debug"]
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", words, str(theirs.fileno()), *debug],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={**os.environ, **ONE_THREAD},
                start_new_session=True,  # Ctrl-C is for the command to handle
            )
        atexit.register(self._stop)

    def order(self, order: dict[str, Any], line: Connection | None = None) -> int:
        """Give an order, perhaps with a line; return the answer.

        Raises
        ------
        OSError
            If the process has gone.
        """
        lines = [line.fileno()] if line is not None else []
        with self._lock:
            try:
                socket.send_fds(self._control, [json.dumps(order).encode()], lines)
                if answer := self._control.recv(64):
                    return int(answer)
                raise ConnectionError("the process that starts others was killed")
            except BaseException:  # Ctrl-C, too: its answer would be read as the next
                self._stop()
                raise

    def _stop(self) -> None:
        """End it, and with it all that it has forked."""
        atexit.unregister(self._stop)
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_FAREWELL)
        self._process.kill()
        self._process.wait()


def obey(descriptor: int, serve: Serve) -> None:
    """Be the starter, until the command ends: fork others, which do ``serve(line)``."""
    die_with_parent()
    control = socket.socket(fileno=descriptor)
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, 65536, 1)
        if not data:
            return
        order = json.loads(data)
        if "fork" in order:
            answer = _fork(order["fork"], descriptors[0], control, serve)
        else:
            answer = _end(order["end"], order["grace"])
        control.send(str(answer).encode())


def _fork(folder: str, line: int, control: socket.socket, serve: Serve) -> int:
    pid = os.fork()
    if pid == 0:
        control.close()
        _become_another(folder, line, serve)
    os.close(line)
    return pid


def _become_another(folder: str, line: int, serve: Serve) -> NoReturn:
    status = 1
    try:
        die_with_parent()
        os.chdir(folder)
        serve(Connection(line))
        status = 0
    except BaseException:
        if "--debug" in sys.argv:
            traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _end(pid: int, grace: float) -> int:
    """Wait for a child, then kill it; its number is its own until it is waited for."""
    give_up = time.monotonic() + grace
    while time.monotonic() < give_up:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)
