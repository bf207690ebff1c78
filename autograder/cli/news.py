"""News of downloads: bars on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)


class News:
    """Bars of downloads on a terminal, plain lines elsewhere; on standard error."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._bars: Progress | None = None
        if self._console.is_terminal:
            self._bars = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                DownloadColumn(),
                TransferSpeedColumn(),
                TimeRemainingColumn(),
                console=self._console,
                transient=True,
            )

    def __enter__(self) -> "News":
        if self._bars is not None:
            self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bars is not None:
            self._bars.stop()

    def say(self, text: str) -> None:
        """Print one line of news."""
        if self._bars is not None:
            self._console.print(text, markup=False, highlight=False, soft_wrap=True)
        else:
            print(text, file=sys.stderr, flush=True)

    def begin(self, name: str, size: int) -> Callable[[int], None]:
        """Begin a download; return what is told how many bytes there are so far."""
        if self._bars is None:
            return _tenths(name, size)
        bars = self._bars
        task = bars.add_task(name, total=size)
        return lambda have: bars.update(task, completed=have)


def _tenths(name: str, size: int) -> Callable[[int], None]:
    """Return a progress report of ten lines."""
    told = 0

    def advance(have: int) -> None:
        nonlocal told
        tenths = 10 * have // size
        if tenths > told:
            told = tenths
            print(f"{name}: {10 * tenths} %", file=sys.stderr, flush=True)

    return advance
