"""What Gradescope tells of a submission: when it came, and what came before."""

import json
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from autograder.course.late import Late, late_factor


@dataclass(frozen=True)
class Metadata:
    """Of ``submission_metadata.json``, what matters here.

    ``came`` and ``due`` are when the submission came and when it was due, extensions
    counted; ``scores`` are those of previous submissions that were graded, the oldest
    first.
    """

    came: datetime | None = None
    due: datetime | None = None
    scores: tuple[float, ...] = ()

    @property
    def late(self) -> timedelta:
        """How long after it was due it came; 0 if it isn't late."""
        if self.came is None or self.due is None:
            return timedelta()
        return max(self.came - self.due, timedelta())

    def factor(self, policy: Late | None) -> float:
        """Return the share of its points that a submission keeps, 0 to 1."""
        if policy is None or self.came is None:
            return 1.0
        return late_factor(policy, self.came, self.due)

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
    previous = told.get("previous_submissions")
    entries = previous if isinstance(previous, list) else []
    scores = [_score(entry) for entry in entries if isinstance(entry, dict)]
    return Metadata(
        _time(told.get("created_at")),
        _due(told),
        tuple(score for score in scores if score is not None),
    )


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
