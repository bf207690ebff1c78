"""Timing several ways to do the same work, side by side."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import torch


def _nothing() -> None:
    pass


@dataclass(frozen=True)
class Runner:
    """One way to do the work.

    ``prepare`` runs before each ``run`` and isn't timed. ``threads`` are those that
    PyTorch may use. Who does only a part of the work has its time multiplied by
    ``times``.
    """

    run: Callable[[], object]
    prepare: Callable[[], object] = _nothing
    threads: int | None = None
    times: float = 1.0


def race(runners: dict[str, Runner], rounds: int, runs: int = 3) -> dict[str, float]:
    """Return each runner's shortest time in milliseconds.

    Other programs slow a machine down, never up: hence the shortest time, and several
    rounds in which all take their turn. A first run in each turn isn't timed; it wakes
    the threads, and lets those of the runner before fall asleep.
    """
    shortest = dict.fromkeys(runners, float("inf"))
    for _ in range(rounds):
        for name, runner in runners.items():
            if runner.threads is not None:
                torch.set_num_threads(runner.threads)
            runner.prepare()
            runner.run()
            for _ in range(runs):
                runner.prepare()
                start = perf_counter()
                runner.run()
                seconds = perf_counter() - start
                shortest[name] = min(shortest[name], 1e3 * seconds * runner.times)
    return shortest
