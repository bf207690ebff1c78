"""Where a command may write, and how it tells what else there is to know."""

import contextlib
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.errors import UsageError
from autograder.inert import inert


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


def tell(notes: Iterable[str]) -> None:
    """Print notes on standard error, a line each."""
    for note in notes:
        print(f"note: {inert(note)}", file=sys.stderr)
