"""10 MB of output, in all places where a student can leave it, stay small and inert."""

import csv
import io
import json
import re
import shutil
import subprocess

import pytest

from autograder.export import Order, export
from autograder.grade.final import final_grades
from autograder.grade.stored import read_outcomes
from autograder.gradebook import handed_in, open_gradebook
from autograder.release import write_tree
from autograder.report import write_questions
from autograder.report.known import read_known
from autograder.report.pdf import find_browser
from autograder.report.rebuild import rebuild_pages
from autograder.report.record import print_records
from autograder.review import Desk, ResultsFolder, views
from autograder.written import read_questions
from tests.autograder.conftest import Course
from tests.autograder.report.test_times import grade
from tests.autograder.written.conftest import cell, printed
from tests.autograder.written.test_grading import CELLS, QUESTION

MB = 2**20
LINE = "=cmd|' /C calc'!A0 <script>alert(1)</script> \x1b[31m \u202e evil\n"
FLOOD = LINE * (10 * MB // len(LINE) + 1)
TOML = "assignments/tiny-a1/assignment.toml"
NOTEBOOK = "assignments/tiny-a1/notebooks/01_tiny.py"


@pytest.fixture(scope="module")
def graded(pristine_course, tmp_path_factory):
    """Grade eve, who prints 10 MB, writes 10 MB, and raises 10 MB; return all of it."""
    top = tmp_path_factory.mktemp("large")
    course = Course(shutil.copytree(pristine_course.root, top / "course"))
    course.write(TOML, course.toml.read_text() + QUESTION)
    course.write(NOTEBOOK, (course.root / NOTEBOOK).read_text() + CELLS)
    tree = course.tree(filled=True)
    tree["tn/layers.py"] = tree["tn/layers.py"].replace(
        b"    scaled_rows",
        b"    print(%r * %d)\n    scaled_rows" % (LINE, 160_000),
    )
    tree["tn/net.py"] = tree["tn/net.py"].replace(
        b"hidden_units, _ =",
        b"raise ValueError(%r * %d)\n        hidden_units, _ =" % (LINE, 160_000),
    )
    shown = json.loads(tree["01_tiny.ipynb"])
    asked = next(c for c in shown["cells"] if "Your answer" in "".join(c["source"]))
    source = "".join(asked["source"])
    asked["source"] = source.replace("*write here*", f"Because.\n\n{FLOOD}")
    shown["cells"].append(cell("code", "flood()", outputs=[printed(FLOOD)]))
    tree["01_tiny.ipynb"] = json.dumps(shown).encode()
    write_tree(tree, top / "eve")
    (top / "out").mkdir()
    write_questions(read_questions(course.load()), top / "out")
    grade(course, [top / "eve"], top / "out")
    assignment = course.load()
    known = read_known(top / "out", assignment)
    rebuild_pages(top / "out", assignment, known, str)
    return assignment, top / "out"


def small(file, most):
    """Return a file's text, which is short, and holds no character that misleads."""
    assert file.stat().st_size < most
    text = file.read_text(encoding="utf-8")
    assert not re.search("[\x1b\u202e]", text)
    return text


def test_pages_and_tables_stay_small_and_inert(graded):
    _, out = graded
    page = small(out / "eve" / "feedback.html", MB // 2)
    assert "Because." in page  # the answer's beginning
    assert "ValueError" in page
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert small(out / "index.html", MB // 10).count("<script") == 1  # our own
    table = small(out / "grades.csv", 10_000)
    (row,) = csv.DictReader(io.StringIO(table))
    assert (row["submission"], row["net_loss"]) == ("eve", "0")
    assert (out / "eve" / "results.json").stat().st_size < MB // 4
    assert sum(file.stat().st_size for file in out.glob("gradebook*")) < MB


def test_exports_stay_small(graded):
    assignment, out = graded
    known = read_known(out, assignment)
    for kind in ("csv", "feedback", "junit", "summary"):
        content = export(Order(kind, out), assignment, known).content
        assert len(content) < MB // 2


def test_the_page_for_grading_shows_the_beginning_and_says_so(graded):
    _, out = graded
    with open_gradebook(out) as book:
        told = views.answer(Desk(ResultsFolder(out), book), "why", "eve")
    assert len(json.dumps(told)) < MB
    assert "cut after 40000 characters" in told["notes"]
    assert "<script" not in told["html"]
    assert not re.search("[\x1b\u202e]", told["html"] + told["source"])


def test_the_record_stays_small(graded):
    browser = shutil.which("chromium")
    if browser is None or shutil.which("pdftotext") is None:
        pytest.skip("needs: apt-get install chromium poppler-utils")
    assignment, out = graded
    grades = final_grades(read_outcomes(out, assignment), assignment, {}, {})
    with open_gradebook(out) as book:
        where = handed_in(book, assignment.id)
    words = (find_browser(), out, assignment, grades, where, str)
    assert print_records(*words) == {}
    file = out / "eve" / "feedback.pdf"
    assert file.stat().st_size < 4 * MB
    words = ["pdftotext", file, "-"]
    text = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert "flood()" in text
    assert "characters left out" in " ".join(text.split())
    assert len(text) < MB
