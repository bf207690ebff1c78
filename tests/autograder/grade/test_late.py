"""When submissions came in, and what of their points is left."""

from datetime import datetime, timedelta, timezone

import pytest

from autograder.course import Late
from autograder.errors import UsageError
from autograder.grade.final import final_grades
from autograder.grade.late import (
    Submitted,
    corrected,
    read_times,
    share_kept,
    told_times,
)
from autograder.grade.outcome import CheckOutcome, SubmissionOutcome
from autograder.intake import Arrival

ZONE = timezone(timedelta(hours=1))
DUE = datetime(2026, 11, 3, 23, 59, tzinfo=ZONE)
LATE = Late(due=DUE, percent_per_day=10, grace_minutes=15)


def test_an_extension_moves_the_due_time_of_one_student():
    at = DUE + timedelta(days=3)
    own = {"ada": Submitted(at, due=at - timedelta(hours=1))}
    assert share_kept(LATE, own, "ada") == 0.9
    assert share_kept(LATE, {"ada": Submitted(at)}, "ada") == 0.7


def test_everything_is_kept_without_a_policy_or_a_time():
    assert share_kept(None, {"ada": Submitted(DUE + timedelta(days=9))}, "ada") == 1
    assert share_kept(LATE, {}, "ada") == 1


def test_files_times_are_believed_where_asked_for_and_nothing_else_tells():
    arrivals = {
        "ada": [Arrival("git", DUE), Arrival("file", DUE - timedelta(days=9))],
        "bob": [Arrival("canvas", None, True), Arrival("file", DUE)],
        "cy": [Arrival("file", DUE)],
    }
    assert told_times(arrivals) == {
        "ada": Submitted(DUE),
        "bob": Submitted(None, late=True),
    }
    assert told_times(arrivals, files=True) == {
        "ada": Submitted(DUE),
        "bob": Submitted(DUE, late=True),
        "cy": Submitted(DUE),
    }


def test_given_times_go_before_told_ones_and_extensions_beside_them():
    later = DUE + timedelta(days=2)
    told = {"ada": Submitted(DUE), "bob": Submitted(DUE), "cy": Submitted(DUE)}
    given = {"ada": Submitted(later), "bob": Submitted(None, later)}
    assert corrected(told, given) == {
        "ada": Submitted(later),
        "bob": Submitted(DUE, later),
        "cy": Submitted(DUE),
    }


def write(tmp_path, text):
    file = tmp_path / "times.csv"
    file.write_text(text)
    return file


def test_times_are_read_with_their_zone_or_that_of_the_due_time(tmp_path):
    file = write(
        tmp_path,
        "submission,submitted,due\n"
        "ada,2026-11-04 00:10,\n"
        "bob,2026-11-03T23:10:00Z,2026-11-05T12:00\n",
    )
    times = read_times(file, LATE)
    assert times["ada"] == Submitted(datetime(2026, 11, 4, 0, 10, tzinfo=ZONE))
    assert times["bob"].at == datetime(2026, 11, 3, 23, 10, tzinfo=timezone.utc)
    assert times["bob"].due == datetime(2026, 11, 5, 12, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("submission,submitted\nada,yesterday\n", "line 2: 'yesterday' is no time"),
        ("name,when\nada,2026-11-03\n", "needs the columns submission, and submitted"),
        ("submission,submitted\nada,\n", "line 2: needs"),
    ],
)
def test_times_that_cannot_be_read_name_their_line(tmp_path, text, words):
    with pytest.raises(UsageError, match=words):
        read_times(write(tmp_path, text), LATE)


def test_lateness_takes_a_share_of_the_points_earned(course):
    table = "[late]\ndue = 2026-11-03T23:59:00+01:00\npercent_per_day = 10\n"
    course.edit("assignments/tiny-a1/assignment.toml", "[limits]", f"{table}[limits]")
    check = CheckOutcome("scale_forward", "on ones", "visible", 2.0, "passed", 0.1)
    times = {"ada": Submitted(DUE + timedelta(days=1, minutes=1))}
    outcomes = [SubmissionOutcome(name, [check]) for name in ("ada", "bob")]
    ada, bob = final_grades(outcomes, course.load(), {}, times)
    assert (ada.earned, ada.late, ada.total, ada.max) == (2.0, 0.4, 1.6, 5.0)
    assert (bob.late, bob.total) == (0.0, 2.0)
