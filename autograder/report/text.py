"""Results as a few words, for a terminal."""

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
