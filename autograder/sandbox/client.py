"""The trusted side: start workers, talk to them, end them.

Nothing that comes from a worker is more than bytes here until ``protocol`` has checked
it, and nothing waits for a worker longer than it was told to.
"""

import contextlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from autograder.errors import SandboxError
from autograder.sandbox import protocol
from autograder.sandbox.faults import Crashed, Fault, Frame, Garbled, Raised, TimedOut
from autograder.sandbox.limits import WorkerLimits, clean_environment

MAX_OUTPUT = 16_384  # characters of what a submission prints that are kept

_START = (
    "import sys; sys.path.pop(0); "  # the current folder is no place to import from
    "from autograder.sandbox.server import main; main(int(sys.argv[1]))"
)


class Server(Protocol):
    """What starts workers and ends them."""

    def spawn(self, root: Path, scratch: Path, limits: WorkerLimits) -> "Worker":
        """Start a worker on the submission in ``root``; it may write in ``scratch``."""

    def end(self, pid: int) -> int:
        """Kill a worker; return its exit status, minus a signal if one ended it."""


class ForkServer:
    """A warm process that forks workers, one at a time. Use as a context manager."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def __enter__(self) -> "ForkServer":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the process, unless it runs already."""
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-s", "-B", "-c", _START, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=clean_environment(os.sep),
                cwd=os.sep,
            )
        self._control = ours

    def spawn(self, root: Path, scratch: Path, limits: WorkerLimits) -> "Worker":
        """Start a worker on the submission in ``root``; it may write in ``scratch``.

        Raises
        ------
        SandboxError
            If this machine doesn't let the worker confine itself.
        """
        self.start()
        line, their_line = socket.socketpair()
        output, their_output = socket.socketpair()
        order = {
            "root": str(root),
            "scratch": str(scratch),
            "limits": asdict(limits),
        }
        with their_line, their_output:
            descriptors = [their_line.fileno(), their_output.fileno()]
            answer = self._order({"spawn": order}, descriptors)
        if answer["trouble"]:
            raise SandboxError(f"a worker could not start: {answer['trouble']}")
        return Worker(self, answer["pid"], line, output)

    def end(self, pid: int) -> int:
        """Kill a worker with all that it started; return its exit status."""
        try:
            return int(self._order({"end": pid})["status"])
        except ConnectionError:
            # The submission took the server down with it; the next spawn starts anew.
            self.close()
            return -signal.SIGKILL

    def _order(self, order: Any, descriptors: list[int] | None = None) -> Any:
        assert self._control is not None
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
            self._process.kill()
            self._process.wait()
        self._process = self._control = None


class Worker:
    """One untrusted process. Every request ends in an answer or in a ``Fault``."""

    def __init__(
        self,
        server: "Server",
        pid: int,
        line: socket.socket,
        output: socket.socket,
    ) -> None:
        self.pid = pid
        self.alive = True
        self.printed = ""
        self._server = server
        self._line = line
        self._output = output
        self._asked = 0
        line.setblocking(False)
        output.setblocking(False)

    def request(self, op: str, deadline: float, **fields: Any) -> Any:
        """Ask for one operation and return its value.

        Parameters
        ----------
        op : str
            An operation of ``objects.Objects``.
        deadline : float
            Latest time of the answer, on ``time.monotonic``'s clock.
        **fields
            The operation's parameters: plain data and refs.

        Raises
        ------
        Raised, TimedOut, Crashed, Garbled
            The four things that a submission can do instead of answering.
        """
        self._asked += 1
        message = {"id": self._asked, "op": op, **fields}
        try:
            reply = self._exchange(protocol.encode(message), deadline)
            return self._read(reply)
        except protocol.ProtocolError as error:
            self.end()
            raise Garbled(f"sent something that is no answer: {error}") from None
        except Fault as fault:
            if fault.fatal:
                self.end()
            raise
        except ConnectionError:
            raise Crashed(_cause_of_death(self.end())) from None

    def end(self) -> int:
        """Kill the process and all that it started; return its exit status."""
        if not self.alive:
            return 0
        self.alive = False
        status = self._server.end(self.pid)
        self._drain()
        self._line.close()
        self._output.close()
        return status

    def _read(self, reply: Any) -> Any:
        if type(reply) is not dict or reply.get("id") != self._asked:
            raise Garbled("answered something that was not asked")
        if "value" in reply:
            return reply["value"]
        raise _raised(reply.get("error"))

    def _exchange(self, frame: bytes, deadline: float) -> Any:
        """Send a frame and return the answer, with an eye on the output and clock."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._output, selectors.EVENT_READ)
            selector.register(self._line, selectors.EVENT_WRITE)
            unsent = memoryview(frame)
            while unsent:
                if self._line in self._ready(selector, deadline):
                    unsent = unsent[self._line.send(unsent) :]
            selector.modify(self._line, selectors.EVENT_READ)
            prefix = self._receive(selector, protocol.LENGTHS.size, deadline)
            lengths = protocol.frame_lengths(bytes(prefix))
            header, body = (self._receive(selector, n, deadline) for n in lengths)
            self._drain()
            return protocol.decode(bytes(header), body)

    def _receive(
        self, selector: selectors.BaseSelector, size: int, deadline: float
    ) -> bytearray:
        received = bytearray()
        while len(received) < size:
            if self._line in self._ready(selector, deadline):
                chunk = self._line.recv(min(size - len(received), 2**20))
                if not chunk:
                    raise ConnectionError
                received += chunk
        return received

    def _ready(self, selector: selectors.BaseSelector, deadline: float) -> list[Any]:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimedOut("no answer in time")
        ready = [key.fileobj for key, _ in selector.select(left)]
        if self._output in ready and not self._drain():
            selector.unregister(self._output)
        return ready

    def _drain(self) -> bool:
        """Take what was printed, keep the beginning; return whether more can come."""
        with contextlib.suppress(BlockingIOError):
            while chunk := _receive_or_end(self._output):
                room = MAX_OUTPUT - len(self.printed)
                self.printed += chunk.decode("utf-8", "replace")[:room]
            return False
        return True


def _receive_or_end(sock: socket.socket) -> bytes:
    """Return the next bytes; none if the other end has gone, in whatever way."""
    try:
        return sock.recv(65536)
    except ConnectionError:
        return b""


def _raised(error: Any) -> Fault:
    """Read the worker's account of an exception; it is only text for people."""
    try:
        return Raised(
            type=str(error["type"])[:100],
            message=str(error["message"])[:2_000],
            bases=[str(base)[:100] for base in error["bases"][:10]],
            module=str(error["module"])[:200],
            frames=[
                Frame(str(file)[:200], int(line), str(name)[:100], str(code)[:200])
                for file, line, name, code in error["frames"][-20:]
            ],
        )
    except (TypeError, KeyError, ValueError):
        return Garbled("sent an error report that is none")


def _cause_of_death(status: int) -> str:
    if status == -signal.SIGSEGV:
        return "the process crashed (segmentation fault; endless recursion?)"
    if status == -signal.SIGXCPU:
        return "the process used up its processor time"
    if status < 0:
        return f"the process was killed by {signal.Signals(-status).name}"
    return f"the process ended itself with exit code {status}"
