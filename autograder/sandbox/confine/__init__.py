"""Confining a process of Linux's, layer by layer; each is used where the kernel allows.

Knows nothing of submissions but their folder. Imports everywhere, works on Linux only.
"""

from autograder.sandbox.confine.confinement import Confinement
from autograder.sandbox.confine.layers import (
    LAYERS,
    Mode,
    Policy,
    State,
    active,
    insist,
    switched_off,
)
from autograder.sandbox.confine.limits import WorkerLimits

__all__ = [
    "LAYERS",
    "Confinement",
    "Mode",
    "Policy",
    "State",
    "WorkerLimits",
    "active",
    "insist",
    "switched_off",
]
