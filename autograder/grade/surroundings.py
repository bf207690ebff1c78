"""Keeping a run of pytest apart from its surroundings, and them from it."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def own_modules(tests: Path) -> Iterator[None]:
    """Forget the test modules afterwards: another assignment's may have their names.

    pytest takes a module that is loaded for the one that it looks for.
    """
    try:
        yield
    finally:
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if file and Path(file).is_relative_to(tests):
                del sys.modules[name]


@contextlib.contextmanager
def no_settings_of_the_user() -> Iterator[None]:
    """Keep plugins and options out that happen to be around where we grade."""
    before = os.environ.copy()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ.pop("PYTEST_ADDOPTS", None)
    os.environ.pop("PYTEST_PLUGINS", None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
