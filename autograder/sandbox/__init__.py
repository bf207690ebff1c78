"""Running a submission's code where it can do no harm, and talking to it.

``ForkServer`` and ``Worker`` are the trusted side; ``server``, ``worker``, ``objects``
and ``slope`` run in the untrusted process. Knows nothing of tests and points.
"""

from autograder.sandbox.client import Server, Worker
from autograder.sandbox.confine import (
    LAYERS,
    Mode,
    Policy,
    State,
    WorkerLimits,
    active,
)
from autograder.sandbox.confine.limits import ONE_THREAD, die_with_parent
from autograder.sandbox.faults import Crashed, Fault, Frame, Garbled, Raised, TimedOut
from autograder.sandbox.forkserver import ForkServer, probe
from autograder.sandbox.protocol import Ref
from autograder.sandbox.scratch import Scratch

__all__ = [
    "LAYERS",
    "ONE_THREAD",
    "Crashed",
    "Fault",
    "ForkServer",
    "Frame",
    "Garbled",
    "Mode",
    "Policy",
    "Raised",
    "Ref",
    "Scratch",
    "Server",
    "State",
    "TimedOut",
    "Worker",
    "WorkerLimits",
    "active",
    "die_with_parent",
    "probe",
]
