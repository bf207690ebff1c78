"""Results as a few words, for a terminal."""

from collections.abc import Iterable

from autograder.course import Assignment
from autograder.grade.outcome import SubmissionOutcome, tidy


def lost_points(outcome: SubmissionOutcome, assignment: Assignment) -> str:
    """Say in which questions how many points are missing: ``relu_forward 1.5``."""
    if not outcome.score:
        return "all"
    scores = outcome.by_question(assignment)
    lost = {
        question.name: tidy(question.points - score)
        for question in assignment.questions
        if (score := scores[question.name]) is not None
    }
    return ", ".join(f"{name} {points:g}" for name, points in lost.items() if points)


def some(names: Iterable[str], most: int = 3) -> str:
    """Name a few of ``names``, and how many more there are."""
    names = list(names)
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
