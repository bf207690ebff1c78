"""Starting pytest with the grading plugin in charge, and nothing of the user's."""

from pathlib import Path

import pytest

from autograder.grade.plugin import GradingPlugin
from autograder.grade.surroundings import no_settings_of_the_user, own_modules

_CONFIG = Path(__file__).with_name("pytest.ini")


def run_pytest(tests: Path, plugin: GradingPlugin) -> None:
    """Run pytest on ``tests`` with ``plugin`` in charge, and nothing else of pytest's.

    Raises
    ------
    NumgradeError
        If the course or this machine is at fault.
    """
    off = ["cacheprovider", "terminal", "junitxml", "pastebin", "doctest", "stepwise"]
    off += ["logging", "unraisableexception", "threadexception", "faulthandler"]
    options = [option for name in off for option in ("-p", f"no:{name}")]
    options += ["--rootdir", str(tests), "-c", str(_CONFIG), "--capture", "no"]
    options += ["--confcutdir", str(tests)]  # or all folders above are listed, too
    options += ["--import-mode", "importlib", "--assert", "plain"]
    with no_settings_of_the_user(), own_modules(tests):
        pytest.main([*options, str(tests)], plugins=[plugin, plugin.fixtures])
    if plugin.interrupted:
        raise KeyboardInterrupt
    if plugin.trouble is not None:
        raise plugin.trouble
