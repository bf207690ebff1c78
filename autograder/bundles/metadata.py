"""What Gradescope tells of a submission: when it came, and what came before."""

import json
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Metadata:
    """Of ``submission_metadata.json``, what matters here.

    ``late`` is how long after the due date it came; ``scores`` are those of previous
    submissions that were graded, the oldest first.
    """

    late: timedelta = timedelta()
    scores: tuple[float, ...] = ()

    @property
    def best(self) -> float | None:
        """The best previous score, if there is one."""
        return max(self.scores, default=None)

    @property
    def lateness(self) -> str:
        """How late it is, in words; "" if it isn't."""
        minutes = math.ceil(self.late.total_seconds() / 60)
        days, minutes = divmod(minutes, 24 * 60)
        hours, minutes = divmod(minutes, 60)
        parts = ((days, "day"), (hours, "hour"), (minutes, "minute"))
        return " ".join(f"{n} {unit}{'s' * (n != 1)}" for n, unit in parts if n)


def read_metadata(file: Path) -> Metadata:
    """Read the file; what is missing or unreadable in it counts as not said."""
    try:
        told = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return Metadata()
    if not isinstance(told, dict):
        return Metadata()
    came, due = _time(told.get("created_at")), _due(told)
    late = came - due if came and due and came > due else timedelta()
    previous = told.get("previous_submissions")
    scores = (
        [_score(entry) for entry in previous if isinstance(entry, dict)]
        if (isinstance(previous, list))
        else []
    )
    return Metadata(late, tuple(score for score in scores if score is not None))


def _due(told: dict[str, Any]) -> datetime | None:
    """Return the due date: the latest of an extension's and the assignment's own."""
    users = told.get("users")
    holders = [told, *(users if isinstance(users, list) else [])]
    assignments = [h.get("assignment") for h in holders if isinstance(h, dict)]
    dates = [_time(a.get("due_date")) for a in assignments if isinstance(a, dict)]
    return max((date for date in dates if date), default=None)


def _score(entry: dict[str, Any]) -> float | None:
    if entry.get("autograder_error"):
        return None
    try:
        return float(entry["score"])
    except (KeyError, TypeError, ValueError):
        return None


def _time(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
