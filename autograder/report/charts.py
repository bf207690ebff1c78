"""Bar charts as rectangles, drawn by the page's own SVG."""

from collections.abc import Sequence
from typing import Any

WIDTH, HEIGHT, FLOOR, TOP = 600, 200, 175, 25


def bar_chart(
    counts: Sequence[int],
    spans: Sequence[str],
    ticks: Sequence[str],
    title: str,
    due: float | None = None,
) -> dict[str, Any]:
    """Lay out bars side by side.

    Parameters
    ----------
    counts : sequence of int
        How high each bar is.
    spans : sequence of str
        What each bar stands for, read out.
    ticks : sequence of str
        What is written below each bar; "" leaves it out.
    title : str
        What the chart shows, read out before its bars.
    due : float, optional
        Where to draw a line, as a share of the width.
    """
    most = max(max(counts, default=0), 1)
    step = WIDTH / max(len(counts), 1)
    gap = min(4.0, step / 8)
    bars: list[dict[str, Any]] = []
    for place, count in enumerate(counts):
        height = (FLOOR - TOP) * count / most
        bars.append(
            {
                "x": round(place * step + gap, 1),
                "y": round(FLOOR - height, 1),
                "width": round(step - 2 * gap, 1),
                "height": round(height, 1),
                "middle": round((place + 0.5) * step, 1),
                "count": count,
                "tick": ticks[place],
                "label": f"{count}: {spans[place]}",
            }
        )
    said = "; ".join(bar["label"] for bar in bars if bar["count"])
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "floor": FLOOR,
        "top": TOP,
        "bars": bars,
        "dense": all(ticks),
        "numbers": step >= 14,  # pixels: narrower bars have no room for theirs
        "due": None if due is None else round(due * WIDTH, 1),
        "label": f"{title}. {said or 'None'}.",
    }
