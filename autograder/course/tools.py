"""Versions of the tools that students install: ``[tools]`` in ``assignment.toml``."""

import re
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from autograder.errors import CourseError

#: What every assignment needs, where it says nothing else.
DEFAULTS = {
    "python": ">=3.10",
    "numpy": ">=1.26,<3",
    "matplotlib": ">=3.8,<4",
    "tqdm": ">=4.66,<5",
    "jupyterlab": ">=4,<5",
}

_DISTRIBUTION = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")


def all_tools(tools: Mapping[str, str]) -> dict[str, str]:
    """Return the version range of each tool: an assignment's, else the default.

    "python" is the interpreter; all others are names on PyPI.
    """
    return {**DEFAULTS, **tools}


def other_versions(tools: Mapping[str, str]) -> list[str]:
    """Return which tools of this machine an assignment doesn't ask for, in words.

    Looked at are Python, NumPy and what the assignment adds to the defaults: the
    others take no part in grading.
    """
    ranges = all_tools(tools)
    found = []
    for name in ("python", "numpy", *sorted(tools.keys() - DEFAULTS.keys())):
        version = _version_here(name)
        if not version:
            found.append(f"{name}{ranges[name]} (here: none)")
        elif not SpecifierSet(ranges[name]).contains(version, prereleases=True):
            found.append(f"{name}{ranges[name]} (here: {version})")
    return found


def _version_here(name: str) -> str:
    if name == "python":
        return ".".join(map(str, sys.version_info[:3]))
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def check_tools(tools: Mapping[str, str], file: Path) -> None:
    """Check that names and ranges are such as pip reads.

    Raises
    ------
    CourseError
        Naming the file, the key and the mend.
    """
    for name, versions in tools.items():
        if not _DISTRIBUTION.fullmatch(name):
            raise CourseError(f"{file}: tools: {name!r} is no name on PyPI; correct it")
        try:
            SpecifierSet(versions)
        except InvalidSpecifier:
            raise CourseError(
                f"{file}: tools.{name}: {versions!r} is no range of versions; "
                "write one such as '>=1.26,<3'"
            ) from None
