"""The objects that a worker holds, and the operations that a grader may ask for.

Runs in the untrusted process, beside the student's code. It decides nothing about
points: it only does what it is told and hands back what comes out.
"""

import copy
import importlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from autograder.sandbox import cells, forbidden, slope, stopwatch
from autograder.sandbox.protocol import ARRAY_KINDS, Ref

MAX_ITEMS = 10_000  # of a container that is iterated over the line


class Objects:
    """A table of live objects, numbered; arguments and results refer to them."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._held: dict[int, Any] = {}
        self._next = 0

    # what goes out

    def hold(self, value: Any) -> Ref:
        """Keep ``value`` here and return the number that it goes by."""
        self._next += 1
        self._held[self._next] = value
        return Ref(self._next, describe(value))

    def ship(self, value: Any) -> Any:
        """Return what the grader gets: values for numbers, arrays and text, else refs.

        A tuple is opened once, because ``out, cache = forward(x)`` is how results
        are returned; what a cache holds is the student's own business.
        """
        if type(value) is tuple and len(value) <= MAX_ITEMS:
            return tuple(self._ship_one(item) for item in value)
        return self._ship_one(value)

    def _ship_one(self, value: Any) -> Any:
        if value is None or type(value) in (bool, int, float, complex, str, bytes):
            return value
        numeric = isinstance(value, (np.ndarray, np.generic))
        if numeric and np.asarray(value).dtype.kind in ARRAY_KINDS:
            return value
        return self.hold(value)

    # what comes in

    def resolve(self, value: Any) -> Any:
        """Put the held objects in the place of their refs, at any depth."""
        if type(value) is Ref:
            return self._held[value.id]
        if type(value) in (list, tuple):
            return type(value)(self.resolve(item) for item in value)
        if type(value) is dict:
            return {key: self.resolve(item) for key, item in value.items()}
        return value

    # what can be asked for

    def op_begin(self, seed: int) -> None:
        """Start a check: forget what the last one held, make chance repeatable."""
        self._held.clear()
        np.random.seed(seed)

    def op_forbid(self, modules: list[str]) -> None:
        """Refuse certain imports from now on; asked for before anything is imported."""
        forbidden.forbid(modules, self._root)

    def op_import(self, module: str) -> Any:
        """Import a module of the submission."""
        return self.hold(importlib.import_module(module))

    def op_locate(self, name: str) -> str:
        """Return the path of a file of the submission; "" if there is none."""
        path = self._root / name
        return str(path) if path.is_file() else ""

    def op_cell(
        self, notebook: str, beside: str, names: list[str], before: bool
    ) -> Any:
        """Return what a notebook's cell gives to names: see ``cells.cell_values``."""
        file, here = self._root / notebook, Path.cwd()
        try:
            return self.ship(cells.cell_values(file, beside, names, before))
        finally:
            os.chdir(here)

    def op_get(self, target: Ref, name: str) -> Any:
        """Read an attribute."""
        return self.ship(getattr(self.resolve(target), name))

    def op_set(self, target: Ref, name: str, value: Any) -> None:
        """Set an attribute."""
        setattr(self.resolve(target), name, self.resolve(value))

    def op_getitem(self, target: Ref, key: Any) -> Any:
        """Read an item."""
        return self.ship(self.resolve(target)[self.resolve(key)])

    def op_setitem(self, target: Ref, key: Any, value: Any) -> None:
        """Set an item."""
        self.resolve(target)[self.resolve(key)] = self.resolve(value)

    def op_contains(self, target: Ref, key: Any) -> bool:
        """Tell whether ``key in target``."""
        return bool(self.resolve(key) in self.resolve(target))

    def op_len(self, target: Ref) -> int:
        """Return ``len(target)``."""
        return len(self.resolve(target))

    def op_items(self, target: Ref) -> list[Any]:
        """Return the items of an iterable, the keys of a mapping."""
        items = []
        for item in self.resolve(target):
            items.append(self.ship(item))
            if len(items) > MAX_ITEMS:
                raise ValueError(f"more than {MAX_ITEMS} items")
        return items

    def op_put(self, value: Any) -> Ref:
        """Keep a value of the grader's here, to see later what became of it."""
        return self.hold(self.resolve(value))

    def op_fetch(self, target: Ref) -> Any:
        """Return an object as plain data, at any depth."""
        return _plain(self.resolve(target))

    def op_call(
        self, target: Ref, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> dict[str, Any]:
        """Call ``target.name(*args, **kwargs)``; ``target`` itself without a name.

        Also tells which of the arrays that came in were changed by the call.
        """
        function = self._callable(target, name)
        before = copy.deepcopy((args, kwargs))
        passed = self.resolve(args), self.resolve(kwargs)
        result = self.ship(function(*passed[0], **passed[1]))
        changed = [*_changes(before[0], passed[0]), *_changes(before[1], passed[1])]
        return {"result": result, "changed": changed}

    def op_slope(
        self,
        target: Ref,
        name: str,
        args: tuple[Any, ...],
        place: int | tuple[Ref, Any],
        pick: int | None,
        directions: Any,
        step: float,
    ) -> Any:
        """Evaluate a function on both sides of a point: see ``slope.both_sides``.

        ``place`` says which array moves: the number of an argument, or a container
        and its key.
        """
        function = self._callable(target, name)
        if isinstance(place, int):
            point, call = slope.along_argument(function, self.resolve(args), place)
        else:
            container = self.resolve(place[0])
            arguments = self.resolve(args)
            point, call = slope.along_item(function, arguments, container, place[1])
        return slope.both_sides(call, point, pick, directions, step)

    def op_seconds(self, target: Ref, args: tuple[Any, ...]) -> float:
        """Return a call's processor time: see ``stopwatch.processor_seconds``."""
        function = self._callable(target, "")
        return stopwatch.processor_seconds(function, self.resolve(args))

    def _callable(self, target: Ref, name: str) -> Callable[..., Any]:
        found = self.resolve(target)
        function: Callable[..., Any] = getattr(found, name) if name else found
        return function


def describe(value: Any) -> str:
    """Name a value's type for a message: ``list``, ``TwoLayerNet``."""
    return type(value).__name__[:100]


def _plain(value: Any) -> Any:
    """Copy an object into plain containers; numbers, arrays and text as they are."""
    if isinstance(value, Mapping):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        items = [_plain(item) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    return value


def _changes(before: Any, after: Any, where: tuple[Any, ...] = ()) -> list[Any]:
    """Return the paths (argument number or name, then keys) of arrays that differ.

    A dict of settings is the function's to keep its state in, such as an optimizer's
    velocity beside its learning rate: nothing in it counts.
    """
    if isinstance(before, np.ndarray):
        same = isinstance(after, np.ndarray) and before.tobytes() == after.tobytes()
        return [] if same else [where]
    if type(before) is dict:
        if any(isinstance(item, (str, bool, int, float)) for item in before.values()):
            return []
        pairs = [(key, item, after.get(key, item)) for key, item in before.items()]
    elif type(before) in (list, tuple) and len(before) == len(after):
        pairs = [(i, *pair) for i, pair in enumerate(zip(before, after, strict=True))]
    else:
        return []
    return [
        change
        for key, old, new in pairs
        for change in _changes(old, new, (*where, key))
    ]
