"""Each rule finds the mistake that it is for, and nothing in an assignment without."""

import json
from pathlib import Path

import pytest

from autograder.course import assignment_ids, load
from autograder.lint import lint

PUBLIC = "assignments/tiny-a1/tests/public/test_layers.py"
HIDDEN = "assignments/tiny-a1/tests/hidden/test_layers.py"
TOML = "assignments/tiny-a1/assignment.toml"
NOTEBOOK = "assignments/tiny-a1/notebooks/01_tiny.py"
ROOT = Path(__file__).parents[3]


def findings(course, trials=False):
    """Return rule -> place and text of what is found."""
    found = {}
    for finding in lint(course.load(), trials=trials):
        found.setdefault(finding.rule, []).append(f"{finding.where}: {finding.text}")
    return found


def only(course, rule, trials=False):
    """Return the one finding, which is of this rule."""
    found = findings(course, trials)
    assert list(found) == [rule]
    (text,) = found[rule]
    return text


def test_a_good_assignment_has_no_findings(pristine_course):
    assert findings(pristine_course, trials=True) == {}


@pytest.mark.parametrize("name", assignment_ids(ROOT))
def test_the_courses_here_are_clean_as_far_as_files_tell(name):
    assert list(lint(load(ROOT, name), trials=False)) == []


# points


def test_a_question_without_a_check(course):
    course.edit(HIDDEN, '@question("net_loss", points=1)\n', "")
    assert only(course, "points") == (
        "question net_loss: has no check; nothing earns its 1 points"
    )


def test_checks_that_do_not_add_up_to_their_question(course):
    course.edit(HIDDEN, '"net_loss", points=1', '"net_loss", points=0.5')
    told = only(course, "points", trials=True)
    assert "question net_loss: is worth 1 points, but its checks add up to 0.5" in told


def test_a_check_that_earns_nothing(course):
    extra = (
        '\n\n@question("net_loss", points=0)\ndef test_more(submission):\n    pass\n'
    )
    file = course.root / HIDDEN
    course.write(HIDDEN, file.read_text() + extra)
    assert "earns 0 points" in only(course, "points")


def test_a_check_of_no_question(course):
    extra = '\n\n@question("net_los", points=1)\ndef test_more(submission):\n    pass\n'
    text = (course.root / HIDDEN).read_text()
    course.write(HIDDEN, text + extra)
    line = text.count("\n") + 4
    told = only(course, "points")
    assert told.startswith(f"tests/hidden/test_layers.py:{line}: is for question 'net_")


@pytest.mark.parametrize(("stated", "right"), [(5, True), (100, False)])
def test_a_total_other_than_the_stated_points(course, stated, right):
    course.edit(TOML, "seed = 7", f"seed = 7\npoints = {stated}")
    if right:
        assert findings(course) == {}
    else:
        assert "states 100 points, but its questions add up to 5" in only(
            course, "points"
        )


# tolerances


@pytest.mark.parametrize(
    ("call", "tight"),
    [
        ("expected.close('out', out, tolerance=1e-9)", True),
        ("expected.close('out', out, tolerance=1e-9, reason='whole numbers')", False),
        ("expected.close('out', out, tolerance=1e-4)", False),
        ("np.testing.assert_allclose(out, out)", True),
        ("np.testing.assert_allclose(out, out, rtol=1e-5)", False),
        ("assert np.allclose(out, out, rtol=1e-8)", True),
        ("assert out == pytest.approx(3)", True),
    ],
)
def test_a_tolerance_tighter_than_float32(course, call, tight):
    course.edit(PUBLIC, 'expected.close("out", out)', call)
    found = findings(course)
    assert list(found) == (["tolerance"] if tight else [])
    if tight:
        assert "tests/public/test_layers.py:10: " in found["tolerance"][0]
        assert "tighter than float32 allows" in found["tolerance"][0]


# hidden values


def test_a_hidden_check_of_the_public_checks_numbers(course):
    course.edit(HIDDEN, "rng.randn(3, 4), rng.randn(4)", "X, A")
    course.edit(
        PUBLIC, "np.ones((2, 3)), np.arange(3.0))\n    expected", "X, A)\n    expected"
    )
    for path in (PUBLIC, HIDDEN):
        text = (course.root / path).read_text()
        numbers = "\nimport numpy as np\n\nX, A = np.sqrt(np.arange(12.0)), 0.7\n"
        course.write(path, numbers + text)
    course.rebuild_expected()
    told = only(course, "hidden")
    assert told.startswith("expected/hidden/layers.npz: test_scale_forward_of_random")
    assert "is what expected/public/layers.npz shows" in told


def test_a_hidden_output_that_stands_in_the_notebook(course):
    course.edit(HIDDEN, "rng.randn(3, 4), rng.randn(4)", "[[0.5]], [2.4691357]")
    course.edit(NOTEBOOK, "np.arange(3.0)))", "np.arange(3.0)))  # not 1.234568")
    course.rebuild_expected()
    told = only(course, "hidden")
    assert (
        "test_scale_forward_of_random_inputs/out: can be read in 01_tiny.ipynb" in told
    )


def test_a_number_of_a_hidden_test_that_stands_in_a_public_one(course):
    course.edit(HIDDEN, "rng.randn(3, 4), rng.randn(4)", "[[0.5]], [24.691357]")
    course.edit(
        PUBLIC, "np.arange(3.0))\n    expected", "[1, 2, 24.691357])\n    expected"
    )
    course.rebuild_expected()
    told = "\n".join(findings(course)["hidden"])
    assert "24.691357 can be read in tests/public/test_layers.py" in told


def test_the_seed_of_the_hidden_checks_in_a_notebook(course):
    course.edit(TOML, "seed = 7", "seed = 20191017")
    course.edit(NOTEBOOK, "import numpy as np", "import numpy as np\n\nSEED = 20191017")
    course.rebuild_expected()
    told = only(course, "hidden")
    assert told.startswith("01_tiny.ipynb: shows 20191017, the seed")


# notebooks


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("`scale_forwrd`", "no scale_forwrd anywhere; did you mean scale_forward?"),
        ("`layers.shift_forward`", ""),
        ("`layers.skale`", "no skale anywhere"),
        ("`Net.loss` and `np.cumsum(x)`, `W_3`", "no W_3 anywhere"),
        ("`{package}/layer.py`", "no file tn/layer.py; did you mean tn/layers.py?"),
        ("`my_answers.pdf`, `x` and `a b_c`", ""),
    ],
)
def test_a_name_in_a_notebooks_text_that_does_not_exist(course, text, told):
    course.edit(NOTEBOOK, "Write `scale_forward`", f"See {text}. Write `scale_forward`")
    if told:
        found = only(course, "notebook")
        assert found.startswith("01_tiny.ipynb, cell 1: ")
        assert told in found
    else:
        assert findings(course) == {}


def test_a_check_cell_of_no_question(course):
    course.edit(NOTEBOOK, "answer = None", 'check("scale_fwd")\nanswer = None')
    assert "checks no question: 'scale_fwd'" in only(course, "notebook")


# trials


def test_a_todo_that_no_check_needs(course):
    course.edit(
        TOML, '["layers.scale_backward"]', '["layers.scale_backward", "layers.twice"]'
    )
    text = (course.root / "solutions/tiny/layers/scale.py").read_text()
    extra = (
        '\n\ndef twice(x):\n    """Double."""\n    # BEGIN SOLUTION\n'
        "    return 2 * x\n    # END SOLUTION\n"
    )
    course.write("solutions/tiny/layers/scale.py", text + extra)
    course.edit(
        "solutions/tiny/layers/__init__.py", "scale_forward\n", "scale_forward, twice\n"
    )
    assert only(course, "todo", trials=True) == (
        "question scale_backward: layers.twice has no check: the question's all pass "
        "without it; add one"
    )


def test_a_check_that_passes_on_the_skeleton(course):
    course.edit(
        HIDDEN,
        'expected.close("loss", net.loss(rng.randn(5, 4)))',
        "assert net is not None",
    )
    course.rebuild_expected()
    found = findings(course, trials=True)
    assert "'loss of random inputs' passes on the skeleton" in found["skeleton"][0]
    assert "net.Net.loss has no check" in found["todo"][0]


# the command


def test_the_command_exits_with_1_if_there_is_something_to_mend(numgrade, course):
    arguments = ["lint", "tiny-a1", "--course", course.root]
    status, out, err = numgrade(*arguments)
    assert not status
    assert out == "tiny-a1: nothing to mend\n"
    assert "6/6 without net.Net.loss" in err
    course.edit(TOML, "seed = 7", "seed = 7\npoints = 6")
    status, out, _ = numgrade(*arguments, "--quick", "--json")
    assert status == 1
    (finding,) = json.loads(out)
    assert finding["rule"] == "points"
    assert finding["where"] == "assignment.toml"
    assert "[points]" in numgrade(*arguments, "--quick")[1]


# questions that people grade

WRITTEN = """
[[questions]]
name = "why"
title = "Why it scales"
points = 1
kind = "written"
"""
ASKED = '# %% [markdown] tags=["question:why"]\n# Why?\n'
MODEL = '\n# %% [markdown] tags=["instructor", "question:why"]\n# It scales.\n'
RUBRIC = "#\n# *Rubric:*\n#\n# - 1: scales\n"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("", "no cell is tagged question:why"),
        (ASKED + MODEL, "has no rubric"),
        (ASKED + MODEL + RUBRIC, None),
    ],
)
def test_a_written_question_without_a_place_or_a_rubric(course, cells, words):
    course.write(TOML, (course.root / TOML).read_text() + WRITTEN)
    course.write(NOTEBOOK, f"{(course.root / NOTEBOOK).read_text()}\n{cells}")
    if words is None:
        assert findings(course) == {}
    else:
        assert words in only(course, "written")
