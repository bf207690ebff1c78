"""Grading writes down what people are to grade: the questions and each answer."""

import json

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


def test_grading_writes_questions_answers_and_documents(
    course, numgrade, tmp_path, monkeypatch
):
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
    (question,) = json.loads((out / "written.json").read_text())
    assert question["rubric"] == [{"points": 1.0, "text": "the columns"}]
    assert question["asked"] == "## Why does it scale?"
    answer = json.loads((out / "ada" / "answers.json").read_text())["why"]
    assert [part["text"] for part in answer["parts"]] == ["Because."]
    assert answer["document"] == "why.pdf"
    assert (out / "ada" / "documents" / "why.pdf").read_bytes() == b"%PDF-1"
