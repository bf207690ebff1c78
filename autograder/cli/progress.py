"""Progress of long work: a bar on a terminal, plain lines elsewhere."""

import sys
import time

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar

from autograder.inert import inert


class Progress:
    """Counts steps of ``total`` on standard error. Use as a context manager."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._begun = time.monotonic()
        self._console = Console(stderr=True)
        self._bar: Bar | None = None
        if self._console.is_terminal:
            self._bar = Bar(
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
                TextColumn("{task.description}", markup=False),
                console=self._console,
                transient=True,
            )
            self._task = self._bar.add_task("", total=total)

    def __enter__(self) -> "Progress":
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def step(self, what: str) -> None:
        """One more is done; ``what`` says which."""
        self._done += 1
        if self._bar is not None:
            self._bar.update(self._task, advance=1, description=inert(what))
        else:
            words = f"{self._done}/{self._total} {inert(what)}{self._left()}"
            print(words, file=sys.stderr, flush=True)

    def _left(self) -> str:
        """Return how long the rest will take, if that is worth a word."""
        each = (time.monotonic() - self._begun) / self._done
        minutes = each * (self._total - self._done) / 60
        return f", {minutes:.0f} min left" if minutes >= 1 else ""
