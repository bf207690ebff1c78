"""Grading one submission where Gradescope put it; run by ``run_autograder``.

Usage: ``python -m autograder.bundles.gradescope_run ROOT``, where ROOT holds
``source/``, ``submission/`` and ``results/``: ``/autograder`` on Gradescope.

After each check ``results.json`` is replaced by a newer one, and grading stops a minute
before Gradescope would: what was earned until then counts.
"""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.bundles.contents import COURSE
from autograder.bundles.metadata import Metadata, read_metadata
from autograder.course import Assignment, assignment_ids, load
from autograder.errors import NumgradeError
from autograder.grade.outcome import SubmissionOutcome, tidy
from autograder.grade.results import remarks, results_json, write_json
from autograder.grade.run import grade
from autograder.grade.setup import Budget, Setup
from autograder.intake import is_archive
from autograder.release import build_tree, keep_answered

TO_SPARE = 60  # s of the container's time that grading leaves unused
OF_THE_GRADER = 256  # MB of the container's memory that no submission gets


def main() -> None:
    """Grade; a failure of the grader's own costs no points."""
    root = Path(sys.argv[1]).resolve()
    results = root / "results" / "results.json"
    told = read_metadata(root / "submission_metadata.json")
    started = time.monotonic()
    try:
        _grade(root, results, told, started)
    except NumgradeError as error:
        _apologise(results, told, str(error))
    except Exception as error:
        _apologise(results, told, f"{type(error).__name__}: {error}")
        raise


def _grade(root: Path, results: Path, told: Metadata, started: float) -> None:
    course = root / "source" / COURSE
    (name,) = assignment_ids(course)
    assignment = load(course, name)
    rules = assignment.gradescope
    budget = Budget(
        assignment.limits.timeout,
        min(assignment.limits.memory, rules.memory - OF_THE_GRADER),
        until=started + 60 * rules.minutes - TO_SPARE,
    )

    def write(outcome: SubmissionOutcome) -> None:
        write_json(results, gradescope_results(outcome, assignment, told))

    places = [root / "source" / "data", root / "data"]
    setup = Setup(
        assignment,
        build_tree(assignment, filled=False),
        budget,
        answer=keep_answered(assignment),
        data=next((place for place in places if place.is_dir()), None),
    )
    grade(setup, [_submission(root / "submission")], write, watch=write)


def gradescope_results(
    outcome: SubmissionOutcome, assignment: Assignment, told: Metadata
) -> dict[str, Any]:
    """Return the results as Gradescope shows them.

    What students read before hidden checks are shown, the headline among it, depends on
    the public checks alone.
    """
    rules = assignment.gradescope
    results = results_json(outcome, assignment)
    for test in results["tests"]:
        if test["visibility"] == "hidden":
            test["visibility"] = rules.hidden
    seen = SubmissionOutcome(
        outcome.name,
        [check for check in outcome.checks if check.visibility == "visible"],
        outcome.refused,
    )
    results["output"] = "\n".join(_headline(seen, outcome, assignment, told))
    factor = told.factor(assignment.late)
    results["score"] = tidy(factor * outcome.score)
    results["stdout_visibility"] = "hidden"
    for key in ("output_format", "test_output_format", "test_name_format"):
        results[key] = "text"  # a student's words are never taken for HTML
    results["extra_data"] |= {
        "late_seconds": told.late.total_seconds(),
        "late_factor": factor,
        "previous_scores": list(told.scores),
    }
    ranks = list(_leaderboard(outcome)) if rules.leaderboard else []
    return {**results, "leaderboard": ranks} if ranks else results


def _headline(
    seen: SubmissionOutcome,
    outcome: SubmissionOutcome,
    assignment: Assignment,
    told: Metadata,
) -> Iterator[str]:
    if outcome.refused:
        yield f"This submission could not be graded: it {outcome.refused}."
    else:
        public = tidy(sum(check.points for check in seen.checks))
        words = f"Public checks: {seen.score:g} of {public:g} points"
        troubles = remarks(seen)
        yield f"{words}; {troubles}." if troubles else f"{words}."
    if len(seen.checks) < len(outcome.checks):
        yield "The rest of the points comes from hidden checks."
    if assignment.by_hand:
        more = assignment.total_by_hand
        yield f"{len(assignment.by_hand)} answers, {more:g} points, are read by people."
    if told.lateness:
        words = f"Handed in {told.lateness} after the due date"
        kept = told.factor(assignment.late)
        yield f"{words}: {kept:.0%} of the points count." if kept < 1 else f"{words}."
    if told.scores and len(seen.checks) == len(outcome.checks):
        yield f"Attempt {len(told.scores) + 1}; best score before: {told.best:g}."


def _leaderboard(outcome: SubmissionOutcome) -> Iterator[dict[str, Any]]:
    """Rank trained models by their accuracy."""
    for check in outcome.checks:
        if check.accuracy is not None:
            value = round(check.accuracy, 4)
            yield {"name": check.question, "value": value, "order": "desc"}


def _submission(folder: Path) -> Path:
    """Return what was handed in: the folder, or the one archive in it."""
    entries = list(folder.iterdir())
    alone = len(entries) == 1 and entries[0].is_file() and is_archive(entries[0])
    return entries[0] if alone else folder


def _apologise(results: Path, told: Metadata, why: str) -> None:
    """Let a failure of the grader's cost nothing.

    The best previous score stands; if there is none, no results are left, which
    Gradescope reports as a failed autograder and not as a zero.
    """
    print(f"numgrade: {why}", file=sys.stderr)
    results.unlink(missing_ok=True)
    if told.best is None:
        sys.exit(1)
    words = "The grader failed, not your submission; your best score so far is kept."
    write_json(
        results, {"score": told.best, "output": words, "stdout_visibility": "hidden"}
    )


if __name__ == "__main__":
    os.umask(0o022)
    main()
