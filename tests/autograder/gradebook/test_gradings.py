"""Results are written once, whole, and none is forgotten."""

import sqlite3
import threading

import pytest
from sqlalchemy import select

from autograder.grade.errormap import ErrorMap
from autograder.grade.outcome import CheckOutcome, SubmissionOutcome
from autograder.gradebook import (
    GradebookError,
    find,
    history,
    latest,
    open_gradebook,
    record,
)
from autograder.gradebook.schema import scores


@pytest.fixture(scope="module")
def assignment(pristine_course):
    return pristine_course.load()


def test_an_outcome_comes_back_as_it_was(book, assignment, basis):
    check = CheckOutcome(
        question="scale_forward",
        title="on ones",
        visibility="hidden",
        points=1.0,
        kind="wrong",
        seconds=0.25,
        lines=("off\0", "\ud800 and é"),
        secret_lines=("expected 3",),
        max_rel_error=float("inf"),
        lookalikes=("one", "other"),
        misconception="one",
        hint="add up",
        errors=ErrorMap((2, 3), ("010", "002")),
    )
    outcome = SubmissionOutcome("ada", [check], seconds=1.5, layers=("seccomp",))
    record(book, assignment, basis(), outcome)
    assert find(book, "tiny-a1", "ada", basis()).outcome == outcome


def test_points_of_questions_can_be_asked_for_in_sql(book, assignment, basis, outcome):
    record(book, assignment, basis(), outcome("ada", 1.5))
    wanted = select(scores.c.question, scores.c.points, scores.c.max_points)
    rows = book.read(lambda c: c.execute(wanted.order_by(scores.c.place)).all())
    assert rows == [
        ("scale_forward", 1.5, 2.0),
        ("scale_backward", 0.0, 2.0),
        ("net_loss", 0.0, 1.0),
    ]


@pytest.mark.parametrize("part", ["content", "grader", "course", "data", "settings"])
def test_a_result_is_found_only_by_all_that_it_rests_on(
    book, assignment, basis, outcome, part
):
    record(book, assignment, basis(), outcome("ada"))
    assert find(book, "tiny-a1", "ada", basis()) is not None
    assert find(book, "tiny-a1", "ada", basis(**{part: "new"})) is None
    assert find(book, "tiny-a1", "bob", basis()) is None


def test_the_same_basis_again_keeps_the_first_result(book, assignment, basis, outcome):
    first = record(book, assignment, basis(), outcome("ada", 2.0))
    second = record(book, assignment, basis(), outcome("ada", 1.0))
    assert second == first
    assert [g.outcome.score for g in history(book, "tiny-a1", "ada")] == [2.0]


def test_grading_again_keeps_the_history_and_counts_the_latest(
    book, assignment, basis, outcome
):
    record(book, assignment, basis(), outcome("ada", 2.0))
    record(book, assignment, basis(), outcome("ada", 1.0), again=True)
    record(book, assignment, basis(course="mended"), outcome("ada", 1.5))
    kept = history(book, "tiny-a1", "ada")
    assert [(g.attempt, g.outcome.score) for g in kept] == [(1, 2), (2, 1), (3, 1.5)]
    assert [g.outcome.score for g in latest(book, "tiny-a1")] == [1.5]


def test_latest_lists_long_classes_once_each_by_name(book, assignment, basis, outcome):
    names = [f"student{number:03}" for number in range(401)]
    for name in reversed(names):
        record(book, assignment, basis(), outcome(name))
    assert [grading.name for grading in latest(book, "tiny-a1")] == names


def test_assignments_do_not_mix(book, assignment, basis, outcome):
    record(book, assignment, basis(), outcome("ada"))
    assert list(latest(book, "another")) == []


def test_graders_at_once_double_nothing_and_lose_nothing(
    where, assignment, basis, outcome
):
    names = [f"student{number}" for number in range(12)]
    troubles = []

    def grade_all():
        try:
            with open_gradebook(where) as own:
                for name in names:
                    record(own, assignment, basis(), outcome(name))
        except Exception as error:
            troubles.append(error)

    graders = [threading.Thread(target=grade_all) for _ in range(4)]
    for grader in graders:
        grader.start()
    for grader in graders:
        grader.join()
    assert troubles == []
    with open_gradebook(where) as book:
        for name in names:
            assert [g.attempt for g in history(book, "tiny-a1", name)] == [1]


def test_a_refused_submission_is_recorded_with_its_reason(
    book, assignment, basis, outcome
):
    refused = SubmissionOutcome("eve", refused="is unsafe")
    grading = record(book, assignment, basis(), refused)
    assert (grading.status, grading.outcome.refused) == ("refused", "is unsafe")


def test_a_gradebook_of_another_version_is_left_alone(tmp_path):
    open_gradebook(tmp_path).close()
    with sqlite3.connect(tmp_path / "gradebook.sqlite") as raw:
        raw.execute("UPDATE about SET value = '99'")
    raw.close()
    with pytest.raises(GradebookError, match="of version 99, this numgrade writes 1"):
        open_gradebook(tmp_path)


def test_a_file_that_is_no_gradebook_is_said_in_one_line(tmp_path):
    (tmp_path / "gradebook.sqlite").write_text("grades: all fine" * 100)
    with pytest.raises(GradebookError, match="file is not a database"):
        open_gradebook(tmp_path)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("oracle://nowhere/x", "oracle"),
        ("nonsense+nothing://x", "no such kind of database"),
        ("postgresql://u@127.0.0.1:1/x", "Connection refused"),
        ("://", "can't be read"),
    ],
)
def test_a_wrong_address_is_said_in_one_line(address, words):
    with pytest.raises(GradebookError, match=words):
        open_gradebook(address)


def test_looking_makes_no_file(tmp_path):
    with pytest.raises(GradebookError, match="no gradebook"):
        open_gradebook(tmp_path, create=False)
    assert list(tmp_path.iterdir()) == []
