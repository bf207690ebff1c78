"""Writing what came of grading: ``results.json``, ``summary.json``.

Files appear complete or not at all.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from autograder.course import Assignment
from autograder.grade.outcome import (
    KINDS,
    CheckOutcome,
    SubmissionOutcome,
    tidy,
)


def results_json(outcome: SubmissionOutcome, assignment: Assignment) -> dict[str, Any]:
    """Return a submission's results in Gradescope's schema."""
    return {
        "score": outcome.score,
        "max_score": outcome.total(assignment),
        "execution_time": round(outcome.seconds, 3),
        "output": _headline(outcome, assignment),
        "tests": [_test(check) for check in outcome.checks],
        "extra_data": {
            "assignment": assignment.id,
            "submission": outcome.name,
            "questions": outcome.by_question(assignment),
            "refused": outcome.refused,
            "sandbox": list(outcome.layers),
        },
    }


def summary_json(
    outcomes: Sequence[SubmissionOutcome], assignment: Assignment
) -> dict[str, Any]:
    """Return what is worth knowing of a whole class."""
    scores: list[float | None] = [outcome.score for outcome in outcomes]
    questions = [outcome.by_question(assignment) for outcome in outcomes]
    return {
        "assignment": assignment.id,
        "title": assignment.title,
        "submissions": len(outcomes),
        "refused": {o.name: o.refused for o in outcomes if o.refused},
        "max_score": tidy(assignment.total),
        "mean_score": _mean(scores),
        "questions": {
            question.name: {
                "max_score": question.points,
                "mean_score": _mean([row[question.name] for row in questions]),
            }
            for question in assignment.questions
        },
        "troubles": {o.name: o.troubles() for o in outcomes if o.troubles()},
    }


def _mean(scores: Sequence[float | None]) -> float | None:
    known = [score for score in scores if score is not None]
    return round(sum(known) / len(known), 4) if known else None


def remarks(outcome: SubmissionOutcome, wrong: bool = False) -> str:
    """Say in a few words what other than right and wrong happened.

    ``wrong`` has wrong answers named, too: for a table that shows no single check.
    """
    if outcome.refused:
        return f"not graded: it {outcome.refused}"
    troubles = outcome.troubles(wrong)
    return "; ".join(
        f"{KINDS[kind]}: {_few(names)}" for kind, names in troubles.items()
    )


def _few(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 3 else f"{len(names)} questions"


def write_text(path: Path, text: str) -> None:
    """Write a file completely or not at all."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file completely or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_bytes(content)
    os.replace(unfinished, path)


def write_json(path: Path, data: Any) -> None:
    """Write ``data`` as JSON, completely or not at all."""
    write_text(path, as_json(data))


def as_json(data: Any) -> str:
    """Return ``data`` as ``write_json`` writes it."""
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _test(check: CheckOutcome) -> dict[str, Any]:
    return {
        "name": f"{check.question}: {check.title}",
        "score": tidy(check.score),
        "max_score": tidy(check.points) if check.graded else 0.0,
        "status": "passed" if check.passed else "failed",
        "visibility": check.visibility,
        "output": "\n".join(check.told),
        "tags": [check.question],
        "extra_data": {
            "question": check.question,
            "kind": check.kind,
            "points": check.points,
            "share": check.share,
            "seconds": round(check.seconds, 3),
            "lines": check.lines,
            "secret_lines": check.secret_lines if check.public else (),
            "max_rel_error": check.max_rel_error,
            "misconception": check.misconception or None,
            "hint": check.hint,
            "call": check.call,
            "errors": asdict(check.errors) if check.errors else None,
            "values": asdict(check.values) if check.values else None,
            "accuracy": check.accuracy,
        },
    }


def _headline(outcome: SubmissionOutcome, assignment: Assignment) -> str:
    if outcome.refused:
        return f"This submission could not be graded: it {outcome.refused}."
    words = f"{outcome.score:g} of {outcome.total(assignment):g} points"
    if assignment.by_hand:
        names, points = _few(list(assignment.by_hand)), assignment.total_by_hand
        words += f"; people grade {names}, {points:g} more"
    more = remarks(outcome)
    return f"{words}; {more}" if more else words
