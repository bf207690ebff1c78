"""Whatever is killed while a class is graded, the scores come out the same."""

import pytest

from autograder.gradebook import history, open_gradebook
from autograder.release import write_tree

from .conftest import SCORES, graded, kill, processes_below, until

GRADER = "autograder.grade.job"
SERVER = "autograder.sandbox.server"
YOUNGEST, OLDEST = -1, 0  # the oldest grader is the one that all others are forked from


@pytest.mark.parametrize(
    ("jobs", "what", "kills"),
    [
        (1, GRADER, [YOUNGEST]),
        (2, GRADER, [YOUNGEST]),
        (2, GRADER, [OLDEST]),
        (2, SERVER, [YOUNGEST, OLDEST]),
    ],
)
def test_killing_a_process_costs_nothing(
    start, slowed, class_folder, tmp_path, jobs, what, kills
):
    out = tmp_path / "out"
    run = start("--class", class_folder, "--out", out, "--jobs", jobs)
    for count, which in enumerate(kills, start=1):
        until(lambda count=count: len(graded(out)) >= count)
        kill(until(lambda: processes_below(run.pid, what))[which])
    assert run.wait() == 0
    assert graded(out) == SCORES
    with open_gradebook(out, create=False) as book:
        assert {len(history(book, "tiny-a1", name)) for name in SCORES} == {1}


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_submission_that_takes_its_grader_down_twice_is_set_aside(
    start, course, class_folder, tmp_path, jobs
):
    course.edit(
        "assignments/tiny-a1/tests/hidden/test_layers.py",
        'net = submission.module("net")',
        "import os\n"
        "    try:\n"
        '        submission.module("net").LETHAL\n'
        "        os.kill(os.getpid(), 9)\n"
        "    except Exception:\n"
        "        pass\n"
        '    net = submission.module("net")',
    )
    with (class_folder / "s3" / "tn" / "net.py").open("a") as file:
        file.write("\nLETHAL = True\n")
    out = tmp_path / "out"
    run = start("--class", class_folder, "--out", out, "--jobs", jobs)
    assert run.wait() == 0
    assert graded(out) == {**SCORES, "s3": 0.0}
    with open_gradebook(out, create=False) as book:
        (grading,) = history(book, "tiny-a1", "s3")
    assert grading.status == "set aside"
    assert grading.outcome.refused == (
        "was set aside: the process that graded it was killed by SIGKILL, "
        "and so did another"
    )


def test_a_wrong_course_is_said_once_by_all_jobs(start, course, class_folder, tmp_path):
    (course.folder / "expected" / "hidden" / "layers.npz").unlink()
    run = start("--class", class_folder, "--out", tmp_path / "out", "--jobs", 3)
    assert run.wait() == 2
    (line,) = [line for line in run.told().splitlines() if "numgrade" in line[:8]]
    assert line.endswith("is missing; build it with numgrade expected")


def test_a_bug_of_ours_is_said_in_a_line_and_sets_aside(
    start, course, solution, tmp_path
):
    course.write(
        "assignments/tiny-a1/tests/conftest.py",
        "def pytest_collection_finish(session):\n    raise RuntimeError('odd')\n",
    )
    write_tree(solution, tmp_path / "ada")
    run = start(tmp_path / "ada", "--out", tmp_path / "out")
    assert run.wait() == 2
    assert run.told().splitlines()[-1] == (
        "numgrade: ada was set aside: the process that graded it failed with "
        "RuntimeError: odd, and so did another"
    )
    assert "Traceback" not in run.told()
