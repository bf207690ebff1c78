"""What stands in for commands in a browser, where nothing can be started or fetched."""

import sys
from pathlib import Path
from typing import Any

IN_BROWSER = sys.platform == "emscripten"
FEW = (1500, 500)  # images to train and to test with; a page has little memory


def check_here(question: str) -> dict[str, Any]:
    """Run the public checks in this process; see ``told_json``.

    Raises
    ------
    NumgradeError
        As ``numgrade check``.
    """
    from autograder.course import load_released
    from autograder.grade.checking import check_tree
    from autograder.grade.told import told_json
    from autograder.student.inside import InsideServer

    assignment = load_released(Path.cwd())
    return told_json(check_tree(assignment, question, InsideServer()), assignment)


def draw_here(name: str, dest: str | Path) -> None:
    """Draw a few synthetic images, unless they are there.

    Raises
    ------
    UsageError
        If there is no such data set, or other images are in the way.
    """
    from autograder.data import Size, State, find_dataset, synthesise, verify

    dataset = find_dataset(name)
    lacking = (State.MISSING, State.DAMAGED)
    if any(file.state in lacking for file in verify(dataset, Path(dest))):
        synthesise(dataset, Path(dest), Size(*FEW))
