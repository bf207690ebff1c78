"""All rules, in the order in which their findings are best mended."""

from collections.abc import Callable, Iterator

from autograder.course import Assignment
from autograder.lint.findings import Finding
from autograder.lint.hidden import find_visible_values
from autograder.lint.notebooks import find_unknown_names
from autograder.lint.points import find_wrong_points
from autograder.lint.tests import read_tests
from autograder.lint.tolerances import find_tight_tolerances
from autograder.lint.trials import Trees, try_trees
from autograder.lint.written import find_unmarked_questions
from autograder.release import build_tree


def lint(
    assignment: Assignment,
    started: Callable[[str], None] = lambda _: None,
    trials: bool = True,
) -> Iterator[Finding]:
    """Look for what instructors get wrong.

    Parameters
    ----------
    assignment : Assignment
        What to look at.
    started : callable
        Told each step as it begins.
    trials : bool
        Grade, too; otherwise only files are read.

    Yields
    ------
    Finding
        Most of them read from files; the last ones by grading trees in which parts
        of the solution are missing.

    Raises
    ------
    CourseError
        If the assignment is so wrong that it can't be built or graded.
    """
    started("reading the checks")
    tests = read_tests(assignment)
    solution = build_tree(assignment, filled=True)
    skeleton = build_tree(assignment, filled=False)
    points = list(find_wrong_points(assignment, tests))
    yield from points
    yield from find_tight_tolerances(assignment, tests)
    yield from find_visible_values(assignment, tests, skeleton)
    started("reading the notebooks")
    yield from find_unknown_names(assignment, solution)
    yield from find_unmarked_questions(assignment)
    if trials and not points:  # grading insists on them
        yield from try_trees(assignment, Trees(solution, skeleton), started)
