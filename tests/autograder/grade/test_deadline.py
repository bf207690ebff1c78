"""A time for all checks together, and outcomes that are told as they come."""

import time

from autograder.grade.run import grade
from autograder.grade.setup import Budget, Setup
from autograder.release import write_tree


def graded(course, tree, folder, until, watch):
    write_tree(tree, folder)
    budget = Budget(timeout=2, memory=1024, until=until)
    (outcome,) = grade(Setup(course.load(), {}, budget), [folder], watch=watch)
    return outcome


def test_each_check_is_told_with_all_before_it(pristine_course, solution, tmp_path):
    told = []
    until = time.monotonic() + 60
    outcome = graded(pristine_course, solution, tmp_path / "ref", until, told.append)
    assert [len(part.checks) for part in told] == list(range(1, 8))
    assert [part.score for part in told] == [1, 2, 2.5, 3, 3.5, 4, 5]
    assert told[-1].checks == outcome.checks


def test_what_was_earned_before_the_time_was_up_is_kept(
    pristine_course, edited, tmp_path
):
    hangs = edited("tn/layers.py", "    x, a = cache\n", "    while True: pass\n")
    until = time.monotonic() + 1.5
    outcome = graded(pristine_course, hangs, tmp_path / "hangs", until, None)
    assert outcome.score == 2
    kinds = [check.kind for check in outcome.checks]
    assert kinds[:3] == ["passed", "passed", "timeout"]
    assert set(kinds[3:]) == {"not_run"}
    last = outcome.checks[-1]
    assert last.question == "net_loss"
    assert last.lines == ("the time for the whole submission was used up",)
