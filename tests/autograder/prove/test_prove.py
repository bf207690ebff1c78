"""What a release must stand up to: each proof fails where it should."""

import numpy as np
import pytest

from autograder.course import load_misconceptions
from autograder.errors import CourseError
from autograder.grade import expected
from autograder.prove import (
    apply_misconception,
    prove_misconceptions,
    prove_release,
    replace_definitions,
)
from autograder.prove.expected import Change
from autograder.release import write_tree

SCALE = "solutions/tiny/layers/scale.py"
HIDDEN = "assignments/tiny-a1/tests/hidden/test_layers.py"
MISCONCEPTIONS = "assignments/tiny-a1/misconceptions.toml"


def one_line(caught):
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.fixture
def refused(course, tmp_path):
    """Return a function that proves two trees, which fails; it gives the message."""

    def refused(solution, skeleton):
        write_tree(solution, tmp_path / "solution")
        write_tree(skeleton, tmp_path / "student")
        with pytest.raises(CourseError) as caught:
            prove_release(course.load(), tmp_path / "solution", tmp_path / "student")
        return one_line(caught)

    return refused


def test_a_release_of_right_solutions_and_stubs_is_proven(
    course, solution, skeleton, tmp_path
):
    write_tree(solution, tmp_path / "solution")
    write_tree(skeleton, tmp_path / "student")
    prove_release(course.load(), tmp_path / "solution", tmp_path / "student")


def test_a_reference_that_loses_a_point_is_refused_with_the_check(
    refused, edited, skeleton
):
    told = refused(edited("tn/net.py", "0.5 * float", "0.6 * float"), skeleton)
    assert told.startswith("tiny-a1, question net_loss: the reference fails 'loss of")


def test_a_skeleton_that_gains_a_point_is_refused_with_the_check(
    refused, solution, skeleton
):
    told = refused(solution, {**skeleton, "tn/net.py": solution["tn/net.py"],
                              "tn/layers.py": solution["tn/layers.py"]})  # fmt: skip
    assert "the skeleton passes 'scale forward on ones'" in told
    assert "give the check no points" in told


def test_a_skeleton_that_is_broken_instead_of_unwritten_is_refused(
    refused, solution, skeleton
):
    broken = {**skeleton, "tn/net.py": b"import no_such_module\n"}
    assert "the skeleton missing_module" in refused(solution, broken)


def test_each_misconception_costs_what_it_says(course, solution):
    told = []
    mistakes = load_misconceptions(course.load())
    prove_misconceptions(course.load(), mistakes, solution, told.append)
    assert [outcome.name for outcome in told] == [m.name for m in mistakes]
    assert all(outcome.score < 5 for outcome in told)
    # nothing else calls what it edits, so nothing else is run
    assert {check.question for check in told[0].checks} == {"scale_backward"}


def misjudged(course, solution):
    with pytest.raises(CourseError) as caught:
        prove_misconceptions(
            course.load(), load_misconceptions(course.load()), solution
        )
    told = one_line(caught)
    assert "misconceptions.toml: loss_without_half: " in told
    return told


def test_a_misconception_that_no_check_notices_is_refused(course, solution):
    course.edit(MISCONCEPTIONS, 'find = "0.5 * "', 'find = "0.5 * float"')
    course.edit(MISCONCEPTIONS, 'replace = ""', 'replace = "1.0 * 0.5 * float"')
    assert "costs: net_loss is still worth full points" in misjudged(course, solution)


def test_a_misconception_that_costs_less_than_it_says_is_refused(course, solution):
    course.edit(MISCONCEPTIONS, '["net_loss"]', '["scale_forward", "net_loss"]')
    assert "scale_forward is still worth full points" in misjudged(course, solution)


def test_a_misconception_that_costs_more_than_it_says_is_refused(course, solution):
    course.edit(MISCONCEPTIONS, "net.Net.loss", "layers.scale_forward")
    course.edit(MISCONCEPTIONS, '"0.5 * "', '"np.asarray(x) * a"')
    course.edit(MISCONCEPTIONS, 'replace = ""', 'replace = "0 * np.asarray(x)"')
    course.edit(MISCONCEPTIONS, '["net_loss"]', '["scale_forward"]')
    assert "costs: also loses net_loss: loss of random" in misjudged(course, solution)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('find = "0.5 * "', 'find = "0.7 * "', "find: occurs 0 times in Net.loss"),
        ('find = "0.5 * "', 'find = "hidden_units"', "find: occurs 2 times"),
        ('"net.Net.loss"', '"nte.Net.loss"', "symbol: "),
        ('"net.Net.loss"', '"net.Net.los"', "symbol: nothing defines Net.los"),
        ('replace = ""', 'replace = "(0.5 * "', "replace: "),
    ],
)
def test_an_edit_that_cannot_be_made_is_refused(course, solution, old, new, words):
    course.edit(MISCONCEPTIONS, old, new)
    mistake = load_misconceptions(course.load())[1]
    with pytest.raises(CourseError) as caught:
        apply_misconception(course.load(), mistake, solution)
    assert f"loss_without_half: {words}" in one_line(caught)


def test_an_edit_changes_its_symbol_and_nothing_else(course, solution):
    mistake = load_misconceptions(course.load())[1]
    tree = apply_misconception(course.load(), mistake, solution)
    assert tree["tn/net.py"] == solution["tn/net.py"].replace(b"0.5 * ", b"")
    assert {path for path in tree if tree[path] != solution[path]} == {"tn/net.py"}


def test_definitions_are_replaced_and_the_rest_is_added(course, solution):
    other = (
        "import math\n\n\ndef helper():\n    return math.pi\n\n\n"
        "def scale_forward(x, a):\n    return x * a, helper()\n"
    )
    tree = replace_definitions(course.load(), solution, "layers", other)
    layers = tree["tn/layers.py"].decode()
    assert layers.count("def scale_forward") == 1
    assert "return x * a, helper()" in layers
    assert "scaled_rows" not in layers
    assert "def scale_backward" in layers
    names = {}
    exec(compile(layers, "layers.py", "exec"), names)
    assert names["scale_forward"](np.ones(2), 3)[0].tolist() == [3, 3]


def test_a_method_replaces_that_of_its_class(course, solution):
    other = "class Net:\n    def loss(self, x):\n        return 0.0\n"
    tree = replace_definitions(course.load(), solution, "net", other)
    net = tree["tn/net.py"].decode()
    assert net.count("class Net:") == 1
    assert "return 0.0" in net
    assert "hidden_units" not in net
    assert "self.params = " in net


def test_a_class_takes_over_bases_and_methods_that_it_had_not(course, solution):
    other = (
        "class Own:\n    @staticmethod\n    def half(x):\n        return x / 2\n\n\n"
        "class Net(Own):\n    factor = 3\n\n"
        "    def twice(self, x):\n        return 4 * self.half(x)\n"
    )
    tree = replace_definitions(course.load(), solution, "net", other)
    net = tree["tn/net.py"].decode()
    assert net.index("class Own:") < net.index("class Net(Own):")
    assert "@staticmethod\n    def half" in net
    assert "hidden_units" in net  # the loss stays
    assert net.count("class Net") == net.count("def loss") == 1
    names = {}
    exec(compile(net[net.index("class Own") :], "net.py", "exec"), names)
    assert names["Net"].twice(names["Net"], 3) == 6
    assert names["Net"].factor == 3


# expected outputs


def test_what_was_just_built_is_up_to_date(course):
    assert course.rebuild_expected(check_only=True) == {}


def test_a_changed_solution_makes_them_stale_and_checking_writes_nothing(course):
    file = course.folder / "expected" / "public" / "layers.npz"
    before = file.read_bytes()
    course.edit(SCALE, "(x) * a", "(x) * a * 3")
    course.edit(SCALE, "dx = dout * a", "dx = 3 * dout * a")
    course.edit(SCALE, "dout * x, axis", "3 * dout * x, axis")
    course.write(MISCONCEPTIONS, "")
    changes = course.rebuild_expected(check_only=True)
    assert file in changes
    assert any(
        "test_scale_forward_on_ones/out: changed" in c for c in changes[file].lines
    )
    assert file.read_bytes() == before
    assert course.rebuild_expected() == changes
    out = expected.read(file)["test_scale_forward_on_ones/out"]
    assert out.tolist() == [[0, 3, 6], [0, 3, 6]]
    assert course.rebuild_expected(check_only=True) == {}


def test_a_file_that_no_test_uses_is_removed(course):
    course.write(MISCONCEPTIONS, "")
    course.rebuild_expected()
    old = course.folder / "expected" / "hidden" / "old.npz"
    expected.write(old, {"a": np.ones(1)}, {})
    assert course.rebuild_expected(check_only=True) == {
        old: Change(["no longer used"], ["no check compares with it"])
    }
    assert old.exists()
    course.rebuild_expected()
    assert not old.exists()


def test_a_reference_whose_gradient_is_wrong_is_not_recorded(course):
    """Stored gradients are proven numerically, so a wrong one can't become the norm."""
    course.edit(SCALE, "dx = dout * a", "dx = 2 * dout * a")
    with pytest.raises(CourseError) as caught:
        course.rebuild_expected()
    assert "the model solution fails scale_backward" in one_line(caught)
