"""Running a submission's code where it can do no harm, and talking to it.

``ForkServer`` and ``Worker`` are the trusted side; ``server``, ``worker``, ``objects``
and ``slope`` run in the untrusted process. Knows nothing of tests and points.
"""

from autograder.sandbox.client import ForkServer, Server, Worker
from autograder.sandbox.faults import Crashed, Fault, Frame, Garbled, Raised, TimedOut
from autograder.sandbox.limits import WorkerLimits
from autograder.sandbox.protocol import Ref

__all__ = [
    "Crashed",
    "Fault",
    "ForkServer",
    "Frame",
    "Garbled",
    "Raised",
    "Ref",
    "Server",
    "TimedOut",
    "Worker",
    "WorkerLimits",
]
