"""The class's tables and each result's totals, with marks by hand and lateness."""

import csv
import io
import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from autograder.course import Assignment
from autograder.grade.final import Grade
from autograder.grade.outcome import SubmissionOutcome
from autograder.grade.results import (
    results_json,
    summary_json,
    write_json,
    write_text,
)
from autograder.inert import inert_cell


def write_totals(
    outcomes: Sequence[SubmissionOutcome],
    grades: Sequence[Grade],
    assignment: Assignment,
    folder: Path,
) -> None:
    """Write a class's ``grades.csv`` and ``summary.json``."""
    write_text(folder / "grades.csv", grades_csv(grades))
    write_json(folder / "summary.json", _summary(outcomes, grades, assignment))


def write_total(
    outcome: SubmissionOutcome, grade: Grade, assignment: Assignment, file: Path
) -> None:
    """Bring a grade into the submission's ``results.json``, which is ``file``.

    The checks in it stay as they are; so this may be done again at any time.
    """
    stored = json.loads(file.read_text(encoding="utf-8"))
    changed = _result(outcome, grade, assignment)
    extra = stored["extra_data"] | changed.pop("extra_data")
    write_json(file, stored | changed | {"extra_data": extra})


def _result(
    outcome: SubmissionOutcome, grade: Grade, assignment: Assignment
) -> dict[str, Any]:
    """Return what marks and lateness change in a submission's results."""
    output = results_json(outcome, assignment)["output"]
    if grade.by_hand:
        output += f"; with marks by hand {grade.earned:g} of {grade.max:g} points"
    if grade.late:
        output += f"; late: {grade.late:g} points off"
    by_hand = {name: asdict(given) for name, given in grade.by_hand.items()}
    return {
        "score": grade.total,
        "max_score": grade.max,
        "output": output,
        "extra_data": {"questions": dict(grade.scores), "by_hand": by_hand},
    }


def grades_csv(grades: Sequence[Grade]) -> str:
    """Return one row a submission: its name, each question, total, max, remarks.

    What lateness took has a column if it took anything.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    late = ["late"] if any(grade.late for grade in grades) else []
    questions = list(grades[0].scores) if grades else []
    writer.writerow(["submission", *questions, *late, "total", "max", "remarks"])
    for grade in grades:
        off = [-grade.late] if late else []
        numbers = [*grade.scores.values(), *off, grade.total, grade.max]
        cells = ["" if number is None else f"{number + 0.0:.10g}" for number in numbers]
        writer.writerow([inert_cell(grade.name), *cells, inert_cell(grade.remarks)])
    return text.getvalue()


def _summary(
    outcomes: Sequence[SubmissionOutcome],
    grades: Sequence[Grade],
    assignment: Assignment,
) -> dict[str, Any]:
    summary = summary_json(outcomes, assignment)
    summary["mean_score"] = _mean([grade.total for grade in grades])
    summary["max_score"] = max((grade.max for grade in grades), default=0.0)
    for name, question in summary["questions"].items():
        scores = [grade.scores[name] for grade in grades]
        question["mean_score"] = _mean([s for s in scores if s is not None])
    summary["by_hand"] = {
        name: {"marked": sum(name in grade.by_hand for grade in grades)}
        for name in assignment.by_hand
    }
    return summary


def _mean(numbers: Sequence[float]) -> float | None:
    return round(statistics.fmean(numbers), 4) if numbers else None
