"""What the student's page says, and what it must not."""

import re
import sys
from dataclasses import replace

import pytest
from markupsafe import escape

from autograder.grade.final import ByHand, Grade
from autograder.grade.outcome import SubmissionOutcome
from autograder.report import feedback, feedback_page
from autograder.written import Answer, Part
from tests.autograder.report.conftest import full, made, wrong


def page_of(assignment, *checks, **options):
    return feedback_page(SubmissionOutcome("bob", list(checks)), assignment, **options)


def text_of(page):
    body = page.partition("<body>")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_a_failed_check_tells_call_error_place_hint_and_what_to_try(assignment):
    text = text_of(page_of(assignment, wrong(points=2.0)))
    for words in (
        "out: 3 of 4 values are off",
        "Called layers.scale_forward(float64 (2, 2), float64 (2,))",
        "Relative error up to 5.0e-01",
        "Where it is off (2 x 2)",
        "A known mistake. The scale is squared.",
        "Next: right in places",
        "0 of 2",
    ):
        assert words in text


def test_expected_values_are_shown_of_public_checks_alone(assignment):
    public = page_of(assignment, wrong())
    hidden = page_of(assignment, wrong(visibility="hidden"))
    assert "out[0, 1] should be 7" in public
    assert [word in public for word in ("Yours", "Expected")] == [True, True]
    assert "should be 7" not in hidden
    assert "Expected" not in text_of(hidden)
    assert 'class="value' not in hidden
    assert 'class="level3"' in hidden


def test_a_picture_says_in_words_how_many_cells_are_off(assignment):
    label = "Of 4 cells: 1 right, 1 off by less than 1 %, 1 clearly off, 1 off by more"
    assert label in page_of(assignment, wrong())


def test_large_pictures_draw_equal_neighbours_as_one(assignment):
    errors = replace(wrong().errors, rows=tuple(["0" * 63 + "3"] * 32))
    page = page_of(assignment, wrong(visibility="hidden", errors=errors))
    svg = page.partition('<svg class="map"')[2].partition("</svg>")[0]
    assert svg.count("<rect") == 64


def test_only_the_first_failed_check_of_a_question_is_open(assignment):
    page = page_of(assignment, wrong(), wrong(title="again"), made(title="fine"))
    assert page.count('<details class="check" open>') == 1
    assert page.count('<details class="check">') == 2


SCORES = {"scale_forward": 2.0, "scale_backward": 2.0, "net_loss": 1.0}


def test_what_people_gave_is_part_of_the_points(assignment):
    scores = {**SCORES, "net_loss": 0.5}
    by_hand = {"net_loss": ByHand(0.5, ("sign is missing",), "see <b>page 3</b>")}
    grade = Grade("ada", scores, 5.0, 1.0, "", by_hand)
    page = feedback_page(full("ada"), assignment, grade)
    text = text_of(page)
    assert "3.5 of 5 points" in text
    assert "Handed in late, which took 1 points." in text
    assert "sign is missing" in text
    assert "see &lt;b&gt;page 3&lt;/b&gt;" in page


def test_answers_that_people_read_are_shown_with_their_pictures(assignment):
    parts = (
        Part("text", "Because <i>x</i>"),
        Part("picture", "aGk=", "image/png", 20, 10),
        Part("output", "\x1b[31mred\x1b[0m"),
    )
    answers = {"net_loss": Answer(parts, "tag", True)}
    page = page_of(assignment, made(), answers=answers)
    assert "Because &lt;i&gt;x&lt;/i&gt;" in page
    assert '<img src="data:image/png;base64,aGk=" width="20" height="10"' in page
    assert ">red</pre>" in page


def test_answers_and_reasons_are_typeset_where_that_is_installed(
    assignment, monkeypatch
):
    answers = {"net_loss": Answer((Part("text", "Since $x^2$ **sums**"),), "tag", True)}
    by_hand = {"net_loss": ByHand(0.5, ("0.5: where $x=0$",))}
    grade = Grade("ada", {**SCORES, "net_loss": 0.5}, 5.0, 0.0, "", by_hand)
    page = feedback_page(full("ada"), assignment, grade, answers)
    assert "<strong>sums</strong>" in page
    assert page.count("<math") == 2
    feedback._rendered.cache_clear()
    monkeypatch.setitem(sys.modules, "autograder.written.render", None)
    page = feedback_page(full("ada"), assignment, grade, answers)
    assert "Since $x^2$ **sums**" in page
    assert "0.5: where $x=0$" in page
    feedback._rendered.cache_clear()


def test_a_refused_submission_says_why_and_no_more(assignment):
    outcome = SubmissionOutcome("cy", refused="holds no files")
    text = text_of(feedback_page(outcome, assignment))
    assert "it holds no files" in text
    assert "Question by question" not in text


def test_the_page_needs_nothing_from_outside(assignment):
    page = page_of(assignment, wrong(), made("net_loss"))
    assert not re.findall(r"""(?:src|href)=["'](?!#|data:)""", page)
    assert "://" not in page
    assert "default-src 'none'" in page


def test_a_question_without_points_yet_is_no_zero(assignment):
    page = page_of(assignment, made("net_loss", "needs_data", lines=("needs data",)))
    assert "\N{EM DASH} of 1" in text_of(page)


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(assignment, text):
    check = wrong(lines=(text,), secret_lines=(text,), call=text, title=text, hint=text)
    outcome = SubmissionOutcome(text, [check])
    for page in (
        feedback_page(outcome, assignment),
        feedback_page(SubmissionOutcome(text, refused=text), assignment),
    ):
        assert "<script" not in page.partition("<body>")[2]
        assert "<img" not in page
        assert "49" not in text_of(page)
        assert escape(text) in page


def test_control_characters_and_changes_of_direction_are_taken_out(assignment):
    text = "\x1b[2Jbad\u202ename\x07\u2066"
    check = wrong(lines=(text,), call=text, title=text)
    page = feedback_page(SubmissionOutcome(text, [check]), assignment)
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", page)
    assert "bad\ufffdname" in page
