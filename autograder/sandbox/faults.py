"""What can happen to a call into a submission, other than an answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field


class Fault(Exception):  # noqa: N818  (they read as what happened: Crashed, TimedOut)
    """The submission's own doing: costs it points and the grader nothing.

    ``kind`` is the word for it in results; ``fatal`` faults end the worker.
    """

    kind = "error"
    fatal = False


@dataclass
class Frame:
    """One line of a traceback, in a file of the submission."""

    file: str
    line: int
    function: str
    code: str


@dataclass
class Raised(Fault):
    """The student's code raised an exception."""

    type: str
    message: str
    bases: Sequence[str] = ()
    module: str = ""
    frames: Sequence[Frame] = field(default=())

    def __post_init__(self) -> None:
        super().__init__(f"{self.type}: {self.message}" if self.message else self.type)
        self.kind = {
            "NotImplementedError": "not_implemented",
            "ModuleNotFoundError": "missing_module",
            "ForbiddenImport": "forbidden",
        }.get(self.type, "error")


class TimedOut(Fault):
    """No answer came in time; the worker was killed."""

    kind = "timeout"
    fatal = True


class Crashed(Fault):
    """The worker ended without an answer.

    ``killed`` says that it got SIGKILL, for which it may not be to blame.
    """

    kind = "crash"
    fatal = True

    def __init__(self, message: str, killed: bool = False) -> None:
        super().__init__(message)
        self.killed = killed


class Garbled(Fault):
    """What came back was no answer to what was asked."""

    kind = "garbled"
    fatal = True
