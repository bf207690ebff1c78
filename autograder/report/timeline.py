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


def timeline(
    times: Mapping[str, Submitted], late: Late | None
) -> dict[str, Any] | None:
    """Return the chart; None if no times are known."""
    if not times:
        return None
    zone = late.due.tzinfo if late is not None else None
    arrivals = sorted(submitted.at.astimezone(zone) for submitted in times.values())
    ends = arrivals if late is None else [*arrivals, late.due]
    start, end = min(ends), max(ends)
    step = next((s for s in _STEPS if (end - start) / s < _MOST_BARS - 2), _STEPS[-1])
    start = _floor(start, step)
    bars = int((end - start) / step) + 1
    places = [int((arrival - start) / step) for arrival in arrivals]
    counts = np.bincount(places, minlength=bars).tolist()
    starts = [start + place * step for place in range(bars)]
    every = max(1, bars // 6)
    ticks = [
        _day(moment, step) if place % every == 0 else ""
        for place, moment in enumerate(starts)
    ]
    spans = [f"from {moment:%d %b, %H:%M}" for moment in starts]
    due = None if late is None else (late.due - start) / (bars * step)
    return bar_chart(counts, spans, ticks, "Submissions over time", due)


def _floor(moment: datetime, step: timedelta) -> datetime:
    """Return the last full hour, or midnight where steps are days."""
    hour = 0 if step >= timedelta(hours=12) else moment.hour
    return moment.replace(hour=hour, minute=0, second=0, microsecond=0)


def _day(moment: datetime, step: timedelta) -> str:
    return f"{moment:%d %b}" if step >= timedelta(hours=12) else f"{moment:%d %b %H:00}"
