"""Reading back what grading wrote: ``results.json`` files become outcomes again."""

import json
from pathlib import Path
from typing import Any

import msgspec

from autograder.course import Assignment
from autograder.errors import UsageError
from autograder.grade.outcome import CheckOutcome, SubmissionOutcome


def stored_assignment_id(folder: Path) -> str:
    """Return the id of the assignment that ``folder`` holds results of.

    Raises
    ------
    UsageError
        If it holds none.
    """
    summary = folder / "summary.json"
    if not summary.is_file():
        raise UsageError(
            f"{folder} holds no results: no summary.json; name the folder that "
            "numgrade grade wrote with --out"
        )
    return str(_field(summary, _read(summary), "assignment"))


def read_outcomes(folder: Path, assignment: Assignment) -> list[SubmissionOutcome]:
    """Read all submissions' results below ``folder``, sorted by name.

    Raises
    ------
    UsageError
        If a file is damaged, or of another version of the assignment.
    """
    files = sorted(folder.glob("*/results.json"))
    return [read_outcome(file, assignment) for file in files]


def read_outcome(file: Path, assignment: Assignment) -> SubmissionOutcome:
    """Read one ``results.json``, as ``results.results_json`` made it.

    Raises
    ------
    UsageError
        If it is damaged, or of another version of the assignment.
    """
    table = _read(file)
    extra = _field(file, table, "extra_data")
    outcome = SubmissionOutcome(
        name=_field(file, extra, "submission"),
        checks=[_check(file, test) for test in _field(file, table, "tests")],
        refused=_field(file, extra, "refused"),
        seconds=_field(file, table, "execution_time"),
        layers=tuple(_field(file, extra, "sandbox")),
    )
    known = {question.name for question in assignment.questions}
    strange = {check.question for check in outcome.checks} - known
    if strange:
        raise UsageError(
            f"{file}: graded {min(strange)}, which {assignment.id} no longer asks; "
            "grade again"
        )
    return outcome


def _check(file: Path, test: Any) -> CheckOutcome:
    extra = _field(file, test, "extra_data")
    question = _field(file, extra, "question")
    table = {
        **extra,
        "title": str(_field(file, test, "name")).removeprefix(f"{question}: "),
        "visibility": _field(file, test, "visibility"),
        "misconception": extra.get("misconception") or "",
    }
    try:
        return msgspec.convert(table, CheckOutcome)
    except msgspec.ValidationError as error:
        raise _damaged(file, str(error)) from None


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise _damaged(file, str(error)) from None
    except OSError as error:
        raise UsageError(f"{file}: can't be read: {error.strerror}") from None


def _field(file: Path, table: Any, key: str) -> Any:
    if not isinstance(table, dict) or key not in table:
        raise _damaged(file, f"no {key!r}")
    return table[key]


def _damaged(file: Path, what: str) -> UsageError:
    return UsageError(f"{file} is damaged, or of another version: {what}; grade again")
