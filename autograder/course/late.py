"""What handing in late costs, as an assignment's ``[late]`` says."""

import math
from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Meta

from autograder.course.tables import Table

_DAY = timedelta(days=1)


class Late(Table, frozen=True, kw_only=True):
    """When an assignment is due, and what each day after costs.

    ``due`` has an offset from UTC. Up to ``grace_minutes`` after it nothing is lost.
    Then each day that has begun since ``due`` takes ``percent_per_day`` of the points,
    and after ``max_days`` such days, if there is a last one, nothing is accepted any
    more.
    """

    due: Annotated[datetime, Meta(tz=True)]
    percent_per_day: Annotated[float, Meta(ge=0, le=100)]
    grace_minutes: Annotated[float, Meta(ge=0, le=1e6)] = 0.0
    max_days: Annotated[int, Meta(ge=0, le=10_000)] | None = None


def days_late(late: Late, at: datetime, due: datetime | None = None) -> int:
    """Return how many days have begun since it was due; 0 within the grace period.

    Parameters
    ----------
    late : Late
        The assignment's policy.
    at : datetime
        When the work was handed in, with an offset from UTC.
    due : datetime, optional
        A due time of one's own, for those who were given one.
    """
    over = at - (due or late.due)
    if over <= timedelta(minutes=late.grace_minutes):
        return 0
    return math.ceil(over / _DAY)


def late_factor(late: Late, at: datetime, due: datetime | None = None) -> float:
    """Return the share of its points that work handed in at ``at`` keeps, 0 to 1.

    Parameters as those of ``days_late``.
    """
    days = days_late(late, at, due)
    if late.max_days is not None and days > late.max_days:
        return 0.0
    return max(100.0 - days * late.percent_per_day, 0.0) / 100.0
