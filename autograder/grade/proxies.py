"""Stand-ins for objects that live in the worker, so that tests read as plain Python.

``layers = submission.module("layers")`` gives a ``Handle``; calling it, reading its
attributes and items each send one message. Numbers, arrays and text come back as
themselves; everything else, such as a cache or a model, comes back as a handle.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from autograder.grade.failures import CheckFailed
from autograder.grade.session import Session
from autograder.sandbox import Ref

_OWN = ("_session", "_ref", "_label")


class Handle:
    """An object of the submission's. ``_label`` is what messages call it."""

    __slots__ = _OWN
    _session: Session
    _ref: Ref
    _label: str

    def __init__(self, session: Session, ref: Ref, label: str) -> None:
        for name, value in zip(_OWN, (session, ref, label), strict=True):
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        return f"<{self._label}: a {self._ref.kind} of the submission's>"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)  # numpy and copy ask for such; not the student's
        got = self._session.ask("get", target=self._ref, name=name)
        return wrap(self._session, got, f"{self._label}.{name}")

    def __setattr__(self, name: str, value: Any) -> None:
        self._session.ask("set", target=self._ref, name=name, value=unwrap(value))

    def __getitem__(self, key: Any) -> Any:
        got = self._session.ask("getitem", target=self._ref, key=unwrap(key))
        return wrap(self._session, got, f"{self._label}[{key!r}]")

    def __setitem__(self, key: Any, value: Any) -> None:
        fields = {"target": self._ref, "key": unwrap(key), "value": unwrap(value)}
        self._session.ask("setitem", **fields)

    def __contains__(self, key: Any) -> bool:
        return bool(self._session.ask("contains", target=self._ref, key=unwrap(key)))

    def __len__(self) -> int:
        return int(self._session.ask("len", target=self._ref))

    def __iter__(self) -> Iterator[Any]:
        items = self._session.ask("items", target=self._ref)
        return iter([wrap(self._session, i, f"{self._label}[...]") for i in items])

    def __bool__(self) -> bool:
        # an object that a submission made up must not pass for a yes
        raise CheckFailed(
            f"{self._label} is of type {self._ref.kind}, where yes or no is asked for"
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it in the worker; arguments are sent by value, handles by reference."""
        fields = {"args": unwrap(args), "kwargs": unwrap(kwargs)}
        result = self._session.call(self._label, target=self._ref, **fields)
        return wrap(self._session, result, f"what {self._label} returned", self._label)


class Submission:
    """What a test gets for the submission that it checks."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def module(self, name: str) -> Handle:
        """Import a module, named as it is below the student's package: ``layers``."""
        return Handle(self._session, self._session.load(name), name)

    def library(self, name: str) -> Handle:
        """Import a module that isn't the submission's, such as ``math``."""
        ref = self._session.load(name, own=False)
        return Handle(self._session, ref, name)

    def file(self, name: str) -> str:
        """Return where a file that was handed in is, such as saved parameters.

        Only the submission's own code may open it: it is as hostile as the rest.

        Raises
        ------
        CheckFailed
            If it wasn't handed in.
        """
        path = str(self._session.ask("locate", name=name))
        if not path:
            raise CheckFailed(f"{name} was not handed in; save it, and add it")
        return path

    def cell(
        self, notebook: str, beside: str, names: Sequence[str], before: bool = False
    ) -> Any:
        """Return the values that a cell of a notebook gives to ``names``, as a tuple.

        The cell is the first with the text ``beside`` in it, which the course wrote.
        Imports and the cell up to these names run, in the submission's own process;
        a cell that is still as it was handed out counts as not written. ``before`` has
        all cells before it run, too, and what fails in them is passed over.
        """
        self._session.last_call = f"the cell with {beside} in {notebook}"
        ask = {"notebook": notebook, "beside": beside, "names": list(names)}
        got = self._session.ask("cell", **ask, before=before)
        return wrap(self._session, got, f"a value in {notebook}")

    def advise(self, words: str) -> None:
        """Tell the student of a better practice that costs no points."""
        self._session.notes.append(f"advice: {words}")

    def put(self, value: Any) -> Handle:
        """Keep a dict, list or array in the worker, to see later what became of it."""
        ref = self._session.ask("put", value=unwrap(value))
        return Handle(self._session, ref, "an argument")


def fetch(handle: Any) -> Any:
    """Return a handle's object as plain data: dicts, lists, numbers, arrays, text."""
    if not isinstance(handle, Handle):
        return handle
    return handle._session.ask("fetch", target=handle._ref)


def plain(value: Any) -> Any:
    """Return lists and dicts as themselves; other objects of the submission's stay.

    In a tuple each item is treated so.
    """
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    if isinstance(value, Handle) and value._ref.kind in ("list", "dict"):
        return fetch(value)
    return value


def slope(
    function: Handle,
    args: tuple[Any, ...],
    place: int | tuple[Handle, Any],
    pick: int | None,
    directions: Any,
    step: float,
) -> Any:
    """Evaluate a function on both sides of a point: ``sandbox.slope.both_sides``."""
    return function._session.ask(
        "slope",
        target=function._ref,
        name="",
        args=unwrap(args),
        place=unwrap(place),
        pick=pick,
        directions=directions,
        step=step,
    )


def wrap(session: Session, value: Any, label: str, called: str = "") -> Any:
    """Put handles in the place of refs; an object of the class called goes by its name.

    ``TwoLayerNet.loss`` reads better than "what TwoLayerNet returned.loss".
    """
    if isinstance(value, Ref):
        made = value.kind and called.endswith(value.kind)
        return Handle(session, value, value.kind if made else label)
    if isinstance(value, tuple):
        return tuple(wrap(session, item, label) for item in value)
    return value


def unwrap(value: Any) -> Any:
    """Put refs in the place of handles, at any depth of plain containers."""
    if isinstance(value, Handle):
        return value._ref
    if type(value) in (list, tuple):
        return type(value)(unwrap(item) for item in value)
    if type(value) is dict:
        return {key: unwrap(item) for key, item in value.items()}
    return value
