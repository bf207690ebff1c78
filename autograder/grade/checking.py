"""Checking one's own work: the public checks on a student's tree, where it lies."""

from contextlib import AbstractContextManager

from autograder.course import Assignment
from autograder.errors import UsageError
from autograder.grade.outcome import SubmissionOutcome
from autograder.grade.plugin import GradingPlugin, Task
from autograder.grade.run import open_session
from autograder.grade.runner import run_pytest
from autograder.grade.setup import Budget
from autograder.sandbox import Server
from autograder.sandbox.plain import PlainServer


def check_tree(
    assignment: Assignment,
    question: str = "",
    place: AbstractContextManager[Server] | None = None,
) -> SubmissionOutcome:
    """Run the public checks on the tree in ``assignment.folder``.

    Parameters
    ----------
    assignment : Assignment
        As ``load_released`` returns it.
    question : str
        The question to check; "" checks all.
    place : context manager of Server, optional
        Where the student's code runs; default: a process of its own.

    Raises
    ------
    UsageError
        If there is no such question, or it has no public check.
    CourseError, SandboxError
        If the tests that came with the assignment were damaged, or no process starts.
    """
    names = [q.name for q in assignment.questions]
    if question and question not in names:
        raise UsageError(f"no question {question!r}; there are: {', '.join(names)}")
    outcome = SubmissionOutcome(assignment.folder.name)
    budget = Budget.of(assignment, None, None)
    with (
        place or PlainServer() as server,
        open_session(assignment, assignment.folder, budget, server) as session,
    ):
        plugin = GradingPlugin(
            assignment, [Task(session, outcome)], only=question, whole=False
        )
        run_pytest(assignment.folder / "tests", plugin)
    if not outcome.checks:
        raise UsageError(f"{question or assignment.id} has no public check")
    return outcome
