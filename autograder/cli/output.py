"""Where a command may write."""

import tempfile
from pathlib import Path

from autograder.errors import UsageError


def prepare_output(out: Path) -> None:
    """Make the output folder, and see that it can be written to.

    Raises
    ------
    UsageError
        If it can't.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise UsageError(
            f"can't write to {out}: {error.strerror}; choose another --out"
        ) from None
