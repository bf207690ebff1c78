"""What is told about this machine, apart from the sandbox: versions and settings."""

import os

from autograder.course import Assignment, other_versions

#: Environment variables that numgrade reads, and what they do.
SETTINGS = {
    "NUMGRADE_DATA": "downloaded data sets are kept there",
    "NUMGRADE_QUICK": "notebooks train for moments, on few synthetic images",
}


def version_note(assignment: Assignment) -> str:
    """Return a line if other tools are here than an assignment asks for; else ""."""
    others = other_versions(assignment.tools)
    if not others:
        return ""
    asked = ", ".join(others)
    return f"{assignment.id} asks for {asked}; results may differ"


def settings_in_force() -> list[str]:
    """Return a line for each of numgrade's environment variables that is set."""
    return [
        f"{name}={os.environ[name]}: {effect}"
        for name, effect in SETTINGS.items()
        if os.environ.get(name)
    ]
