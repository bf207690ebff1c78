"""From grading to marks by hand to the grades: the whole way of a written answer."""

import csv
import io
import json

import pytest

QUESTION = """
[[questions]]
name = "why"
title = "Why it scales"
points = 1
notebook = "01_tiny"
kind = "written"
document = "why.pdf"
"""

CELLS = """
# %% [markdown] tags=["question:why"]
# ## Why does it scale?
#
# **Your answer:** *write here*

# %% [markdown] tags=["instructor", "question:why"]
# **Model answer.** Each column has its own $a$.
#
# *Rubric:*
#
# - 1: the columns
"""


@pytest.fixture
def out(course, numgrade, tmp_path, monkeypatch):
    """Grade one submission that answers the question; return the results' folder."""
    toml = "assignments/tiny-a1/assignment.toml"
    course.write(toml, (course.root / toml).read_text() + QUESTION)
    notebook = "assignments/tiny-a1/notebooks/01_tiny.py"
    course.write(notebook, (course.root / notebook).read_text() + CELLS)
    tree = course.tree(filled=False)
    assert b"Model answer" not in tree["01_tiny.ipynb"]
    answered = tree["01_tiny.ipynb"].replace(b"*write here*", b"Because.")
    submission = tmp_path / "ada"
    files = {**tree, "01_tiny.ipynb": answered, "why.pdf": b"%PDF-1"}
    for path, content in files.items():
        (submission / path).parent.mkdir(parents=True, exist_ok=True)
        (submission / path).write_bytes(content)
    monkeypatch.chdir(course.root)
    out = tmp_path / "out"
    status, _, error = numgrade("grade", "tiny-a1", submission, "--out", out)
    assert not status, error
    return out


def test_grading_writes_questions_answers_and_documents(out):
    (question,) = json.loads((out / "written.json").read_text())
    assert question["rubric"] == [{"points": 1.0, "text": "the columns"}]
    assert question["asked"] == "## Why does it scale?"
    answer = json.loads((out / "ada" / "answers.json").read_text())["why"]
    assert [part["text"] for part in answer["parts"]] == ["Because."]
    assert answer["document"] == "why.pdf"
    assert (out / "ada" / "documents" / "why.pdf").read_bytes() == b"%PDF-1"


def test_a_mark_by_hand_ends_up_in_the_grades_and_the_feedback(out, numgrade, tmp_path):
    sheet = tmp_path / "marks.csv"
    numgrade("review", out, "--write-sheet", sheet)
    with sheet.open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream)
    row |= {"points": "0.75", "reasons": "0.75: the columns", "comment": "Nearly."}
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, row.keys())
    writer.writeheader()
    writer.writerow(row)
    sheet.write_text(text.getvalue(), encoding="utf-8", newline="")
    status, _, error = numgrade("review", out, "--read-sheet", sheet)
    assert not status, error
    status, _, error = numgrade("report", out)
    assert not status, error
    with (out / "grades.csv").open(newline="") as stream:
        (grade,) = csv.DictReader(stream)
    assert (grade["why"], grade["total"], grade["max"]) == ("0.75", "0.75", "6")
    page = (out / "ada" / "feedback.html").read_text(encoding="utf-8")
    assert "the columns" in page
    assert "Nearly." in page
