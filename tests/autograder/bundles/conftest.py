"""The harness of ci/gradescope, and archives of the small course."""

import importlib.util
import sys
from pathlib import Path

import pytest

from autograder.bundles import build_gradescope
from autograder.release import write_zip

REPOSITORY = Path(__file__).parents[3]
GRADESCOPE = REPOSITORY / "ci" / "gradescope"


@pytest.fixture(scope="session")
def harness():
    """The module that lays /autograder out."""
    spec = importlib.util.spec_from_file_location("try_it", GRADESCOPE / "try_it.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def autograder(course, harness, tmp_path):
    """Return a function: /autograder for the course as it is now, set up by a link.

    The environment that set-up would make is the one that the tests run in.
    """

    def autograder():
        archive = tmp_path / "tiny-a1-gradescope.zip"
        write_zip(build_gradescope(course.load()), archive)
        root = tmp_path / "autograder"
        harness.unpack(archive, root)
        (root / "numgrade").symlink_to(sys.prefix)
        return root

    return autograder
