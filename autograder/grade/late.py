"""When each submission was handed in, and what of its points that leaves."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from autograder.course import Late, late_factor
from autograder.errors import UsageError
from autograder.intake import Arrival


@dataclass(frozen=True)
class Submitted:
    """When a submission came in, and its own due time where it was given one.

    ``at`` is None where nothing more is known than whether it was ``late``.
    """

    at: datetime | None
    due: datetime | None = None
    late: bool = False


Times = Mapping[str, Submitted]  # by submission


def told_times(
    arrivals: Mapping[str, Sequence[Arrival]], files: bool = False
) -> dict[str, Submitted]:
    """Return when submissions came in, as their forms tell.

    Parameters
    ----------
    arrivals : mapping
        What tells it, by submission, the surest first.
    files : bool
        Whether the time of a file is believed where nothing else tells a time.
    """
    times: dict[str, Submitted] = {}
    for name, told in arrivals.items():
        for arrival in told:
            before = times.get(name)
            believed = files or arrival.source != "file"
            if believed and (before is None or before.at is None):
                late = arrival.late or (before is not None and before.late)
                times[name] = Submitted(arrival.at, late=late)
    return times


def corrected(times: Times, given: Times) -> dict[str, Submitted]:
    """Return ``times`` with what was ``given`` in their place, or as a due time."""
    merged = dict(times)
    for name, own in given.items():
        known = merged.get(name, Submitted(None))
        merged[name] = own if own.at is not None else replace(known, due=own.due)
    return merged


def read_times(file: Path, late: Late | None) -> dict[str, Submitted]:
    """Read a CSV file with the columns ``submission``, ``submitted`` and ``due``.

    Times are in ISO 8601; one without a zone is in that of the assignment's due time,
    or of this machine if there is none. One of the two may be missing or empty.

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
                name, at, due = (
                    row.get(column) for column in ("submission", "submitted", "due")
                )
                if not name or not (at or due):
                    raise UsageError(
                        f"{where}: needs the columns submission, and submitted or due"
                    )
                times[name] = Submitted(
                    _time(at, zone, where) if at else None,
                    _time(due, zone, where) if due else None,
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


def share_kept(late: Late | None, times: Times, name: str) -> float:
    """Return the share of its points that a submission keeps, 0 to 1."""
    known = times.get(name)
    if late is None or known is None or known.at is None:
        return 1.0
    return late_factor(late, known.at, known.due)
