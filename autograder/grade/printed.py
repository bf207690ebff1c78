"""Comparing with output that was printed, for checks that came from other tools.

Doctests compare characters: another numpy that writes ``np.float64(2.0)`` for ``2.0``
fails right answers. Here what was printed is read as a value again and values are
compared; only what can't be read as one is compared as text, number by number.
"""

import ast
import contextlib
import io
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.grade.failures import CheckFailed

TOLERANCE = 1e-6  # numpy prints 8 digits
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_NAMES = {"nan": float("nan"), "inf": float("inf"), "array": np.array}
_TYPES = {"float64", "float32", "int64", "int32", "bool", "bool_", "str_", "True_"}


def same_as_printed(got: Any, text: str) -> None:
    """Check that a value is the one whose ``repr`` was ``text``.

    Parameters
    ----------
    got : object
        The value.
    text : str
        What a notebook showed for the right one.

    Raises
    ------
    CheckFailed
        If it is another one.
    """
    try:
        want = _read(ast.parse(text, mode="eval").body)
    except (ValueError, SyntaxError):
        same = _same_text(repr(got), text)
    else:
        same = _same(got, want)
    if not same:
        raise CheckFailed("the value is another one", f"it is {text}, not {got!r}")


@contextlib.contextmanager
def printing(text: str) -> Iterator[None]:
    """Check that what is printed inside is ``text``; numbers may be off by rounding.

    Raises
    ------
    CheckFailed
        If something else is printed.
    """
    stream = io.StringIO()
    with contextlib.redirect_stdout(stream):
        yield
    if not _same_text(stream.getvalue(), text):
        expected = f"it prints {text!r}, not {stream.getvalue()!r}"
        raise CheckFailed("something else is printed", expected)


def _read(node: ast.expr) -> Any:
    """Return the value that an expression of literals stands for.

    Raises
    ------
    ValueError
        If it is made of anything else.
    """
    if isinstance(node, ast.Name) and node.id in _NAMES:
        return _NAMES[node.id]
    if isinstance(node, ast.Attribute) and node.attr in _TYPES:
        return {"True_": True}.get(node.attr, getattr(np, node.attr, None))
    if isinstance(node, ast.List | ast.Tuple):
        items = [_read(item) for item in node.elts]
        return items if isinstance(node, ast.List) else tuple(items)
    if isinstance(node, ast.Dict):
        keys = [_read(key) if key else None for key in node.keys]
        return dict(zip(keys, map(_read, node.values), strict=True))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_read(node.operand)
    if isinstance(node, ast.Call):  # array([...], dtype=...), np.float64(...)
        return _read(node.func)(*map(_read, node.args))
    return ast.literal_eval(node)


def _same(got: Any, want: Any) -> bool:
    if isinstance(want, dict):
        keys = isinstance(got, dict) and got.keys() == want.keys()
        return keys and all(_same(got[key], value) for key, value in want.items())
    if isinstance(want, (list, tuple)):
        return (
            type(got) is type(want)
            and len(got) == len(want)
            and all(map(_same, got, want))
        )
    if isinstance(want, (bool, np.bool_)) or isinstance(got, (bool, np.bool_)):
        both = all(isinstance(value, (bool, np.bool_)) for value in (got, want))
        return both and bool(got) == bool(want)
    if isinstance(want, str) or want is None:
        return bool(type(got) is type(want) and got == want)
    if not isinstance(got, (int, float, complex, np.number, np.ndarray)):
        return False
    if np.shape(got) != np.shape(want) or np.asarray(got).dtype.kind not in "biufc":
        return False
    return bool(np.allclose(got, want, TOLERANCE, 1e-9, equal_nan=True))


def _same_text(got: str, want: str) -> bool:
    """Tell whether two texts say the same: words exactly, numbers to rounding."""
    words = [_NUMBER.sub("#", text).split() for text in (got, want)]
    ours, theirs = ([float(n) for n in _NUMBER.findall(t)] for t in (got, want))
    return words[0] == words[1] and bool(np.allclose(ours, theirs, TOLERANCE, 1e-9))
