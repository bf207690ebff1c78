"""Grading by hand in a real browser: several graders, crashes, keys, hostile text.

Needs Debian's Chromium: apt-get install chromium.
"""

import base64
import io
import json
import re
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from functools import cache, partial

import msgspec
import pytest
import uvicorn

from autograder.gradebook import latest_marks, mark_history, open_gradebook
from autograder.review import Desk, ResultsFolder, make_app
from autograder.written import Answer, Part, RubricItem, WrittenQuestion

playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="pip install axe-playwright-python"
)

QUESTIONS = [
    WrittenQuestion(
        "kink",
        "Inline question 2: kinks",
        2.0,
        "### Kinks\n\nWhy does $\\max(0, x)$ *fail* the check?",
        "**Model answer.** At $x = 0$ there is no derivative.",
        (RubricItem(1.5, "the kink at $x = 0$"), RubricItem(0.5, "why it is harmless")),
        "Accept a drawing.",
    ),
    WrittenQuestion(
        "plot",
        "The plot",
        1.0,
        "Draw it.",
        "One curve.",
        (RubricItem(1.0, "a curve"),),
        "",
    ),
]
NAMES = ["ada", "blaise", "carl", "dora", "emmy", "zoe <b onclick=alert(1)>"]
#: Has the page look at what others do, and try again, ten times as often.
HASTE = """
const wait = window.setTimeout;
window.setTimeout = (work, ms) => wait(work, ms === 2000 || ms === 1000 ? ms / 10 : ms);
"""
HOSTILE = (
    "<script>document.title = 'owned'</script>"
    "<img src=x onerror=\"document.title = 'owned'\">\n\n"
    "[press me](javascript:document.title='owned') ![x](https://evil.example/x.png) "
    "$\\text{<script>document.title = 'owned'</script>}$ $\\href{javascript:x}{y}$"
)


@cache
def plot():
    plt = pytest.importorskip("matplotlib.pyplot", reason="pip install matplotlib")
    figure, axes = plt.subplots(figsize=(4, 3))
    axes.plot([2.3, 1.1, 0.7, 0.5])
    file = io.BytesIO()
    figure.savefig(file, format="png")
    plt.close(figure)
    data = base64.b64encode(file.getvalue()).decode()
    return Part("picture", data, "image/png", 400, 300)


@pytest.fixture
def results(tmp_path):
    """Return a folder of results with six submissions."""
    folder = tmp_path / "results"
    folder.mkdir()
    summary = {"assignment": "kinks", "title": "Kinks and corners"}
    (folder / "summary.json").write_text(json.dumps(summary))
    (folder / "written.json").write_bytes(msgspec.json.encode(QUESTIONS))
    for name in NAMES:
        text = HOSTILE if "zoe" in name else f"{name} says: $f'(0)$ does not exist."
        answers = {
            "kink": Answer((Part("text", text),), "tag", True),
            "plot": Answer((Part("code", "plt.plot(loss)"), plot()), "tag", True),
        }
        (folder / name).mkdir()
        (folder / name / "answers.json").write_bytes(msgspec.json.encode(answers))
    return folder


@contextmanager
def serve(results, blind=False):
    """Serve the page from a thread; give its address."""
    with (
        open_gradebook(results) as book,
        socket.create_server(("127.0.0.1", 0)) as listener,
    ):
        app = make_app(Desk(ResultsFolder(results), book, blind), "t0ken")
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/?token=t0ken"
        server.should_exit = True
        thread.join()


class Program:
    """``numgrade review`` in a process of its own, on one port all along."""

    def __init__(self, results):
        self._command = [sys.executable, "-m", "autograder", "review", str(results)]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._command += ["--port", str(probe.getsockname()[1])]
        self.start()

    def start(self):
        """Start it; note the address that it prints."""
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        told = ""
        for line in self._process.stdout:
            told += line
            if found := re.search(r"open (http\S+)", line):
                self.address = found.group(1)
                return
        raise AssertionError(told)

    def kill(self):
        """End it as a power cut would."""
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()


@pytest.fixture
def address(results):
    with serve(results) as address:
        yield address


@pytest.fixture
def program(results):
    program = Program(results)
    yield program
    program.kill()


@pytest.fixture
def enter(chromium):
    """Return a function that opens the page as somebody, in a browser of their own."""
    playwright.expect.set_options(timeout=20_000)  # a busy machine is no fault
    contexts = []

    def enter(address, name, width=1300, **options):
        size = {"width": width, "height": 850}
        context = chromium.new_context(viewport=size, **options)
        contexts.append(context)
        context.set_default_timeout(20_000)
        context.add_init_script(HASTE)
        page = context.new_page()
        page.broken = []
        page.on("pageerror", lambda error: page.broken.append(str(error)))
        visit(page, address)
        page.fill("#person", name)
        page.press("#person", "Escape")
        return page

    yield enter
    broken = [line for c in contexts for page in c.pages for line in page.broken]
    for context in contexts:
        context.close()
    assert broken == []


@pytest.fixture
def grader(enter, address):
    """Return a function that opens the page of the usual server."""
    return partial(enter, address)


def visit(page, address):
    page.goto(address)
    page.wait_for_selector("#who bdi")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def at(page, name):
    """Wait until the page shows this submission."""
    playwright.expect(page.locator("#who")).to_have_text(name)


def saved(page):
    """Wait until everything is in the gradebook."""
    playwright.expect(page.locator("#saved")).to_have_text("All saved")
    waiting = "Object.keys(localStorage).some(key => key.startsWith('unsaved'))"
    wait_until(lambda: not page.evaluate(waiting))


def marks(results, question="kink"):
    with open_gradebook(results) as book:
        found = latest_marks(book, "kinks", question)
    return {mark.name: (mark.points, mark.reasons, mark.person) for mark in found}


CORNER, HARMLESS = "1.5: the kink at $x = 0$", "0.5: why it is harmless"


def test_a_class_is_graded_by_keys_alone(grader, results):
    page = grader("tom")
    at(page, "ada")
    press(page, "1", "2", "n", "1", "n", "0", "u")
    at(page, "dora")
    press(page, "r")
    page.keyboard.type("-0.5 forgets the sign")
    press(page, "Tab")
    page.keyboard.type("-0.5")
    press(page, "Enter", "u")
    at(page, "emmy")
    press(page, "3", "c")
    page.keyboard.type("See page 3.")
    press(page, "Escape", "u")
    at(page, "zoe <b onclick=alert(1)>")
    press(page, "e")
    page.keyboard.type("1,25")
    press(page, "Enter")
    saved(page)
    sign = "-0.5: -0.5 forgets the sign"
    assert marks(results) == {
        "ada": (2.0, (CORNER, HARMLESS), "tom"),
        "blaise": (1.5, (CORNER,), "tom"),
        "carl": (0.0, (), "tom"),
        "dora": (1.5, (sign,), "tom"),
        "emmy": (1.5, (sign,), "tom"),
        "zoe <b onclick=alert(1)>": (1.25, (), "tom"),
    }
    with open_gradebook(results) as book:
        assert mark_history(book, "kinks", "emmy", "kink")[-1].comment == "See page 3."
    playwright.expect(page.locator("#progress")).to_have_text("6 of 6 marked")


def test_a_reason_just_written_outlives_a_look_from_before(grader, results):
    page, before = grader("tom"), []

    def tell_what_was(route):
        if not before:
            before.append(route.fetch())
        route.fulfill(response=before[0])

    page.route("**/marks?*", tell_what_was)
    with page.expect_response("**/marks?*"):
        at(page, "ada")
    press(page, "r")
    page.keyboard.type("forgets the sign")
    press(page, "Enter")
    for _ in range(2):  # by the second, the first has been taken in
        with page.expect_response("**/marks?*"):
            pass
    press(page, "n", "3")
    saved(page)
    reason = "0: forgets the sign"
    assert marks(results)["blaise"] == (0.0, (reason,), "tom")


def test_undo_takes_back_one_step_after_the_other_across_a_reload(grader, results):
    page = grader("tom")
    press(page, "1", "n", "m", "c")
    page.keyboard.type("Well done")
    press(page, "Escape")
    saved(page)
    page.reload()
    at(page, "blaise")
    press(page, "z")
    playwright.expect(page.locator("#comment")).to_have_value("")
    press(page, "z", "z")
    at(page, "ada")
    playwright.expect(page.locator("#points")).to_have_value("")
    saved(page)
    assert {name: mark[0] for name, mark in marks(results).items()} == {
        "ada": None,
        "blaise": None,
    }


def history(results, name="ada"):
    with open_gradebook(results) as book:
        return mark_history(book, "kinks", name, "kink")


def wait_until(true):
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_typing_is_saved_as_it_goes_on_in_one_row(grader, results):
    page = grader("tom")
    press(page, "1", "c")
    words = "The kink is where the one-sided derivatives differ. "
    page.keyboard.type(words, delay=40)  # for two seconds, without a pause
    seen = [mark.comment for mark in history(results)][1:]
    assert len(seen) == 1
    assert seen[0]
    assert words.startswith(seen[0])
    page.keyboard.type("Good")
    wait_until(lambda: history(results)[-1].comment == words + "Good")  # not left yet
    press(page, "Escape", "c")
    page.keyboard.type("!")
    press(page, "Escape")
    saved(page)
    assert [mark.comment for mark in history(results)] == [
        "",
        f"{words}Good",
        f"{words}Good!",
    ]
    press(page, "z")
    playwright.expect(page.locator("#comment")).to_have_value(f"{words}Good")
    press(page, "z")
    playwright.expect(page.locator("#comment")).to_have_value("")
    saved(page)
    assert history(results)[-1].points == 1.5


def test_a_crash_while_typing_loses_the_last_second_at_most(grader, results):
    page = grader("tom")
    # a crash tells the page nothing, so neither may the tab that is closed below
    silent = "addEventListener('pagehide', e => e.stopImmediatePropagation(), true)"
    page.add_init_script(silent)
    page.reload()
    at(page, "ada")
    press(page, "c")
    page.keyboard.type("what was typed before")
    page.wait_for_timeout(2000)  # a second, and one for a busy machine
    page.keyboard.type(" and after")
    page.context.close()
    found = history(results)
    assert found
    assert found[-1].comment.startswith("what was typed before")


def test_typing_on_what_somebody_else_has_marked_meanwhile_is_a_conflict(
    grader, results
):
    tom, ann = grader("tom"), grader("ann")
    tom.route("**/marks?*", lambda route: route.abort())
    press(tom, "c")
    tom.keyboard.type("So")
    saved(tom)
    playwright.expect(ann.locator("#comment")).to_have_value("So")
    press(ann, "1")
    saved(ann)
    tom.keyboard.type(" what")
    playwright.expect(tom.locator("#conflict")).to_contain_text("ann has saved 1.5")
    assert [mark.person for mark in history(results)] == ["tom", "ann"]
    tom.click("#mine")
    saved(tom)
    assert [mark.comment for mark in history(results)] == ["So", "So", "So what"]


def test_a_mark_for_an_earlier_answer_is_shown_until_somebody_decides(grader, results):
    page = grader("tom")
    press(page, "1")
    saved(page)
    file = results / "ada" / "answers.json"
    table = json.loads(file.read_text())
    table["kink"]["parts"][0]["text"] = "On second thought: it has none."
    file.write_text(json.dumps(table))
    page.reload()
    at(page, "ada")
    playwright.expect(page.locator("#answer")).to_contain_text("On second thought")
    playwright.expect(page.locator("#outdated")).to_be_visible()
    first = page.locator("#list li:first-child")
    playwright.expect(first).to_contain_text("1.5 earlier answer")
    press(page, "n", "m")
    at(page, "blaise")
    saved(page)
    assert axe.Axe().run(page).response["violations"] == []
    for _ in range(5):  # carl, dora, emmy, zoe, and then the one to be looked at again
        press(page, "u", "m")
        saved(page)
    at(page, "ada")
    playwright.expect(page.locator("#outdated")).to_be_hidden()
    playwright.expect(first).not_to_contain_text("earlier")
    with open_gradebook(results) as book:
        (mark,) = [m for m in latest_marks(book, "kinks", "kink") if m.name == "ada"]
    assert mark.points == 2.0


def test_a_mark_can_be_said_to_hold_for_a_later_answer(grader, results):
    page = grader("tom")
    press(page, "1")
    saved(page)
    file = results / "ada" / "answers.json"
    table = json.loads(file.read_text())
    table["kink"]["parts"][0]["text"] = "The same in other words."
    file.write_text(json.dumps(table))
    page.reload()
    page.click("#holds")
    playwright.expect(page.locator("#outdated")).to_be_hidden()
    saved(page)
    one, two = history(results)
    assert (one.points, two.points) == (1.5, 1.5)
    assert one.answer != two.answer


def test_a_reload_comes_back_to_the_same_place_with_everything(grader, results):
    page = grader("tom")
    press(page, "n", "n", "1")
    at(page, "carl")
    press(page, "c")
    page.keyboard.type("So")
    page.reload()  # at once: what was typed is on its way or in the browser's storage
    at(page, "carl")
    playwright.expect(page.locator("#comment")).to_have_value("So")
    playwright.expect(page.locator("#points")).to_have_value("1.5")
    playwright.expect(page.locator("#person")).to_have_value("tom")
    saved(page)
    assert marks(results)["carl"] == (1.5, (CORNER,), "tom")


def test_a_server_that_is_killed_loses_nothing(enter, program, results):
    page = enter(program.address, "tom")
    press(page, "1")
    saved(page)
    program.kill()
    press(page, "2", "c")
    page.keyboard.type("typed while nobody listened")
    playwright.expect(page.locator("#trouble")).to_contain_text("doesn't answer")
    press(page, "Escape", "n", "0")  # the next one was fetched ahead
    at(page, "blaise")
    program.start()
    visit(page, program.address)
    saved(page)
    page.click("#list li:first-child button")
    playwright.expect(page.locator("#points")).to_have_value("2")
    playwright.expect(page.locator("#comment")).to_have_value(
        "typed while nobody listened"
    )
    saved(page)
    with open_gradebook(results) as book:
        last = mark_history(book, "kinks", "ada", "kink")[-1]
    assert (last.points, last.comment) == (2.0, "typed while nobody listened")
    assert marks(results)["blaise"] == (0.0, (), "tom")


def test_a_tab_that_stays_open_goes_on_when_the_server_is_back(enter, program, results):
    page = enter(program.address, "tom")
    saved(page)
    program.kill()
    press(page, "m")
    playwright.expect(page.locator("#trouble")).to_contain_text("Not saved yet")
    program.start()
    other = page.context.new_page()  # the new address, which brings the new cookie
    other.broken = []
    visit(other, program.address)
    saved(page)
    assert marks(results)["ada"][0] == 2.0


def test_two_graders_see_each_other_and_overwrite_nothing(grader, results):
    tom, ann = grader("tom"), grader("ann")
    at(tom, "ada")
    at(ann, "ada")
    playwright.expect(ann.locator("#list")).to_contain_text("tom is here")
    ann.route("**/marks?*", lambda route: route.abort())  # ann hears of nothing
    press(tom, "1")
    saved(tom)
    press(ann, "0")
    box = ann.locator("#conflict")
    playwright.expect(box).to_contain_text("tom has saved 1.5 points meanwhile")
    assert marks(results)["ada"] == (1.5, (CORNER,), "tom")
    press(ann, "Enter")  # the first button: take theirs
    playwright.expect(ann.locator("#points")).to_have_value("1.5")
    press(ann, "2")
    saved(ann)
    assert marks(results)["ada"] == (2.0, (CORNER, HARMLESS), "ann")
    playwright.expect(tom.locator("#points")).to_have_value("2")
    press(tom, "n", "n", "m")
    saved(tom)
    ann.unroute("**/marks?*")
    press(ann, "n")
    carl = ann.locator("#list li:nth-child(3)")
    playwright.expect(carl).to_contain_text("2 (tom is here)")
    press(ann, "u")
    at(ann, "dora")


def test_a_conflict_can_be_decided_for_ones_own_mark(grader, results):
    tom, ann = grader("tom"), grader("ann")
    ann.route("**/marks?*", lambda route: route.abort())
    press(tom, "1")
    saved(tom)
    press(ann, "0")
    ann.locator("#conflict").wait_for()
    ann.reload()  # with the matter undecided
    ann.locator("#conflict").wait_for()
    ann.click("#mine")
    saved(ann)
    assert marks(results)["ada"] == (0.0, (), "ann")


def test_hostile_answers_are_shown_and_do_nothing(grader, address):
    page = grader("tom")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.click("#list li:last-child button")
    at(page, "zoe <b onclick=alert(1)>")
    playwright.expect(page.locator("#answer")).to_contain_text("<script>")
    page.wait_for_timeout(300)
    assert page.title() == "Grading by hand: Kinks and corners"
    assert page.locator("#answer a, #answer script, #answer img, #who b").count() == 0
    own = address.partition("?")[0]
    assert [url for url in asked if not url.startswith(own)] == []


def test_a_picture_is_shown(grader):
    page = grader("tom")
    page.select_option("#question", "plot")
    picture = page.locator("#answer img")
    picture.wait_for()
    assert picture.evaluate("image => image.naturalWidth") == 400


def test_blind_graders_see_no_names(enter, results):
    with serve(results, blind=True) as address:
        page = enter(address, "tom")
        playwright.expect(page.locator("#list")).to_contain_text("Student ")
        assert not [name for name in NAMES if name in page.locator("nav").inner_text()]
        press(page, "m")
        saved(page)
    assert [mark[0] for mark in marks(results).values()] == [2.0]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1300, "light")])
def test_axe_finds_no_serious_fault(grader, scheme, width):
    page = grader("tom", width, color_scheme=scheme)
    for question in ("plot", "kink"):
        page.select_option("#question", question)
        playwright.expect(page.locator("#asked")).to_contain_text(
            "Draw" if question == "plot" else "fail"
        )
    press(page, "1")
    page.locator("summary", has_text="Earlier").click()
    saved(page)
    found = axe.Axe().run(page).response["violations"]
    press(page, "Escape")
    page.click("#help-open")
    found += axe.Axe().run(page).response["violations"]
    serious = [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]
    assert serious == []
    assert page.evaluate("document.body.scrollWidth <= innerWidth")
