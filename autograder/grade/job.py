"""A grader in a process of its own: paths in, outcomes out, as data.

One grades a class, or several share it. Each has its own pytest, with the tests
collected once, and its own fork server; if one dies, the others don't notice.
"""

import contextlib
import pickle
import signal
from collections.abc import Iterator
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from autograder.errors import CourseError, NumgradeError, SandboxError
from autograder.grade.outcome import SubmissionOutcome
from autograder.grade.setup import Setup
from autograder.grade.starter import Nursery, obey

_NURSERY = Nursery(__name__)
_FAREWELL = 10.0  # s to end by itself when it is told that there is no more
_KINDS = {kind.__name__: kind for kind in (CourseError, SandboxError)}


class JobDied(Exception):  # noqa: N818  (it reads as what happened)
    """The process has ended, or failed, in the middle of a submission."""


class _Message(msgspec.Struct):
    """What comes back: an outcome, or why nothing can be graded at all."""

    outcome: SubmissionOutcome | None = None
    trouble: str = ""
    kind: str = ""


_DECODER = msgspec.msgpack.Decoder(_Message)


class Job:
    """The trusted side's hold on one grading process."""

    def __init__(self, setup: Setup) -> None:
        self.line, theirs = Pipe()
        with theirs:
            self._process = _NURSERY.fork(theirs)
        with contextlib.suppress(OSError):  # it is dead already: receive tells
            self.line.send_bytes(pickle.dumps(setup))

    def send(self, path: Path) -> None:
        """Put one more submission into its queue; ``receive`` tells if it is dead."""
        with contextlib.suppress(OSError):
            self.line.send_bytes(str(path).encode("utf-8", "surrogateescape"))

    def receive(self) -> SubmissionOutcome:
        """Wait for the next outcome; they come in the order of ``send``.

        Raises
        ------
        JobDied
            If none comes any more.
        NumgradeError
            If the course or the machine is at fault.
        """
        try:
            message = _DECODER.decode(self.line.recv_bytes())
        except (EOFError, OSError):
            raise JobDied(self._end_told()) from None
        if message.kind == JobDied.__name__:
            self._end_told()
            raise JobDied(message.trouble)
        if message.outcome is None:
            raise _KINDS.get(message.kind, NumgradeError)(message.trouble)
        return message.outcome

    def close(self) -> None:
        """Let it finish; it has nothing left to do."""
        self.line.close()
        self._process.end(_FAREWELL)

    def kill(self) -> None:
        """End it at once, with all that it started."""
        self._process.end()
        self.line.close()

    def _end_told(self) -> str:
        """Bury the process; say how it ended."""
        code = self._process.end(_FAREWELL)
        self.line.close()
        if code < 0:
            return f"was killed by {signal.Signals(-code).name}"
        return f"ended with exit code {code}"


def main(descriptor: int) -> None:
    """Be the process that grading processes are forked from."""
    import_module("autograder.grade.run")  # here, once, and not in the command
    obey(descriptor, _serve)


def _serve(line: Connection) -> None:
    """Be a grading process: take a setup, grade what comes until the line is closed."""
    from autograder.grade.run import grade_each

    setup = pickle.loads(line.recv_bytes())

    def paths() -> Iterator[Path]:
        while True:
            try:
                yield Path(line.recv_bytes().decode("utf-8", "surrogateescape"))
            except EOFError:
                return

    def report(outcome: SubmissionOutcome) -> None:
        line.send_bytes(msgspec.msgpack.encode(_Message(outcome)))

    try:
        grade_each(setup, paths(), report)
    except NumgradeError as error:
        _tell(line, str(error), type(error).__name__)
    except OSError as error:  # no room for temporary files, say
        _tell(line, f"grading failed: {error}", "")
    except Exception as error:  # a bug of ours; the class goes on without this process
        _tell(line, f"failed with {type(error).__name__}: {error}", JobDied.__name__)
        raise


def _tell(line: Connection, trouble: str, kind: str) -> None:
    line.send_bytes(msgspec.msgpack.encode(_Message(trouble=trouble, kind=kind)))
