"""Imported assignments grade as the tool does that they come from, run for real."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

EXAMPLES = Path(__file__).parents[3] / "examples" / "import"

BIN = Path(sys.executable).parent
GRADES = """
import json, sys
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    print(json.dumps({
        s.student.id: {g.name: g.auto_score for n in s.notebooks for g in n.grades}
        for s in book.assignment_submissions("ps1")
    }))
"""
ABSOLUTE = "def relu(x):\n    return np.abs(x)"
UNSTABLE = "def softmax(s):\n    return np.exp(s) / np.exp(s).sum()\n\np = softmax("
UNSTABLE += "np.array([1.0, 2.0, 3.0]))"


def run(folder, *words):
    done = subprocess.run(
        [BIN / words[0], *words[1:]],
        cwd=folder,
        env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=250,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def write_as(notebook, file, answers):
    """Write a notebook with other code in the cells that begin as ``answers`` say."""
    for cell in notebook.cells:
        for start, source in answers.items():
            if cell.cell_type == "code" and cell.source.startswith(start):
                cell.source = source
    file.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, file)


@pytest.mark.timeout(600)
def test_an_otter_notebook_grades_as_otter_run_does(imported, tmp_path):
    file = tmp_path / "otter_hw01.ipynb"
    shutil.copy(EXAMPLES / file.name, file)
    course, out = imported(file, "hw01")
    assert "the solution scores 6 of 6 points" in out
    run(tmp_path, "otter", "assign", file, "dist")
    (archive,) = (tmp_path / "dist" / "autograder").glob("*.zip")
    # assign has run its tests on the solution: all passed, as here
    solved = nbformat.read(tmp_path / "dist/autograder" / file.name, as_version=4)
    handed_in = tmp_path / "bob" / file.name
    write_as(solved, handed_in, {"def relu": ABSOLUTE, "def softmax": UNSTABLE})
    run(tmp_path, "otter", "run", "-a", archive, "-o", tmp_path, handed_in)
    told = json.loads((tmp_path / "results.json").read_text())
    theirs = {t["name"]: t["score"] for t in told["tests"] if "score" in t}
    outcome = course.grade(handed_in.parent)["bob"]
    ours = outcome.by_question(course.load())
    assert ours.pop("q3") is None  # people grade it
    assert ours == {name: theirs[name] for name in ours}
    assert outcome.score == 2


@pytest.mark.timeout(600)
def test_an_nbgrader_notebook_grades_as_nbgrader_autograde_does(imported, tmp_path):
    name = "nbgrader_ps1.ipynb"
    course, out = imported(EXAMPLES / name, "ps1")
    assert "the solution scores 6 of 6 points" in out
    class_ = tmp_path / "class"
    (class_ / "source" / "ps1").mkdir(parents=True)
    shutil.copy(EXAMPLES / name, class_ / "source" / "ps1")
    run(class_, "nbgrader", "generate_assignment", "ps1")
    released = class_ / "release" / "ps1" / name
    solved = nbformat.read(EXAMPLES / name, as_version=4)
    loss = "def loss(w, X, y):\n    return float(np.mean((X @ w - y) ** 2))"
    no_square = loss.replace(" ** 2", "").replace("y)", "y) * (X @ w - y == -y)")
    sources = {
        "ada": {c.source.split("(")[0]: c.source for c in solved.cells},
        "bob": {"def loss": no_square},
        "eve": {"def loss": loss},
    }
    for student, answers in sources.items():
        answers = {k: v for k, v in answers.items() if k.startswith("def ")}
        handed_in = class_ / "submitted" / student / "ps1" / name
        write_as(nbformat.read(released, as_version=4), handed_in, answers)
    run(class_, "nbgrader", "autograde", "ps1")
    theirs = json.loads(run(class_, "python", "-c", GRADES))
    places = [class_ / "submitted" / student / "ps1" for student in sources]
    for student, place in zip(sources, places, strict=True):
        outcome = course.grade(place)["ps1"]
        ours = outcome.by_question(course.load())
        assert ours.pop("why_small_steps") is None
        assert ours == {name: theirs[student][name] for name in ours}
        assert outcome.score == {"ada": 6, "bob": 0, "eve": 2}[student]
