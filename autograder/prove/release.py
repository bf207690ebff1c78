"""The proofs of a release: the reference scores 100 %, the skeleton 0."""

from pathlib import Path

from autograder.course import Assignment
from autograder.errors import CourseError
from autograder.grade.outcome import SubmissionOutcome
from autograder.grade.run import grade
from autograder.grade.setup import Budget, Setup


def prove_release(
    assignment: Assignment, solution: Path, skeleton: Path
) -> SubmissionOutcome:
    """Grade the two trees of a release.

    Parameters
    ----------
    assignment : Assignment
        What is released.
    solution, skeleton : Path
        The solution tree and the student tree, as folders.

    Returns
    -------
    SubmissionOutcome
        The reference's: all checks, and what they are worth.

    Raises
    ------
    CourseError
        If the reference loses a point, naming the check; if the skeleton gains one, or
        fails otherwise than by being unwritten.
    """
    setup = Setup(assignment, {}, Budget.of(assignment, None, None))
    reference, blank = grade(setup, [solution, skeleton])
    for outcome in (reference, blank):
        if outcome.refused:
            raise CourseError(f"{assignment.id}: {outcome.name} {outcome.refused}")
    for check in reference.checks:
        if check.graded and not check.passed:
            words = f"the reference fails {check.title!r}: {'; '.join(check.lines)}"
            raise _broken(assignment, check.question, words)
    _blame(assignment, blank)
    return reference


def _blame(assignment: Assignment, blank: SubmissionOutcome) -> None:
    # where a notebook's cells are blank, a wrong answer is all that can be expected
    stubs = {question.name for question in assignment.todo.values()}
    for check in blank.checks:
        if check.passed:
            words = f"the skeleton passes {check.title!r}; give the check no points"
            raise _broken(assignment, check.question, words)
        unwritten = check.kind == "not_implemented" or check.question not in stubs
        if check.graded and not unwritten:
            words = f"the skeleton {check.kind}: {'; '.join(check.lines)}"
            raise _broken(assignment, check.question, words)


def _broken(assignment: Assignment, question: str, words: str) -> CourseError:
    return CourseError(f"{assignment.id}, question {question}: {words}")
