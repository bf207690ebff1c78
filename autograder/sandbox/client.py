"""The trusted side: start workers, talk to them, end them.

Nothing that comes from a worker is more than bytes here until ``protocol`` has checked
it, and nothing waits for a worker longer than it was told to.
"""

import contextlib
import selectors
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from autograder.sandbox import protocol
from autograder.sandbox.confine import WorkerLimits
from autograder.sandbox.faults import Crashed, Fault, Frame, Garbled, Raised, TimedOut
from autograder.sandbox.notice import WORDS

MAX_OUTPUT = 16_384  # characters of what a submission prints that are kept
_AT_ONCE = 16  # chunks of output taken before there is a look at the clock
_LAST_WORDS = 0.2  # s for a process that hung up to end, and so to tell how
_GLANCE = 0.25  # s between looks at the scratch folder


class Server(Protocol):
    """What starts workers and ends them."""

    def spawn(self, root: Path, scratch: Path, limits: WorkerLimits) -> "Worker":
        """Start a worker on the submission in ``root``; it may write in ``scratch``."""

    def end(self, pid: int, grace: float = 0.0) -> int:
        """Kill a worker; return its exit status, minus a signal if one ended it.

        One that is about to end by itself gets ``grace`` seconds to do so.
        """


class Worker:
    """One untrusted process. Every request ends in an answer or in a ``Fault``.

    Attributes
    ----------
    printed : str
        The beginning of what it printed.
    noticed : list of str
        What it tried in its latest request, in ``notice.WORDS``; hearsay.
    layers : tuple of str
        The layers that confine it.
    """

    def __init__(
        self,
        server: "Server",
        pid: int,
        line: socket.socket,
        output: socket.socket,
        trouble: Callable[[], str] = str,
        layers: tuple[str, ...] = (),
    ) -> None:
        self.pid = pid
        self.alive = True
        self.printed = ""
        self.noticed: list[str] = []
        self.layers = layers
        self._trouble = trouble
        self._glanced = 0.0
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
        self.noticed = []
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
            status = self.end(_LAST_WORDS)
            killed = status == -signal.SIGKILL
            raise Crashed(_cause_of_death(status), killed) from None

    def end(self, grace: float = 0.0) -> int:
        """Kill the process and all that it started; return its exit status."""
        if not self.alive:
            return 0
        self.alive = False
        status = self._server.end(self.pid, grace)
        self._drain()
        self._line.close()
        self._output.close()
        return status

    def _read(self, reply: Any) -> Any:
        if type(reply) is not dict or reply.get("id") != self._asked:
            raise Garbled("answered something that was not asked")
        noticed = reply.get("noticed")
        if type(noticed) is list:
            said = {word for word in noticed if type(word) is str}
            self.noticed = sorted(WORDS & said)
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
        ready = [key.fileobj for key, _ in selector.select(min(left, _GLANCE))]
        if self._output in ready and not self._drain():
            selector.unregister(self._output)
        self._glance()
        return ready

    def _glance(self) -> None:
        """Now and then, see that the worker stays within its scratch folder."""
        now = time.monotonic()
        if now - self._glanced > _GLANCE:
            if trouble := self._trouble():
                raise Crashed(f"the process was killed: {trouble}")
            self._glanced = time.monotonic()

    def _drain(self) -> bool:
        """Take some of what was printed, keep the beginning; tell if more can come."""
        with contextlib.suppress(BlockingIOError):
            for _ in range(_AT_ONCE):
                chunk = _receive_or_end(self._output)
                if not chunk:
                    return False
                if room := MAX_OUTPUT - len(self.printed):
                    self.printed += chunk.decode("utf-8", "replace")[:room]
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
    if status == -signal.SIGSYS:
        return "the process was killed: it made a system call of another machine"
    if status == -signal.SIGXCPU:
        return "the process used up its processor time"
    if status < 0:
        return f"the process was killed by {signal.Signals(-status).name}"
    return f"the process ended itself with exit code {status}"
