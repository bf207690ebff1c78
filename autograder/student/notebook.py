"""The check cell of a notebook: runs the public checks in another process.

In a process of their own the checks see the files as they were saved, not what the
notebook happens to have imported, and a function that hangs doesn't hang the notebook.
"""

import json
import sys
from pathlib import Path
from typing import Any

from autograder.errors import NumgradeError
from autograder.student.browser import IN_BROWSER, check_here
from autograder.student.command import run_numgrade
from autograder.student.display import CheckReport


def check(question: str = "") -> None:
    """Show what the public checks say of one question, or of all.

    Parameters
    ----------
    question : str
        The question's name, as in ``check("affine_forward")``.
    """
    try:
        results = check_here(question) if IN_BROWSER else _check_beside(question)
    except NumgradeError as error:
        print(error)
        return
    report = CheckReport(results)
    ipython = sys.modules.get("IPython")
    if ipython is not None and ipython.get_ipython() is not None:
        sys.modules["IPython.display"].display(report)
    else:
        print(report)


def _check_beside(question: str) -> dict[str, Any]:
    only = ("--question", question) if question else ()
    done = run_numgrade("check", str(Path.cwd()), "--json", *only)
    try:
        results: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        told = done.stderr or done.stdout
        raise NumgradeError(told.strip().removeprefix("numgrade: ")) from None
    return results
