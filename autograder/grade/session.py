"""One submission under check: its worker, replaced when it dies, and the clock."""

import math
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from autograder.sandbox import (
    Crashed,
    Fault,
    Garbled,
    Ref,
    Scratch,
    Server,
    Worker,
    WorkerLimits,
)

SECOND_TRIES = 3  # checks of one submission run once more after a kill


class Session:
    """Asks the worker, on behalf of the check that is running.

    Attributes
    ----------
    last_call : str
        The latest call, with the shapes of its arguments, for messages.
    notes : list of str
        What is worth telling the student beside the result.
    layers : tuple of str
        What confined the submission.
    second_tries : int
        How many checks may still be run once more because their worker was killed.
    share : float
        The share of its points that the running check earns if it passes.
    accuracy : float, optional
        Of the trained model that the running check tries.
    """

    def __init__(
        self,
        server: Server,
        root: Path,
        import_name: Callable[[str], str],
        timeout: float,
        limits: WorkerLimits,
        forbidden: Sequence[str] = (),
        until: float = math.inf,
    ) -> None:
        self.timeout = timeout
        self.until = until
        self.last_call = ""
        self.second_tries = SECOND_TRIES
        self.notes: list[str] = []
        self.share = 1.0
        self.accuracy: float | None = None
        self.layers: tuple[str, ...] = ()
        self._server = server
        self._root = root
        self._import_name = import_name
        self._limits = limits
        self._forbidden = list(forbidden)
        self._worker: Worker | None = None
        self._scratch = Scratch()
        self._allowed = self._deadline = 0.0
        self._unimportable: dict[str, Fault] = {}

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        if self._worker is not None:
            self._worker.end()
        self._scratch.remove()

    def begin(self, seed: int) -> None:
        """Start a check: the clock runs, chance is repeatable, old handles are void."""
        self.last_call, self.notes = "", []
        self.share, self.accuracy = 1.0, None
        self.allow(self.timeout)
        if self._worker is not None:
            self._worker.printed = ""
        self.ask("begin", seed=seed)

    def allow(self, seconds: float) -> None:
        """Give the running check this much time from now on, or what is left of it."""
        self._allowed = min(seconds, max(self.until - time.monotonic(), 0.0))
        self._deadline = time.monotonic() + self._allowed

    @property
    def over(self) -> bool:
        """Whether the time for all checks together has passed."""
        return time.monotonic() >= self.until

    @property
    def allowed(self) -> float:
        """How many seconds the running check may take."""
        return self._allowed

    def forgives(self, fault: BaseException | None) -> bool:
        """Tell whether a check is to be run once more after ``fault``.

        A worker that was killed may have been so by somebody else: the kernel short of
        memory, an operator, the end of its fork server. A submission that kills itself
        gains nothing, and can't do so for ever.
        """
        return isinstance(fault, Crashed) and fault.killed and self.second_tries > 0

    @property
    def unimportable(self) -> frozenset[str]:
        """The modules that a check wanted and that could not be imported."""
        return frozenset(self._unimportable)

    @property
    def printed(self) -> str:
        """What the submission has printed during this check, the beginning of it."""
        return self._worker.printed if self._worker is not None else ""

    def lend(self, folder: Path, name: str, dest: str) -> None:
        """Copy a data set from ``folder`` to where the submission looks for it.

        Raises
        ------
        OSError
            If the submission has a file there.
        """
        copy = self._root / dest / name
        if (folder / name).is_dir():
            shutil.copytree(folder / name, copy, dirs_exist_ok=True)
            let_all_read(self._root / dest)

    def ask(self, op: str, **fields: Any) -> Any:
        """Have the worker do one operation; start a worker if there is none alive."""
        if self._worker is None or not self._worker.alive:
            self._scratch.remove()  # what a dead worker left there hurts no other
            self._scratch = Scratch()
            self._worker = self._server.spawn(
                self._root, self._scratch.path, self._limits
            )
            self.layers = self._worker.layers
            if self._forbidden:
                names = self._forbidden
                self._worker.request("forbid", self._deadline, modules=names)
        try:
            return self._worker.request(op, self._deadline, **fields)
        finally:
            self.notes += [n for n in self._worker.noticed if n not in self.notes]

    def load(self, module: str, own: bool = True) -> Ref:
        """Import a module. One that fails or hangs does so once, not in every check.

        ``own`` says that it is below the student's package.
        """
        name = self._import_name(module) if own else module
        self.last_call = f"import {name}"
        if module in self._unimportable:
            raise self._unimportable[module]
        try:
            ref = self.ask("import", module=name)
        except Fault as fault:
            if not self.forgives(fault):
                self._unimportable[module] = fault
            raise
        if not isinstance(ref, Ref):
            raise self._garbled("sent something else than a module")
        self.allow(self._allowed)
        return ref

    def _garbled(self, what: str) -> Garbled:
        if self._worker is not None:
            self._worker.end()
        return Garbled(what)

    def call(self, label: str, **fields: Any) -> Any:
        """Call a function of the submission's, and note what it did to its inputs."""
        self.last_call = f"{label}({_signature(fields['args'], fields['kwargs'])})"
        answer = self.ask("call", name="", **fields)
        if type(answer) is not dict or answer.keys() != {"result", "changed"}:
            raise self._garbled("sent something else than a call's result")
        for where in list(answer["changed"])[:5]:
            note = f"{label} changed its argument {_place(where)} in place"
            if note not in self.notes:
                self.notes.append(note)
        return answer["result"]


def let_all_read(root: Path) -> None:
    """Let a worker, another user, read a tree, whatever umask the grader has."""
    for path in (root, *root.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _signature(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    shown = [_shape(value) for value in args]
    shown += [f"{name}={_shape(value)}" for name, value in kwargs.items()]
    return ", ".join(shown)


def _shape(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.dtype} {value.shape}"
    if isinstance(value, Ref):
        return value.kind
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {_shape(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        inside = [_shape(item) for item in value[:8]] + ["..."] * (len(value) > 8)
        opens, closes = "[]" if isinstance(value, list) else "()"
        return f"{opens}{', '.join(inside)}{closes}"
    return repr(value)[:40]


def _place(where: Any) -> str:
    """Name an argument from its path: ``1``, ``x``, ``3['running_mean']``."""
    first, *keys = where if isinstance(where, tuple) and where else ("?",)
    number = str(first + 1) if isinstance(first, int) else str(first)[:40]
    return number + "".join(f"[{str(key)[:40]!r}]" for key in keys)
