"""The record of a student: one PDF with feedback and the whole notebook, inert."""

import base64
import io
import json
import shutil
import socket
import subprocess
import sys

import pytest

from autograder.grade.final import final_grades
from autograder.grade.stored import read_outcome, read_outcomes
from autograder.gradebook import handed_in as find_handed_in
from autograder.gradebook import open_gradebook
from autograder.release import write_tree
from autograder.report.feedback import feedback_page
from autograder.report.notebooks import show_notebooks
from autograder.report.pdf import find_browser
from autograder.report.record import print_records
from tests.autograder.report.test_times import grade
from tests.autograder.written.conftest import cell, drawn, printed

needs_chromium = pytest.mark.skipif(
    shutil.which("chromium") is None, reason="needs Chromium: apt-get install chromium"
)
needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None,
    reason="needs pdftotext: apt-get install poppler-utils",
)
MAGENTA = (255, 0, 255)
SCRIPT = "document.body.prepend('OW' + 'NED')"


def plot():
    """Return a real plot, with a line of a colour that occurs nowhere else."""
    plt = pytest.importorskip("matplotlib.pyplot", reason="pip install matplotlib")
    figure, axes = plt.subplots(figsize=(3, 2))
    axes.plot([3, 2, 1], color="#ff00ff", linewidth=8)
    file = io.BytesIO()
    figure.savefig(file, format="png")
    plt.close(figure)
    return file.getvalue()


def hostile(port):
    """Return cells that try to run something, or to fetch something from ``port``."""
    address = f"http://127.0.0.1:{port}"
    markup = (
        f"<script>{SCRIPT}</script><img src='{address}/a' onerror=\"{SCRIPT}\">"
        f"<iframe src='{address}/b'></iframe><link rel=stylesheet href='{address}/c'>"
        f"<style>@import '{address}/d';</style><meta http-equiv=refresh "
        f"content='0;{address}/e'><object data='{address}/f'></object>"
    )
    text = f"{markup}\n\n![g]({address}/g) [h](javascript:{SCRIPT}) `</code>{markup}`"
    return [
        cell("markdown", text),
        cell(
            "markdown", f"```html\n</pre></code>{markup}\n```\n\n$\\href{{{address}}}x$"
        ),
        cell(
            "code",
            f"x = '</pre>{markup}'",
            outputs=[
                drawn(markup.encode(), "text/html"),
                {
                    "output_type": "display_data",
                    "metadata": {},
                    "data": {
                        "text/html": markup,
                        "application/javascript": SCRIPT,
                        "image/svg+xml": f"<svg><script>{SCRIPT}</script></svg>",
                        "text/latex": markup,
                        "text/plain": f"</pre>{markup}",
                    },
                },
                printed(f"</pre>{markup}\x1b]8;;{address}\x07\u202e"),
                {"output_type": "error", "ename": markup, "evalue": markup},
            ],
        ),
    ]


def notebook(*cells):
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    ).encode()


ANSWERED = (
    cell("markdown", "### Kinks\n\nThe hinge has **no derivative** at $x = 0$."),
    cell("code", "losses = train()\nplt.plot(losses)", outputs=[printed("epoch 9\n")]),
)


@pytest.fixture(scope="module")
def listener():
    """A port that nobody may ask anything of."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        yield listener


@pytest.fixture(scope="module")
def handed_in(pristine_course, solution, listener, tmp_path_factory):
    """Grade ada, and mallory with a hostile notebook; return both folders."""
    top = tmp_path_factory.mktemp("record")
    picture = {"output_type": "display_data", "metadata": {}, "data": {}}
    picture["data"]["image/png"] = base64.b64encode(plot()).decode()
    ada = notebook(*ANSWERED, cell("code", "plt.show()", outputs=[picture]))
    evil = notebook(*hostile(listener.getsockname()[1]), *ANSWERED)
    for name, content in (("ada", ada), ("mallory", evil)):
        write_tree({**solution, "01_tiny.ipynb": content}, top / "class" / name)
    (top / "out").mkdir()
    paths = [top / "class" / name for name in ("ada", "mallory")]
    grade(pristine_course, paths, top / "out")
    return top / "class", top / "out"


@pytest.fixture(scope="module")
def records(handed_in, pristine_course):
    """Print both records."""
    _, out = handed_in
    assignment = pristine_course.load()
    grades = final_grades(read_outcomes(out, assignment), assignment, {}, {})
    with open_gradebook(out) as book:
        where = find_handed_in(book, assignment.id)
    printed = []
    words = (find_browser(), out, assignment, grades, where, printed.append)
    assert print_records(*words) == {}
    assert printed == ["ada", "mallory"]
    return out


def text_of(pdf):
    words = ["pdftotext", pdf, "-"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


def colours_of(pdf, tmp_path):
    """Return how often each colour occurs on a PDF's pages."""
    Image = pytest.importorskip("PIL.Image", reason="pip install pillow")
    subprocess.run(["pdftoppm", "-r", "40", pdf, tmp_path / "page"], check=True)
    counts = {}
    for file in sorted(tmp_path.glob("page*.ppm")):
        with Image.open(file) as image:
            for count, colour in image.getcolors(1 << 24):
                counts[colour] = counts.get(colour, 0) + count
    return counts


@needs_chromium
@needs_poppler
def test_a_record_holds_feedback_answers_code_output_and_plots(records, tmp_path):
    text = text_of(records / "ada" / "feedback.pdf")
    assert "5 of 5 points" in text
    assert "scale forward on ones" in text  # a check that passed, folded on the screen
    assert "01_tiny.ipynb" in text
    assert "The hinge has no derivative at" in text  # Markdown, not its source
    assert "plt.plot(losses)" in text
    assert "epoch 9" in text
    assert "**" not in text
    colours = colours_of(records / "ada" / "feedback.pdf", tmp_path)
    assert colours.get(MAGENTA, 0) > 20


@needs_chromium
@needs_poppler
def test_a_hostile_notebook_runs_nothing_and_asks_for_nothing(records, listener):
    text = text_of(records / "mallory" / "feedback.pdf")
    assert "The hinge has no derivative at" in text
    assert "document.body.prepend('OW' + 'NED')" in text  # as text
    assert "OWNED" not in text
    with pytest.raises(TimeoutError):
        listener.accept()


def test_the_same_in_a_browser_that_runs_scripts(handed_in, pristine_course, chromium):
    """Without the printer's switches, the page itself does nothing."""
    folder, out = handed_in
    assignment = pristine_course.load()
    shown = show_notebooks(assignment, folder / "mallory")
    outcome = read_outcome(out / "mallory" / "results.json", assignment)
    file = out / "mallory" / "record.html"
    html = feedback_page(outcome, assignment, notebooks=shown)
    file.write_text(html, encoding="utf-8")
    page = chromium.new_page()
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_timeout(200)
    assert asked == [file.as_uri()]
    assert errors == []
    tags = "script, iframe, object, embed, link, meta[http-equiv=refresh], a, svg, form"
    assert page.locator(f".notebook :is({tags})").count() == 0
    assert "OWNED" not in page.locator("body").inner_text()
    page.close()


def test_a_submission_that_is_gone_or_changed_leaves_a_record_of_feedback(
    handed_in, pristine_course, numgrade, tmp_path, monkeypatch
):
    out = shutil.copytree(handed_in[1], tmp_path / "out")
    monkeypatch.setattr("autograder.report.record.print_page", lambda *words: None)
    monkeypatch.setattr("autograder.report.pdf.shutil.which", lambda name: name)
    file = handed_in[0] / "ada" / "01_tiny.ipynb"
    before = file.read_bytes()
    hidden = handed_in[0] / "elsewhere"
    try:
        file.write_bytes(notebook(cell("markdown", "written after the fact")))
        (handed_in[0] / "mallory").rename(hidden)
        words = ("report", out, "--pdf", "--course", pristine_course.root)
        status, _, err = numgrade(*words)
    finally:
        file.write_bytes(before)
        hidden.rename(handed_in[0] / "mallory")
    assert not status
    notes = [line for line in err.splitlines() if line.startswith("note:")]
    assert "ada: its PDF is without its notebooks" in notes[0]
    assert notes[0].endswith("has changed since it was graded")
    assert notes[1].endswith("mallory any more")


def test_without_its_packages_it_says_what_to_install(
    handed_in, pristine_course, numgrade, monkeypatch
):
    monkeypatch.setitem(sys.modules, "autograder.report.record", None)
    words = ("report", handed_in[1], "--pdf", "--course", pristine_course.root)
    status, out, err = numgrade(*words)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "pip install 'numgrade[pdf]'" in err


@pytest.mark.parametrize("cells", [[], [cell("markdown", "x" * 10**6)] * 50])
def test_notebooks_of_any_size_are_cut_where_nobody_would_read_on(
    pristine_course, tmp_path, cells
):
    (tmp_path / "big.ipynb").write_bytes(notebook(*cells))
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "broken.ipynb").write_bytes(b"{")
    big, broken = show_notebooks(pristine_course.load(), tmp_path)
    assert sum(map(len, big.cells)) < 3 * 10**6
    assert "is no notebook" in broken.notes[0]
