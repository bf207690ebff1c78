"""Checking submissions: what tests are written with, and the run over a class.

A test of an assignment imports ``question`` and ``check`` from here and asks for the
fixtures ``submission``, ``expected``, ``numeric_gradient`` and ``rng``. Checks that
came from other tools also use ``plain``, ``same_as_printed`` and ``printing``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.grade.failures import check
    from autograder.grade.marks import question
    from autograder.grade.printed import printing, same_as_printed
    from autograder.grade.proxies import plain

__all__ = ["check", "plain", "printing", "question", "same_as_printed"]

_MODULES = {
    "check": "failures",
    "plain": "proxies",
    "printing": "printed",
    "question": "marks",
    "same_as_printed": "printed",
}


def __getattr__(name: str) -> Any:
    """Import what tests ask for; commands that only read results need no pytest."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
