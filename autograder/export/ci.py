"""One submission's results in the forms of services that grade a push or an upload.

Each form has one row a question, never one a hidden check: what hidden checks are
called is for the course to tell.
"""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from autograder.course import Assignment
from autograder.errors import UsageError
from autograder.export.done import Done
from autograder.grade.outcome import CheckOutcome, SubmissionOutcome, tidy
from autograder.inert import inert


def single(outcomes: Sequence[SubmissionOutcome], form: str) -> SubmissionOutcome:
    """Return the only submission.

    Raises
    ------
    UsageError
        If there is none, or more than one.
    """
    if len(outcomes) != 1:
        raise UsageError(
            f"{form} is the form of one submission; the folder holds {len(outcomes)}: "
            "grade each into a folder of its own"
        )
    return outcomes[0]


def rows(
    outcome: SubmissionOutcome, assignment: Assignment
) -> list[tuple[str, float, float]]:
    """Return each question that was graded, what it earned and what it could earn."""
    earned = outcome.by_question(assignment)
    return [
        (question.name, score, question.points)
        for question in assignment.questions
        if (score := earned[question.name]) is not None
    ]


def classroom50(
    outcome: SubmissionOutcome, assignment: Assignment, around: Mapping[str, str]
) -> Done:
    """Return Classroom 50's ``result.json``, ``classroom50/result/v1``.

    ``around`` is its runner's environment. Its scores are whole numbers: where points
    aren't, all are given in hundredths. See
    https://github.com/foundation50/classroom50, cli/gh-teacher.
    """
    found = rows(outcome, assignment)
    numbers = [number for _, *pair in found for number in pair]
    scale = 1 if all(float(number).is_integer() for number in numbers) else 100
    tests: list[dict[str, Any]] = [
        {
            "test-name": name,
            "passed": math.isclose(score, most),
            "score": round(score * scale),
            "max-score": round(most * scale),
        }
        for name, score, most in found
    ]
    commit = around.get("COMMIT_URL") or _commit(around)
    table = {
        "schema": "classroom50/result/v1",
        "classroom": around.get("CLASSROOM", ""),
        "assignment": around.get("ASSIGNMENT", assignment.id),
        "submission": around.get("SUBMISSION_TAG") or around.get("GITHUB_REF_NAME", ""),
        "commit": commit,
        "release": around.get("RELEASE_URL") or commit,
        "review": around.get("REVIEW_URL") or commit,
        "datetime": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }
    notes = ["scores are in hundredths of a point"] if scale > 1 else []
    return Done(_json(table), notes)


def autolab(outcome: SubmissionOutcome, assignment: Assignment) -> Done:
    """Return the line that Autolab reads as the last of a job's output.

    See https://docs.autolabproject.com/lab/#writing-the-autograder. The accuracies of
    trained models go to the scoreboard.
    """
    scores = {name: score for name, score, _ in rows(outcome, assignment)}
    line: dict[str, Any] = {"scores": scores}
    accuracies = [c.accuracy for c in outcome.checks if c.accuracy is not None]
    if accuracies:
        line["scoreboard"] = [round(accuracy, 4) for accuracy in accuracies]
    return Done(json.dumps(line).encode() + b"\n")


def prairielearn(outcome: SubmissionOutcome, assignment: Assignment) -> Done:
    """Return PrairieLearn's ``results.json``.

    See https://docs.prairielearn.com/externalGrading/. A submission that can't be
    graded isn't gradable there, and so costs no attempt.
    """
    if outcome.refused:
        words = inert(f"It {outcome.refused}.")
        return Done(_json({"gradable": False, "score": 0, "format_errors": [words]}))
    found = rows(outcome, assignment)
    total = sum(most for *_, most in found)
    earned = sum(score for _, score, _ in found)
    tests = [
        {
            "name": name,
            "points": score,
            "max_points": most,
            "output": told(outcome.checks, name),
        }
        for name, score, most in found
    ]
    table = {
        "gradable": True,
        "score": min(earned / total, 1.0) if total else 0.0,
        "message": f"{tidy(earned):g} of {tidy(total):g} points",
        "tests": tests,
    }
    return Done(_json(table))


def told(checks: Sequence[CheckOutcome], question: str) -> str:
    """Return what a student may read now of a question's checks that didn't pass."""
    mine = [c for c in checks if c.question == question and not c.passed]
    lines = []
    for check in mine:
        if check.public:
            lines += [f"{check.title}:", *(f"  {line}" for line in check.told)]
    if hidden := sum(not check.public for check in mine):
        lines.append(f"{hidden} more check{'s' * (hidden > 1)} failed")
    return inert("\n".join(lines))


def _commit(around: Mapping[str, str]) -> str:
    parts = [around.get(f"GITHUB_{part}", "") for part in ("SERVER_URL", "REPOSITORY")]
    return "/".join([*parts, "commit", around.get("GITHUB_SHA", "")])


def _json(table: dict[str, Any]) -> bytes:
    return json.dumps(table, indent=1, ensure_ascii=False).encode() + b"\n"
