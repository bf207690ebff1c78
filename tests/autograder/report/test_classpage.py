"""What the class page says."""

import re
from datetime import datetime, timedelta, timezone

import pytest

from autograder.course import Late
from autograder.grade.final import Grade
from autograder.grade.late import Submitted
from autograder.grade.outcome import SubmissionOutcome
from autograder.report.classpage import class_page
from autograder.report.known import Known
from autograder.report.timeline import timeline
from tests.autograder.report.conftest import full, made

UTC = timezone.utc
DUE = datetime(2026, 11, 3, 12, tzinfo=UTC)
LATE = Late(due=DUE, percent_per_day=10, max_days=5)


def rows_of(page):
    """Return the table's rows as text, and what buttons pick them by."""
    body = page.partition('<table id="class">')[2].partition("</table>")[0]
    return {
        re.sub(r"<[^>]+>", " ", row).split()[0]: about.split()
        for about, row in re.findall(r'<tr data-about="([^"]*)">(.*?)</tr>', body, re.S)
    }


def test_numbers_of_the_class(a_class, assignment):
    page = class_page(a_class, assignment)
    assert "3 submissions; mean 2, median 1 of 5 points" in page
    assert (
        "Totals. 1: 0 to 10 percent; 1: 20 to 30 percent; 1: 90 to 100 percent" in page
    )


def test_buttons_pick_the_students_behind_a_number(a_class, assignment):
    page = class_page(a_class, assignment)
    assert rows_of(page) == {
        "ada": [],
        "bob": ["q:scale_forward", "q:scale_backward", "m:squared", "t:timeout"],
        "cy": ["q:scale_forward", "q:scale_backward", "q:net_loss", "t:refused"],
    }
    for key, count in (
        ("q:scale_forward", 2),
        ("m:squared", 1),
        ("t:timeout", 1),
        ("t:refused", 1),
    ):
        button = re.search(rf'<button[^>]*data-pick="{key}"[^>]*>(\d+)<', page)
        assert int(button[1]) == count


def test_mistakes_name_the_students_behind_them_most_frequent_first(assignment):
    def student(name, *mistakes):
        checks = [
            made(question, "wrong", misconception=mistake, hint=f"hint {mistake}")
            for question, mistake in zip(
                ("scale_forward", "net_loss"), mistakes, strict=False
            )
        ]
        return SubmissionOutcome(name, checks)

    page = class_page(
        [student("ada", "rare", "often"), student("bob", "often", "often")], assignment
    )
    part = page.partition("<h2>Known mistakes</h2>")[2].partition("<h2")[0]
    hints = re.findall(r"<tr><td>(.*)", part)
    assert hints == ["hint often", "hint rare"]
    assert [part.count(f"<bdi>{name}</bdi>") for name in ("ada", "bob")] == [2, 1]


def test_difficulty_and_discrimination(assignment):
    def student(name, *earned):
        points = zip(
            ("scale_forward", "scale_backward", "net_loss"), earned, strict=True
        )
        checks = [
            made(question, "partial", 2.0, share=share) for question, share in points
        ]
        return SubmissionOutcome(name, checks)

    outcomes = [student("a", 1, 1, 0), student("b", 0.5, 0.5, 0), student("c", 0, 0, 1)]
    page = class_page(outcomes, assignment)
    part = page.partition("<h2>Questions</h2>")[2]
    cells = re.findall(r'<td class="number(?: wide)?">([-.\d%]+)<', part)
    assert cells[:2] == ["50%", "-0.00"] or cells[:2] == ["50%", "0.00"]


def test_lateness_and_times_have_columns_when_they_are_known(a_class, assignment):
    scores = {"scale_forward": 2.0, "scale_backward": 2.0, "net_loss": 1.0}
    grades = [Grade(outcome.name, scores, 5.0, 0.5, "") for outcome in a_class]
    times = {"ada": Submitted(DUE)}
    page = class_page(a_class, assignment, grades, Known(times=times))
    assert ">Late</button>" in page
    assert '<td class="number">-0.5</td>' in page
    assert f'<td class="at">{DUE.astimezone():%Y-%m-%d %H:%M}</td>' in page
    plain = class_page(a_class, assignment)
    assert ">Late</button>" not in plain
    assert ">Handed in</button>" not in plain


def test_similar_pairs_lead_to_their_page(a_class, assignment):
    pair = {
        "id": "pair-1",
        "one": "ada",
        "two": "<b>",
        "where": "layers.f",
        "share": 0.875,
    }
    page = class_page(a_class, assignment, known=Known(pairs=[pair]))
    assert 'href="similarity.html#pair-1"' in page
    assert "&lt;b&gt;" in page
    assert "88%" in page


def test_a_hostile_name_stays_text_and_its_link_a_path(assignment):
    name = '"><script>alert(1)</script>'
    page = class_page([full(name), full("javascript:alert(1)")], assignment)
    assert page.count("<script>") == 1  # our own
    assert 'href="%22%3E%3Cscript%3Ealert%281%29%3C/script%3E/feedback.html"' in page
    assert 'href="javascript%3Aalert%281%29/feedback.html"' in page


def test_an_empty_class_has_a_page(assignment):
    assert "0 submissions" in class_page([], assignment)


# over time


def chart(*hours, late=LATE):
    times = {
        str(place): Submitted(DUE + timedelta(hours=hour))
        for place, hour in enumerate(hours)
    }
    return timeline(times, late)


def test_nobody_known_is_no_chart():
    assert timeline({}, LATE) is None


def test_each_submission_falls_into_its_hour_and_the_due_time_is_marked():
    found = chart(-3.5, -3.2, 0.5)
    assert [bar["count"] for bar in found["bars"]] == [2, 0, 0, 0, 1]
    assert found["due"] == 4 / 5 * 600
    assert found["bars"][0]["label"] == "2: from 03 Nov, 08:00"


def test_without_a_due_time_there_is_no_line():
    assert chart(0, 1, late=None)["due"] is None


@pytest.mark.parametrize("days", [0.1, 3, 10, 40, 400, 4000])
def test_any_span_of_time_fits_with_nobody_lost(days):
    found = chart(*[-24 * days * part / 20 for part in range(21)])
    assert sum(bar["count"] for bar in found["bars"]) == 21
    assert len(found["bars"]) <= 160
    assert 0 <= found["due"] <= 600


def test_days_are_named_where_they_begin_and_hours_within_one_day():
    def ticks(found):
        return [bar["tick"] for bar in found["bars"] if bar["tick"]]

    assert ticks(chart(-36, 0, 13)) == ["03 Nov", "04 Nov"]
    assert ticks(chart(-2, 0)) == ["10:00", "11:00", "12:00"]
    assert len(ticks(chart(*range(-480, 1)))) <= 7
