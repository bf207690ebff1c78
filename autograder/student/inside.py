"""Checks without a second process, for a browser, where there are none.

The student's code runs in the notebook's own process, on the same messages. It could
there read the checks and change them, and only fools itself: never grade with this.
"""

import contextlib
import importlib
import io
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from autograder.sandbox import WorkerLimits, protocol, worker
from autograder.sandbox.client import MAX_OUTPUT, Worker
from autograder.sandbox.objects import Objects


class InsideServer:
    """Has the submission's code run right here. Use as a context manager."""

    def __init__(self) -> None:
        self._around: contextlib.ExitStack = contextlib.ExitStack()
        self._modules: dict[str, ModuleType] = {}

    def __enter__(self) -> "InsideServer":
        self._modules = dict(sys.modules)  # before those of the checks are loaded
        return self

    def __exit__(self, *_: object) -> None:
        self._around.close()

    def spawn(self, root: Path, scratch: Path, limits: WorkerLimits) -> Worker:
        """Make ready for the tree in ``root``; nothing holds it to ``limits``."""
        self._around.close()
        self._around.enter_context(_surroundings(root, scratch, self._modules))
        return InsideWorker(self, root)

    def end(self, pid: int, grace: float = 0.0) -> int:
        """Put the surroundings back as they were."""
        self._around.close()
        return 0


class InsideWorker(Worker):
    """A worker that is no process: it answers in the call that asks."""

    def __init__(self, server: InsideServer, root: Path) -> None:
        self.pid = os.getpid()
        self.alive = True
        self.printed = ""
        self.noticed: list[str] = []
        self.layers = ()
        self._server = server
        self._root = root
        self._asked = 0
        self._objects = Objects(root)

    def end(self, grace: float = 0.0) -> int:
        """Forget the submission."""
        self.alive = False
        return self._server.end(self.pid)

    def _exchange(self, frame: bytes, deadline: float) -> Any:
        """Do what the message says; nothing here can stop it at the deadline."""
        output = io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            answer = worker.reply(self._objects, _read(frame), self._root)
        self.printed = (self.printed + output.getvalue())[:MAX_OUTPUT]
        return _read(answer)


def _read(frame: bytes) -> Any:
    header, _ = protocol.frame_lengths(frame[: protocol.LENGTHS.size])
    start = protocol.LENGTHS.size + header
    return protocol.decode(frame[protocol.LENGTHS.size : start], frame[start:])


@contextlib.contextmanager
def _surroundings(
    root: Path, scratch: Path, modules: Mapping[str, ModuleType]
) -> Iterator[None]:
    """Import the tree's modules anew, and leave the notebook's own as they are."""
    finders = list(sys.meta_path)
    path, folder, bytecode = list(sys.path), Path.cwd(), sys.dont_write_bytecode
    chance = np.random.get_state()
    _forget(root)
    sys.path.insert(0, str(root))
    sys.dont_write_bytecode = True
    os.chdir(scratch)
    try:
        yield
    finally:
        os.chdir(folder)
        sys.path[:], sys.meta_path[:] = path, finders
        sys.dont_write_bytecode = bytecode
        np.random.set_state(chance)
        _forget(root)
        for name, module in modules.items():
            sys.modules.setdefault(name, module)


def _forget(root: Path) -> None:
    """Have the files below ``root`` read again when they are imported next.

    A folder without ``__init__.py`` is a module without a file: it goes with the
    package that it is in, which it looks up when something in it is imported.
    """
    files = {name: getattr(m, "__file__", None) for name, m in sys.modules.items()}
    packages = {
        name.partition(".")[0]
        for name, file in files.items()
        if file and Path(file).is_relative_to(root)
    }
    for name in files:
        if name.partition(".")[0] in packages:
            del sys.modules[name]
    importlib.invalidate_caches()
