"""When submissions came in, as a chart with the due time in it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from autograder.course import Late
from autograder.grade.late import Submitted
from autograder.report.charts import bar_chart

_STEPS = [timedelta(hours=h) for h in (1, 2, 3, 6, 12, 24, 48, 168, 672)]
_MOST_BARS = 48
_MOST_TICKS = 7


def timeline(
    times: Mapping[str, Submitted], late: Late | None
) -> dict[str, Any] | None:
    """Return the chart; None if no times are known."""
    zone = late.due.tzinfo if late is not None else None
    known = [submitted.at for submitted in times.values() if submitted.at is not None]
    if not known:
        return None
    arrivals = sorted(at.astimezone(zone) for at in known)
    ends = arrivals if late is None else [*arrivals, late.due]
    start, end = min(ends), max(ends)
    step = next((s for s in _STEPS if (end - start) / s < _MOST_BARS - 2), _STEPS[-1])
    start = _floor(start, step)
    bars = int((end - start) / step) + 1
    places = [int((arrival - start) / step) for arrival in arrivals]
    counts = np.bincount(places, minlength=bars).tolist()
    starts = [start + place * step for place in range(bars)]
    ticks = _ticks(starts)
    spans = [f"from {moment:%d %b, %H:%M}" for moment in starts]
    due = None if late is None else (late.due - start) / (bars * step)
    return bar_chart(counts, spans, ticks, "Submissions over time", due)


def _floor(moment: datetime, step: timedelta) -> datetime:
    """Return the last full hour, or midnight where steps are days."""
    hour = 0 if step >= timedelta(hours=12) else moment.hour
    return moment.replace(hour=hour, minute=0, second=0, microsecond=0)


def _ticks(starts: list[datetime]) -> list[str]:
    """Name days where they begin, or hours within one day; not more than fit."""
    days = [f"{moment:%d %b}" for moment in starts]
    new = [place for place in range(1, len(days)) if days[place] != days[place - 1]]
    names = days
    if not new:
        new = list(range(len(starts)))
        names = [f"{moment:%H:%M}" for moment in starts]
    chosen = new[:: -(-len(new) // _MOST_TICKS)]
    return [name if place in chosen else "" for place, name in enumerate(names)]
