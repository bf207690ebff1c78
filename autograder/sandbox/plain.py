"""Workers without Linux: an ordinary process a worker, on any student's machine.

For checking one's own work, where nothing has to be kept from anybody: the process can
hang or crash without harm to who asks, and that is all. Never grade with it.
"""

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.errors import SandboxError
from autograder.sandbox.client import Worker
from autograder.sandbox.confine import WorkerLimits

START_SECONDS = 60  # a laptop's virus scanner may look at every file of numpy first

_START = "from autograder.sandbox.plain import main; main()"


class PlainServer:
    """Starts each worker as a process of its own. Use as a context manager."""

    def __init__(self) -> None:
        self._processes: dict[int, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "PlainServer":
        return self

    def __exit__(self, *_: object) -> None:
        for pid in list(self._processes):
            self.end(pid)

    def spawn(self, root: Path, scratch: Path, limits: WorkerLimits) -> Worker:
        """Start a worker on the tree in ``root``; ``limits`` are the kernel's matter.

        Raises
        ------
        SandboxError
            If the process doesn't start.
        """
        token = secrets.token_bytes(16)
        with socket.create_server(("127.0.0.1", 0)) as door:
            door.settimeout(START_SECONDS)
            port = door.getsockname()[1]
            process = subprocess.Popen(
                [sys.executable, "-B", "-c", _START, str(port), str(root)],
                stdin=subprocess.PIPE,
                cwd=root,
                env={**os.environ, "MPLBACKEND": "Agg"},
            )
            assert process.stdin is not None
            with process.stdin as stdin:
                stdin.write(token)
            try:
                line, output = (_welcome(door, token) for _ in range(2))
            except (OSError, TimeoutError) as error:
                process.kill()
                raise SandboxError(f"a worker could not start: {error}") from None
        self._processes[process.pid] = process
        return Worker(self, process.pid, line, output)

    def end(self, pid: int, grace: float = 0.0) -> int:
        """Kill a worker that hasn't ended after ``grace`` s; return its exit status."""
        process = self._processes.pop(pid)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(grace)
        with contextlib.suppress(OSError):
            process.kill()
        return process.wait()


def _welcome(door: socket.socket, token: bytes) -> socket.socket:
    """Return the next connection that knows the token."""
    while True:
        caller, _ = door.accept()
        caller.settimeout(START_SECONDS)
        if caller.recv(len(token), socket.MSG_WAITALL) == token:
            return caller
        caller.close()


def main() -> None:
    """Be the worker: connect to the port that was named, and serve."""
    from autograder.sandbox.worker import serve

    port, root = int(sys.argv[1]), Path(sys.argv[2])
    token = sys.stdin.buffer.read()
    line, output = (_connect(port, token) for _ in range(2))
    sys.stdout = sys.stderr = output.makefile(
        "w", buffering=1, encoding="utf-8", errors="backslashreplace"
    )
    sys.path.insert(0, str(root))
    with tempfile.TemporaryDirectory(prefix="numgrade-") as scratch:
        os.chdir(scratch)
        try:
            serve(line, root)
        finally:
            os.chdir(root)  # Windows can't remove the folder one is in


def _connect(port: int, token: bytes) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", port))
    sock.sendall(token)
    return sock
