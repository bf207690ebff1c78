"""Notebooks as modules: what students hand in to an imported assignment."""

import json
from pathlib import Path

import nbformat
import pytest

from autograder.release import build_tree
from autograder.written import collect_answers, read_questions, read_released

EXAMPLES = Path(__file__).parents[3] / "examples" / "import"


@pytest.fixture
def hw01(imported):
    course, _ = imported(EXAMPLES / "otter_hw01.ipynb", "hw01")
    return course


def handed_in(folder, *sources, name="otter_hw01.ipynb"):
    """Write a notebook of code cells, as a student's folder."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    folder.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / name)
    return folder


RELU = "def relu(x):\n    return np.maximum(x, 0)"


def scores(outcome, course):
    return outcome.by_question(course.load())


def test_a_cell_that_raises_costs_only_what_it_defines(hw01, tmp_path):
    folder = handed_in(
        tmp_path / "ada",
        "%matplotlib inline\nimport numpy as np",
        "import otter\ngrader = otter.Notebook('otter_hw01.ipynb')",
        RELU,
        "grader.check('q1')\n!pip list\nnp.maximum?",
        "p = 1 / 0\ndef softmax(s): return s",
        "%%bash\nrm -r /",
        "raise SystemExit",
        "def count_classes(labels):\n    return {c: labels.count(c) for c in labels}",
    )
    outcome = hw01.grade(folder)["ada"]
    assert scores(outcome, hw01) == {"q1": 3, "q2": 0, "q3": None, "q4": 1}
    told = [line for c in outcome.checks if c.question == "q2" for line in c.told]
    words = "p is not defined in otter_hw01.ipynb; cell 5 raised ZeroDivisionError"
    assert any(words in line for line in told)


def test_an_error_in_a_function_is_located_in_its_cell(hw01, tmp_path):
    folder = handed_in(
        tmp_path / "bob", "import numpy as np", "def relu(x):\n    return y + 1"
    )
    outcome = hw01.grade(folder)["bob"]
    told = [line for check in outcome.checks for line in check.told]
    where = "at otter_hw01.ipynb, cell 2, line 2 in relu: return y + 1"
    assert where in told


def test_a_leftover_print_and_another_repr_cost_nothing(hw01, tmp_path):
    folder = handed_in(
        tmp_path / "eve",
        "import numpy as np",
        "def relu(x):\n    print('here', x)\n    return np.where(x > 0, x, 0 * x)",
        "class Counts(dict):\n    pass",
        "def count_classes(labels):\n    print(labels)\n"
        "    return {c: np.int64(labels.count(c)) for c in labels}",
    )
    outcome = hw01.grade(folder)["eve"]
    assert scores(outcome, hw01)["q1"] == 3
    assert scores(outcome, hw01)["q4"] == 1


def test_the_one_notebook_counts_whatever_it_is_called(hw01, tmp_path):
    renamed = "smith_12345_late_otter_hw01-2.ipynb"
    folder = handed_in(tmp_path / "zoe", "import numpy as np", RELU, name=renamed)
    outcomes = hw01.grade(folder, folder / renamed)
    assert [outcome.score for outcome in outcomes.values()] == [3, 3]


def test_a_damaged_notebook_costs_its_own_student_alone(hw01, tmp_path):
    good = handed_in(tmp_path / "good", "import numpy as np", RELU)
    bad = handed_in(tmp_path / "bad", RELU)
    (bad / "otter_hw01.ipynb").write_text('{"cells": [{"cell_type": "code"')
    no_source = handed_in(tmp_path / "no_source", RELU)
    cells = {"cells": [{"cell_type": "code"}, 7]}
    (no_source / "otter_hw01.ipynb").write_text(json.dumps(cells))
    outcomes = hw01.grade(bad, good, no_source)
    assert [outcomes[n].score for n in ("bad", "good", "no_source")] == [0, 3, 0]


def test_students_check_their_notebook_without_it_checking_itself(
    numgrade, hw01, tmp_path
):
    status, _, error = numgrade("release", "--course", hw01.root, "--out", tmp_path)
    assert not status, error
    for tree, code in (("student", 1), ("solution", None)):
        folder = tmp_path / "hw01" / tree
        cells = nbformat.read(folder / "otter_hw01.ipynb", as_version=4).cells
        assert [c.source for c in cells if c.source.startswith("check(")] == [
            'check("q1")',
            'check("q2")',
            'check("q4")',
        ]
        status, out, error = numgrade("check", folder)
        assert status == code, out + error


def test_what_people_grade_is_found_in_what_is_handed_in(imported, source, tmp_path):
    file = source(
        ("md", "# Homework"),
        ("raw", "# BEGIN QUESTION\nname: why\nmanual: true\npoints: 2"),
        ("md", "Why does it converge?"),
        ("raw", "# BEGIN SOLUTION"),
        ("md", "Since it shrinks."),
        ("raw", "# END SOLUTION"),
        ("raw", "# END QUESTION"),
        ("md", "The end."),
    )
    course, _ = imported(file)
    assignment = course.load()
    (question,) = read_questions(assignment)
    assert (question.asked, question.points) == ("Why does it converge?", 2)
    assert question.model == "Since it shrinks."
    tree = build_tree(assignment, filled=False)
    (path,) = [path for path in tree if path.endswith(".ipynb")]
    folder = tmp_path / "tree"
    folder.mkdir()
    text = tree[path].replace(b"*write here*", b"It is a contraction.")
    (folder / path).write_bytes(text)
    answers = collect_answers(assignment, read_released(tree), folder).answers
    assert [part.text for part in answers["why"].parts] == ["It is a contraction."]
