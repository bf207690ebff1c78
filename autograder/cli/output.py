"""Where a command may write."""

import contextlib
import tempfile
from collections.abc import Iterator
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


@contextlib.contextmanager
def writing_to(out: Path) -> Iterator[None]:
    """Say in one line if what is done within can't be written, on a full disk say.

    Raises
    ------
    UsageError
        Naming the folder and the mend.
    """
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"can't write to {out}: {error.strerror}; mend that, then go on with "
            "--resume"
        ) from None
