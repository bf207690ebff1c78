"""What handing in late costs."""

from datetime import datetime, timedelta, timezone

import msgspec
import pytest

from autograder.course import Late, days_late, late_factor, load, load_released
from autograder.course.released import RELEASED, describe_release
from autograder.errors import CourseError

ZONE = timezone(timedelta(hours=1))
DUE = datetime(2026, 11, 3, 23, 59, tzinfo=ZONE)
LATE = Late(due=DUE, grace_minutes=30, percent_per_day=20, max_days=3)
DAY = timedelta(days=1)

LATE_TABLE = """
[late]
due = 2026-11-03T23:59:00+01:00
grace_minutes = 30
percent_per_day = 20
max_days = 3
"""


@pytest.mark.parametrize(
    ("after", "days", "factor"),
    [
        (-DAY, 0, 1.0),
        (timedelta(0), 0, 1.0),
        (timedelta(minutes=30), 0, 1.0),  # the last moment of grace
        (timedelta(minutes=31), 1, 0.8),
        (DAY, 1, 0.8),
        (DAY + timedelta(seconds=1), 2, 0.6),
        (3 * DAY, 3, 0.4),
        (3 * DAY + timedelta(seconds=1), 4, 0.0),  # no longer accepted
    ],
)
def test_each_day_begun_after_the_grace_period_costs_its_share(after, days, factor):
    assert days_late(LATE, DUE + after) == days
    assert late_factor(LATE, DUE + after) == pytest.approx(factor)


def test_no_more_than_everything_can_be_lost():
    late = msgspec.structs.replace(LATE, percent_per_day=60)
    assert late_factor(late, DUE + 2 * DAY) == 0


def test_without_a_last_day_work_is_accepted_until_nothing_is_left():
    late = msgspec.structs.replace(LATE, max_days=None)
    assert late_factor(late, DUE + 4 * DAY) == pytest.approx(0.2)
    assert late_factor(late, DUE + 400 * DAY) == 0


def test_times_are_compared_across_zones():
    greenwich = datetime(2026, 11, 3, 22, 59, tzinfo=timezone.utc)
    assert days_late(LATE, greenwich) == 0
    assert days_late(LATE, greenwich + timedelta(hours=1)) == 1


def test_a_due_time_of_ones_own_counts_in_place_of_the_assignments():
    assert late_factor(LATE, DUE + DAY, due=DUE + DAY) == 1
    assert late_factor(LATE, DUE + 3 * DAY, due=DUE + 2 * DAY) == pytest.approx(0.8)


def test_the_policy_is_read_from_assignment_toml(course):
    course.toml.write_text(course.toml.read_text() + LATE_TABLE)
    assert course.load().late == LATE


def test_a_due_time_may_be_written_as_text(course):
    text = LATE_TABLE.replace("2026-11-03T23:59:00+01:00", '"2026-11-03T22:59:00Z"')
    course.toml.write_text(course.toml.read_text() + text)
    assert course.load().late == LATE


def test_what_is_released_keeps_the_policy(course, tmp_path):
    course.toml.write_text(course.toml.read_text() + LATE_TABLE)
    file = tmp_path / RELEASED
    file.parent.mkdir()
    file.write_bytes(describe_release(course.load()))
    assert load_released(tmp_path).late == LATE


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("+01:00", "", "late.due"),  # of which zone?
        ("2026-11-03T23:59:00+01:00", '"soon"', "late.due"),
        ("percent_per_day = 20", "percent_per_day = 101", "late.percent_per_day"),
        ("percent_per_day = 20", "", "late: missing key `percent_per_day`"),
        ("max_days = 3", "max_days = -1", "late.max_days"),
        ("grace_minutes = 30", "grace = 30", "unknown key 'grace' in late"),
    ],
)
def test_a_mistake_in_it_names_file_and_key(course, old, new, key):
    assert old in LATE_TABLE
    course.toml.write_text(course.toml.read_text() + LATE_TABLE.replace(old, new))
    with pytest.raises(CourseError) as caught:
        load(course.root, "tiny-a1")
    assert str(caught.value).startswith(f"{course.toml}: {key}")
