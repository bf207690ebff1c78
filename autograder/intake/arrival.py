"""When a submission came in, as far as the form tells that it came in.

A commit's time is what the student's machine said, and a file's own time changes with
copying: who uses them decides what they are worth.
"""

import os
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Literal

from autograder.intake.checkout import commit_time
from autograder.intake.exported import export_time
from autograder.intake.members import JUNK

#: As Canvas names what "Download Submissions" puts into its zip. See
#: https://github.com/instructure/canvas-lms, app/models/abstract_assignment.rb,
#: infer_comment_context_from_filename.
CANVAS = re.compile(r"[^_]+_(?P<late>LATE_)?(?P<user>\d+)_(?P<attachment>\d+)_.+")

Source = Literal["gradescope", "canvas", "git", "file"]


@dataclass(frozen=True)
class Arrival:
    """One thing that tells when a submission came in.

    ``at`` has an offset from UTC; it is None where nothing but ``late`` is told.
    """

    source: Source
    at: datetime | None
    late: bool = False


def arrivals_of(path: Path) -> list[Arrival]:
    """Return what tells when a submission came in, the surest first.

    Raises
    ------
    UsageError
        If the file that a learning platform put beside it can't be read.
    """
    found = []
    named = CANVAS.fullmatch(path.name)
    if (at := export_time(path)) is not None:
        found.append(Arrival("gradescope", at))
    elif named is not None:
        found.append(Arrival("canvas", None, bool(named["late"])))
    elif (at := commit_time(path)) is not None:
        found.append(Arrival("git", at))
    if (at := _file_time(path)) is not None:
        found.append(Arrival("file", at))
    return found


def _file_time(path: Path) -> datetime | None:
    """Return the latest time of a submission's files."""
    times = []
    try:
        if not path.is_dir():
            times.append(path.lstat().st_mtime)
        for folder, folders, names in os.walk(path):
            folders[:] = [name for name in folders if name not in JUNK]
            times += [Path(folder, name).lstat().st_mtime for name in names]
        return datetime.fromtimestamp(int(max(times)), timezone.utc)
    except (OSError, ValueError, OverflowError):  # gone, empty, a time of no calendar
        return None
