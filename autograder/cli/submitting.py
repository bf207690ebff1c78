"""``numgrade submit``: make the zip to hand in, and say what is missing."""

from pathlib import Path

from autograder.course import load_released
from autograder.student import pack_submission


def run(path: Path) -> None:
    """Pack the student's folder that ``path`` is in."""
    assignment = load_released(path)
    file, missing = pack_submission(assignment)
    print(f"hand in this file: {file}")
    if missing:
        print("it can be handed in as it is, but note:")
    for line in missing:
        print(f"  {line}")
