"""The check cell of a notebook: runs the public checks in another process.

In a process of their own the checks see the files as they were saved, not what the
notebook happens to have imported, and a function that hangs doesn't hang the notebook.
"""

import sys
from pathlib import Path
from types import TracebackType
from typing import Any

from autograder.student.command import run_numgrade


def check(question: str = "") -> None:
    """Print what the public checks say of one question, or of all.

    Parameters
    ----------
    question : str
        The question's name, as in ``check("affine_forward")``.
    """
    only = ("--question", question) if question else ()
    done = run_numgrade("check", str(Path.cwd()), *only)
    print((done.stdout or done.stderr).rstrip())


def announce_unwritten() -> None:
    """Have Jupyter show "not written yet" as one line instead of a traceback.

    Does nothing outside of IPython, nor to any other error.
    """
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:
        shell.set_custom_exc((NotImplementedError,), _announce)


def _announce(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
    tb_offset: int | None = None,
) -> None:
    if "is not written yet" in str(error):
        print(error)
    else:
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
