"""The page that an instructor gets: where the class stands, and who is where."""

import statistics
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder import __version__
from autograder.course import Assignment, Question
from autograder.grade.outcome import KINDS, SubmissionOutcome, tidy
from autograder.grade.results import remarks
from autograder.inert import inert
from autograder.report.pages import render
from autograder.report.text import lost_points

_WIDTH, _HEIGHT, _FLOOR, _TOP, _BARS = 600, 200, 175, 25, 10


def class_page(outcomes: Sequence[SubmissionOutcome], assignment: Assignment) -> str:
    """Return ``index.html`` for a class."""
    totals = [outcome.score for outcome in outcomes]
    page = {
        "title": assignment.title,
        "count": len(outcomes),
        "total": f"{tidy(assignment.total):g}",
        "mean": f"{statistics.fmean(totals):.3g}" if totals else "",
        "median": f"{statistics.median(totals):.3g}" if totals else "",
        "bars": _bars(outcomes, assignment),
        "questions": [_question(q, outcomes, assignment) for q in assignment.questions],
        "mistakes": _mistakes(outcomes),
        "troubles": _troubles(outcomes),
        "rows": [
            {
                "name": inert(outcome.name),
                "score": f"{outcome.score:g}",
                "lost": lost_points(outcome, assignment),
                "remarks": inert(remarks(outcome)),
            }
            for outcome in outcomes
        ],
        "version": __version__,
    }
    return render("index.html", page)


def _bars(
    outcomes: Sequence[SubmissionOutcome], assignment: Assignment
) -> dict[str, Any]:
    """Return a histogram of the shares of points, in tenths."""
    shares = [o.score / max(o.total(assignment), 1e-9) for o in outcomes]
    counts, _ = np.histogram(shares, bins=_BARS, range=(0, 1))
    most = max(int(counts.max(initial=0)), 1)
    step = _WIDTH / _BARS
    bars = []
    for place, count in enumerate(counts.tolist()):
        low = 100 * place // _BARS
        high = 100 * (place + 1) // _BARS
        height = (_FLOOR - _TOP) * count / most
        bars.append(
            {
                "x": round(place * step + 4, 1),
                "y": round(_FLOOR - height, 1),
                "width": round(step - 8, 1),
                "height": round(height, 1),
                "count": count,
                "tick": f"{low}\N{EN DASH}{high}",
                "label": f"{count} with {low} to {high} percent",
            }
        )
    spoken = "; ".join(bar["label"] for bar in bars if bar["count"])
    return {
        "width": _WIDTH,
        "height": _HEIGHT,
        "floor": _FLOOR,
        "bars": bars,
        "label": f"Histogram of totals: {spoken or 'no submissions'}",
    }


def _question(
    question: Question, outcomes: Sequence[SubmissionOutcome], assignment: Assignment
) -> dict[str, Any]:
    pairs = [
        (score, outcome.score - score)
        for outcome in outcomes
        if (score := outcome.by_question(assignment)[question.name]) is not None
    ]
    mean = statistics.fmean(score for score, _ in pairs) if pairs else None
    return {
        "name": question.name,
        "title": question.title,
        "points": f"{question.points:g}",
        "mean": "" if mean is None else f"{mean:.2f}",
        "difficulty": "" if mean is None else f"{mean / question.points:.0%}",
        "discrimination": _correlation(pairs),
    }


def _correlation(pairs: Sequence[tuple[float, float]]) -> str:
    """Return how a question goes with the rest; "" where nothing varies."""
    own, rest = np.array(pairs).T if pairs else (np.zeros(0), np.zeros(0))
    if len(pairs) < 3 or np.ptp(own) == 0 or np.ptp(rest) == 0:
        return ""
    return f"{np.corrcoef(own, rest)[0, 1]:.2f}"


def _mistakes(outcomes: Sequence[SubmissionOutcome]) -> list[dict[str, Any]]:
    hints: dict[str, str] = {}
    who: dict[str, list[str]] = {}
    for outcome in outcomes:
        for check in outcome.checks:
            if check.misconception:
                hints[check.misconception] = check.hint
                names = who.setdefault(check.misconception, [])
                if outcome.name not in names:
                    names.append(outcome.name)
    return _most_first(
        {hints[mistake]: names for mistake, names in who.items()}, "hint"
    )


def _troubles(outcomes: Sequence[SubmissionOutcome]) -> list[dict[str, Any]]:
    who: dict[str, list[str]] = {}
    for outcome in outcomes:
        kinds = ["refused"] if outcome.refused else list(outcome.troubles())
        for kind in kinds:
            what = KINDS.get(kind, "not graded")
            who.setdefault(what, []).append(outcome.name)
    return _most_first(who, "what")


def _most_first(who: dict[str, list[str]], key: str) -> list[dict[str, Any]]:
    ordered = sorted(who.items(), key=lambda pair: -len(pair[1]))
    return [
        {key: text, "count": len(names), "names": [inert(name) for name in names]}
        for text, names in ordered
    ]
