"""When each submission was handed in, and what of its points that leaves."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from autograder.course import Late, late_factor
from autograder.errors import UsageError


@dataclass(frozen=True)
class Submitted:
    """When a submission came in, and its own due time where it was given one."""

    at: datetime
    due: datetime | None = None


def read_times(file: Path, late: Late | None) -> dict[str, Submitted]:
    """Read a CSV file with the columns ``submission``, ``submitted`` and maybe ``due``.

    Times are in ISO 8601; one without a zone is in that of the assignment's due time,
    or of this machine if there is none.

    Raises
    ------
    UsageError
        Naming the line that can't be read.
    """
    zone = late.due.tzinfo if late is not None else None
    times: dict[str, Submitted] = {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream)
            for row in rows:
                where = f"{file}, line {rows.line_num}"
                name, at = row.get("submission"), row.get("submitted")
                if not name or not at:
                    raise UsageError(
                        f"{where}: needs the columns submission and submitted"
                    )
                due = row.get("due")
                times[name] = Submitted(
                    _time(at, zone, where), _time(due, zone, where) if due else None
                )
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{file}: can't be read as CSV: {error}") from None
    return times


def _time(text: str, zone: object, where: str) -> datetime:
    # Python 3.10 doesn't know the Z of ISO 8601
    try:
        time = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        raise UsageError(
            f"{where}: {text!r} is no time; write 2026-11-03T23:59:00+01:00"
        ) from None
    if time.tzinfo is None:
        return time.replace(tzinfo=zone) if zone else time.astimezone()  # type: ignore[arg-type]
    return time


def share_kept(late: Late | None, times: Mapping[str, Submitted], name: str) -> float:
    """Return the share of its points that a submission keeps, 0 to 1."""
    if late is None or name not in times:
        return 1.0
    return late_factor(late, times[name].at, times[name].due)
