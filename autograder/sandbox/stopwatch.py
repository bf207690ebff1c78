"""How long a function takes, in the untrusted process: to tell loops from arrays.

Processor time of the one thread, the shortest of several runs: what else the machine
does hardly matters.
"""

import copy
import time
from collections.abc import Callable
from typing import Any

RUNS = 7


def processor_seconds(function: Callable[..., Any], args: tuple[Any, ...]) -> float:
    """Return the least processor time, in seconds, of several calls.

    Each gets arguments of its own, so that one that changes them repeats its work.
    """
    shortest = float("inf")
    for _ in range(RUNS):
        fresh = copy.deepcopy(args)
        start = time.thread_time()
        function(*fresh)
        shortest = min(shortest, time.thread_time() - start)
    return shortest
