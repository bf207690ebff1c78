"""The page that an instructor gets: where the class stands, and who is where."""

import statistics
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from autograder import __version__
from autograder.course import Assignment, Late, Question
from autograder.grade.final import Grade, final_grades
from autograder.grade.late import Submitted
from autograder.grade.outcome import KINDS, SubmissionOutcome, tidy
from autograder.grade.results import remarks
from autograder.inert import inert
from autograder.report.charts import bar_chart
from autograder.report.known import NOTHING, Known
from autograder.report.pages import render
from autograder.report.text import lost_points
from autograder.report.timeline import timeline

_BARS = 10
_PAIRS = 20  # the most alike; a page of their own has all
_OUTDATED = "marked for an earlier answer"


def class_page(
    outcomes: Sequence[SubmissionOutcome],
    assignment: Assignment,
    grades: Sequence[Grade] = (),
    known: Known = NOTHING,
) -> str:
    """Return ``index.html`` for a class.

    ``grades`` are those that ``known`` leads to, where somebody has found them already.
    """
    grades = grades or final_grades(outcomes, assignment, known.marks, known.times)
    totals = [grade.total for grade in grades]
    most = max((grade.max for grade in grades), default=assignment.total)
    page = {
        "title": assignment.title,
        "count": len(outcomes),
        "total": f"{tidy(most):g}",
        "mean": f"{statistics.fmean(totals):.3g}" if totals else "",
        "median": f"{statistics.median(totals):.3g}" if totals else "",
        "totals": _histogram(grades),
        "timeline": timeline(known.times, assignment.late),
        "questions": [_question(q, grades) for q in assignment.questions],
        "mistakes": _mistakes(outcomes),
        "troubles": _troubles(outcomes, known),
        "pairs": [_pair(pair) for pair in known.pairs[:_PAIRS]],
        "rows": [
            _row(outcome, grade, assignment, known)
            for outcome, grade in zip(outcomes, grades, strict=True)
        ],
        "late": any(grade.late for grade in grades),
        "times": any(t.at is not None or t.late for t in known.times.values()),
        "version": __version__,
    }
    return render("index.html", page)


def _row(
    outcome: SubmissionOutcome,
    grade: Grade,
    assignment: Assignment,
    known: Known,
) -> dict[str, Any]:
    """Return one line of the table; ``about`` is what the page's buttons pick by."""
    scores = grade.scores
    lost = [
        q.name
        for q in assignment.questions
        if (score := scores[q.name]) is not None and score < q.points
    ]
    mistakes = {check.misconception for check in outcome.checks} - {""}
    about = [f"q:{name}" for name in lost]
    about += [f"m:{name}" for name in sorted(mistakes)]
    about += [f"t:{kind}" for kind in _kinds(outcome)]
    words = [remarks(outcome)] if remarks(outcome) else []
    if outcome.name in known.outdated:
        about.append("t:outdated")
        words.append(f"{_OUTDATED}: {', '.join(sorted(known.outdated[outcome.name]))}")
    return {
        "name": inert(outcome.name),
        "score": f"{grade.total:g}",
        "late": f"{-grade.late:g}" if grade.late else "",
        "at": _arrival(known.times.get(outcome.name), assignment.late),
        "lost": lost_points(outcome, assignment),
        "remarks": inert("; ".join(words)),
        "about": " ".join(about),
    }


def _arrival(known: Submitted | None, late: Late | None) -> str:
    """Say when a submission came in, by the clock of the due time."""
    if known is None or known.at is None:
        return "late" if known is not None and known.late else ""
    zone = late.due.tzinfo if late is not None else None
    return f"{known.at.astimezone(zone):%Y-%m-%d %H:%M}"


def _histogram(grades: Sequence[Grade]) -> dict[str, Any]:
    """Return a histogram of the shares of points, in tenths."""
    shares = [grade.total / max(grade.max, 1e-9) for grade in grades]
    counts, _ = np.histogram(np.clip(shares, 0, 1), bins=_BARS, range=(0, 1))
    edges = [100 * place // _BARS for place in range(_BARS + 1)]
    pairs = list(pairwise(edges))
    spans = [f"{low} to {high} percent" for low, high in pairs]
    ticks = [f"{low}\N{EN DASH}{high}" for low, high in pairs]
    return bar_chart(counts.tolist(), spans, ticks, "Totals")


def _question(question: Question, grades: Sequence[Grade]) -> dict[str, Any]:
    pairs = [
        (score, grade.earned - score)
        for grade in grades
        if (score := grade.scores[question.name]) is not None
    ]
    mean = statistics.fmean(score for score, _ in pairs) if pairs else None
    share = None if mean is None else mean / question.points
    return {
        "name": question.name,
        "title": question.title,
        "points": f"{question.points:g}",
        "mean": "" if mean is None else f"{mean:.2f}",
        "difficulty": "" if share is None else f"{share:.0%}",
        "percent": None if share is None else round(100 * share),
        "absent": "no marks yet" if question.kind == "written" else "not graded",
        "discrimination": _correlation(pairs),
        "lost": sum(score < question.points for score, _ in pairs),
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
                names = who.setdefault(f"m:{check.misconception}", [])
                if outcome.name not in names[-1:]:
                    names.append(outcome.name)
    return _most_first(who, {f"m:{mistake}": hint for mistake, hint in hints.items()})


def _troubles(
    outcomes: Sequence[SubmissionOutcome], known: Known
) -> list[dict[str, Any]]:
    who: dict[str, list[str]] = {}
    for outcome in outcomes:
        outdated = ["outdated"] if outcome.name in known.outdated else []
        for kind in [*_kinds(outcome), *outdated]:
            who.setdefault(f"t:{kind}", []).append(outcome.name)
    words = {**KINDS, "refused": "not graded", "outdated": _OUTDATED}
    return _most_first(who, {f"t:{kind}": text for kind, text in words.items()})


def _kinds(outcome: SubmissionOutcome) -> list[str]:
    return ["refused"] if outcome.refused else list(outcome.troubles())


def _most_first(
    who: Mapping[str, list[str]], words: Mapping[str, str]
) -> list[dict[str, Any]]:
    ordered = sorted(who.items(), key=lambda pair: -len(pair[1]))
    return [
        {"key": key, "text": words[key], "names": [inert(name) for name in names]}
        for key, names in ordered
    ]


def _pair(pair: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "link": f"similarity.html#{pair['id']}",
        "one": inert(pair["one"]),
        "two": inert(pair["two"]),
        "where": pair["where"],
        "share": f"{pair['share']:.0%}",
    }
