"""The class page and a student's page in a real chromium, at two widths and themes.

Needs Debian's Chromium: apt-get install chromium.
"""

from datetime import datetime, timedelta, timezone

import msgspec
import numpy as np
import pytest

from autograder.course import Assignment, FileSpec, Late, Question
from autograder.grade.errormap import draw_errors, draw_values
from autograder.grade.final import ByHand, final_grades
from autograder.grade.late import Submitted
from autograder.grade.outcome import CheckOutcome, SubmissionOutcome
from autograder.report import write_submission
from autograder.report.classpage import class_page
from autograder.report.feedback import feedback_page
from autograder.report.known import Known

axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="pip install axe-playwright-python"
)

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
FEW, MANY = 30, 2000
HOSTILE = '"><script>document.title="owned"</script>'
DUE = datetime(2026, 11, 3, 23, 59, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def assignment():
    questions = (
        Question(name="scale_forward", title="Scale: forward", points=2),
        Question(name="scale_backward", title="Scale: backward", points=2),
        Question(name="net_loss", title="The net's loss", points=1),
    )
    return Assignment(
        id="tiny-a1",
        title="Two tiny layers",
        seed=7,
        questions=questions,
        files=(FileSpec(path="layers.py", source="layers.py"),),
    )


def check(question, kind, points, **fields):
    fields = {"title": "on ones", "visibility": "visible", "seconds": 0.1, **fields}
    return CheckOutcome(question=question, kind=kind, points=points, **fields)


def wrong_picture():
    """Return a wrong answer with its maps."""
    want = np.linspace(-1, 1, 60).reshape(6, 10)
    got = want.copy()
    got[:, 3:5] *= -1
    got[2, 7] = np.nan
    return {
        "lines": ("out: 12 of 60 values are off", HOSTILE),
        "secret_lines": ("out[0, 3] should be -0.9",),
        "call": "layers.scale_forward(float64 (6, 10), float64 (10,))",
        "max_rel_error": 1.0,
        "hint": "The scale was used in every row, so its gradients add up.",
        "misconception": "squared",
        "errors": draw_errors(got, want, 1e-5),
        "values": draw_values(got, want),
    }


def student(number):
    """Return one of a class in which every seventh made a known mistake."""
    kind = "wrong" if number % 7 == 0 else "passed"
    fields = wrong_picture() if kind == "wrong" else {}
    slow = "timeout" if number % 100 == 3 else "passed"
    checks = [
        check("scale_forward", kind, 2.0, **fields),
        check("scale_backward", slow, 2.0),
        check("net_loss", "partial", 1.0, share=number % 5 / 5),
    ]
    return SubmissionOutcome(f"student{number}", checks)


@pytest.fixture(scope="module")
def folder(assignment, tmp_path_factory):
    """Pages of a few students, ``index.html``, and of 2,000, ``large.html``."""
    folder = tmp_path_factory.mktemp("results")
    for name, count in (("index.html", FEW), ("large.html", MANY)):
        page = a_class(assignment, count)
        (folder / name).write_text(page, encoding="utf-8")
    for number in (0, 1):
        write_submission(student(number), assignment, folder)
    return folder


def a_class(assignment, count):
    """Return a class page with times, pairs, and one hostile name."""
    outcomes = [student(number) for number in range(count - 1)]
    outcomes.append(SubmissionOutcome(HOSTILE.replace("/", ""), refused=HOSTILE))
    times = {
        outcome.name: Submitted(DUE - timedelta(hours=number % 90))
        for number, outcome in enumerate(outcomes)
    }
    pair = {"id": "pair-1", "one": "a", "two": "b", "where": "layers.f", "share": 0.9}
    return class_page(outcomes, assignment, known=Known(times=times, pairs=[pair]))


@pytest.fixture
def opened(chromium, folder):
    """Return a function that opens a page; no page may complain or ask for more."""
    contexts = []

    def opened(name, viewport=DESKTOP, scheme="light"):
        context = chromium.new_context(viewport=viewport, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("request", lambda request: page.complaints.append(request.url))
        page.goto((folder / name).as_uri())
        assert page.complaints == [(folder / name).as_uri()]
        page.complaints.clear()
        return page

    yield opened
    for context in contexts:
        context.close()


def shown(page):
    return page.locator("#class tbody tr:not([hidden])")


def column(page, place, count=3):
    cells = page.locator(f"#class tbody tr td:nth-child({place})")
    return [cells.nth(row).inner_text() for row in range(count)]


# the class


def test_headings_sort_2000_both_ways_numbers_as_numbers(opened):
    page = opened("large.html")
    assert shown(page).count() == MANY
    points = page.get_by_role("button", name="Points", exact=True)
    points.click()
    assert column(page, 2) == ["0", "0.6", "0.6"]
    heading = page.locator("#class th").nth(1)
    assert heading.get_attribute("aria-sort") == "ascending"
    points.focus()
    page.keyboard.press("Enter")
    assert column(page, 2)[0] == "4.8"
    page.get_by_role("button", name="Submission", exact=True).click()
    names = column(page, 1, 12)[1:]
    assert names == [f"student{number}" for number in range(11)]
    assert heading.get_attribute("aria-sort") is None


def test_searching_narrows_2000_and_a_number_leads_to_those_behind_it(opened):
    page = opened("large.html")
    status, search = page.get_by_role("status"), page.get_by_label("Search")
    search.fill("STUDENT199")
    assert shown(page).count() == 10  # 199, and 1990 to 1998
    assert status.inner_text() == "10 of 2000"
    page.get_by_role("button", name="Show all").click()
    assert shown(page).count() == MANY
    assert status.inner_text() == ""
    button = page.locator('button[data-pick="m:squared"]')
    assert button.inner_text() == "286"
    button.click()
    assert shown(page).count() == 286
    assert button.get_attribute("aria-pressed") == "true"
    told = status.inner_text()
    assert told.startswith("286 of 2000 (The scale was used in every row")
    search.fill("student70")
    assert shown(page).count() == 3  # student70, student700, student707
    button.click()
    search.fill("")
    page.locator('button[data-pick="t:timeout"]').click()
    assert shown(page).count() == 20


def test_a_row_leads_to_its_feedback(opened):
    page = opened("index.html")
    page.get_by_label("Search").fill("student1")
    page.locator("#class").get_by_role("link", name="student1", exact=True).click()
    assert page.locator("h1").inner_text() == "Two tiny layers"
    assert "/student1/feedback.html" in page.url


def test_hostile_text_runs_nothing(opened):
    for name in ("index.html", "student0/feedback.html"):
        page = opened(name)
        page.wait_for_timeout(50)
        assert page.title() != "owned"
        assert page.locator("script").count() == (name == "index.html")
        assert HOSTILE in page.locator("body").inner_text()
        assert page.complaints == []


def test_a_script_that_got_in_would_not_run(opened):
    page = opened("student0/feedback.html")
    page.evaluate(
        "const s = document.createElement('script');"
        "s.textContent = 'document.title = \"owned\"'; document.body.append(s)"
    )
    assert page.title() != "owned"


# accessibility and layout


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_pairs_stand_side_by_side_where_there_is_room(
    opened, folder, assignment, viewport
):
    similarity = pytest.importorskip(
        "autograder.similarity", reason="pip install copydetect"
    )
    line = "total = np.exp(scores - scores.max(axis=1, keepdims=True)).sum(axis=1)\n"
    works = [
        similarity.Work(name, "class", {"layers.loss": line + HOSTILE})
        for name in ("ada", "bob")
    ]
    pairs = similarity.find_pairs(works, 0.5, 9)
    similarity.write_pairs(pairs, assignment, folder)
    page = opened("similarity.html", viewport)
    one, two = (page.locator("pre").nth(place).bounding_box() for place in (0, 1))
    assert (one["y"] == two["y"]) == (viewport == DESKTOP)
    assert HOSTILE in page.locator("pre").first.inner_text()
    assert axe.Axe().run(page).response["violations"] == []


@pytest.mark.parametrize("name", ["index.html", "student0/feedback.html"])
@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [(DESKTOP, "light"), (PHONE, "dark")],
    ids=["desktop", "phone"],
)
def test_axe_finds_nothing_and_nothing_sticks_out(opened, name, viewport, scheme):
    page = opened(name, viewport, scheme)
    found = axe.Axe().run(page).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= viewport["width"]


def test_a_failed_check_folds_by_keyboard(opened):
    page = opened("student0/feedback.html")
    summary = page.locator("details.check summary").first
    assert page.get_by_text("The scale was used").is_visible()
    summary.focus()
    page.keyboard.press("Enter")
    assert not page.get_by_text("The scale was used").is_visible()


def test_pictures_are_named_for_those_who_cannot_see_them(opened):
    page = opened("student0/feedback.html")
    pictures = page.get_by_role("img")
    labels = [pictures.nth(place).get_attribute("aria-label") for place in range(3)]
    assert labels[0].startswith("Where it is off (6 x 10): Of 60 cells: 47 right")
    assert [label.split(":")[0] for label in labels[1:]] == ["Yours", "Expected"]


def test_marks_by_hand_and_lateness_pass_axe_too(opened, folder, assignment):
    late = Late(due=DUE, percent_per_day=10, max_days=3)
    outcome = student(0)
    marks = {outcome.name: {"net_loss": ByHand(0.5, ("no sign",), HOSTILE)}}
    times = {outcome.name: Submitted(DUE + timedelta(hours=1))}
    strict = msgspec.structs.replace(assignment, late=late)
    (grade,) = final_grades([outcome], strict, marks, times)
    (folder / "hand.html").write_text(
        feedback_page(outcome, strict, grade), encoding="utf-8"
    )
    page = opened("hand.html", PHONE)
    assert page.get_by_text("no sign").is_visible()
    assert axe.Axe().run(page).response["violations"] == []
