"""The student's tree: stubs, joined parts, moved imports, another package's name."""

import ast
import subprocess
import sys

import pytest

from autograder.errors import CourseError
from autograder.prove import prove_release
from autograder.release import build_tree, write_tree

SOLUTIONS = "solutions/tiny"
TOML = "assignments/tiny-a1/assignment.toml"


def text(course, path, filled=False):
    return course.tree(filled)[path].decode()


def wrong(course):
    with pytest.raises(CourseError) as caught:
        course.tree(filled=False)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# stubs


def test_the_tree_holds_every_file_of_the_assignment(course):
    for filled in (True, False):
        assert set(course.tree(filled)) == {
            "01_tiny.ipynb", "tn/__init__.py", "tn/layers.py", "tn/net.py",
        }  # fmt: skip


def test_a_stub_says_which_question_what_it_is_worth_and_where_to_read(skeleton):
    layers = skeleton["tn/layers.py"].decode()
    assert "    # TODO (scale_forward, 2 points): write this part.\n" in layers
    tree = ast.parse(layers)
    raised = [n.exc.args[0].value for n in ast.walk(tree) if isinstance(n, ast.Raise)]
    assert raised[0] == (
        "scale_forward is not written yet: question scale_forward in 01_tiny, "
        "formula in the docstring above"
    )
    net = skeleton["tn/net.py"].decode()
    assert "# TODO (net_loss, 1 point)" in net
    assert all(len(line) <= 88 for line in (layers + net).splitlines())


def test_what_stands_before_and_after_a_span_is_given(skeleton):
    layers = skeleton["tn/layers.py"].decode()
    assert '    """Return the gradients of x and of a."""\n    x, a = cache\n' in layers
    assert "    return dx, da\n" in layers
    assert "np.sum" not in layers


def test_a_span_of_no_todo_ships_as_given(course):
    course.edit(TOML, 'todo = ["net.Net.loss"]', "todo = []")
    assert "0.5 * float((outputs**2).sum())" in text(course, "tn/net.py")
    assert "SOLUTION" not in text(course, "tn/net.py")


def test_a_class_as_todo_means_all_spans_in_it(course):
    course.edit(TOML, "net.Net.loss", "net.Net")
    assert "hidden_units" not in text(course, "tn/net.py")


def test_of_two_spans_in_a_function_each_says_which_it_is(course):
    course.edit(
        f"{SOLUTIONS}/layers/scale.py",
        "    return dx, da\n",
        "    # BEGIN SOLUTION\n    both = dx, da\n    # END SOLUTION\n"
        "    return both\n",
    )
    layers = text(course, "tn/layers.py")
    assert "write this part, 1 of 2." in layers
    assert "write this part, 2 of 2." in layers


def test_an_own_stub_is_taken_as_it_is(course):
    course.edit(
        f"{SOLUTIONS}/net.py",
        "# BEGIN SOLUTION\n",
        "# BEGIN SOLUTION\n        # STUB: loss = None  # your turn\n"
        "        # STUB: return loss\n",
    )
    net = text(course, "tn/net.py")
    assert "        loss = None  # your turn\n        return loss\n" in net
    assert "raise NotImplementedError" not in net


def test_no_marker_is_left_in_either_tree(solution, skeleton):
    for tree in (solution, skeleton):
        for content in tree.values():
            assert b"SOLUTION" not in content
            assert b"STUB" not in content


MISTAKES = {
    ('todo = ["net.Net.loss"]', 'todo = ["nte.Net.loss"]'): (
        "'nte.Net.loss' is in no module", "correct the name"),
    ('todo = ["net.Net.loss"]', 'todo = ["net.Net.los"]'): (
        "doesn't define Net.los", "did you mean Net.loss?"),
    ('todo = ["net.Net.loss"]', 'todo = ["net.Net.__init__"]'): (
        "has no span", "# BEGIN SOLUTION"),
    ('source = "tiny/net.py"', 'source = "tiny/nte.py"'): (
        "'tiny/nte.py' is not in", "correct the path"),
    ('source = "tiny/net.py"', 'source = "../solutions/tiny/net.py"'): (
        "is not in", "correct the path"),
    ('source = "tiny/net.py"', 'source = "tiny/net.py"\nparts = ["a"]'): (
        "parts", "remove parts"),
    ('source = "tiny/layers"', 'source = "tiny/layers"\nparts = ["scael"]'): (
        "'scael' is no part", "there are: scale, shift"),
    ('source = "tiny/layers"', 'source = "tiny/layers"\nparts = ["shift"]'): (
        "todo", "doesn't define scale_forward"),
    ('source = "notebooks/01_tiny.py"', 'source = "notebooks/02.py"'): (
        "02.py", "can't be read"),
}  # fmt: skip


@pytest.mark.parametrize("edit", MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_in_what_is_named_is_told_with_its_mend(course, edit):
    course.edit(TOML, *edit)
    told = wrong(course)
    for words in MISTAKES[edit]:
        assert words in told


# joined parts


def test_parts_are_joined_in_the_order_of_the_folders_init(course):
    layers = text(course, "tn/layers.py", filled=True)
    assert layers.startswith(
        '"""Layers: forward and backward."""\n\nimport numpy as np'
    )
    assert layers.count("import numpy as np") == 1
    assert "from .scale import" not in layers
    assert layers.index("def scale_backward") < layers.index("def shift_forward")


def test_imports_of_parts_are_merged_sorted_and_each_written_once(course):
    course.edit(
        f"{SOLUTIONS}/layers/shift.py",
        "import numpy as np\n",
        "import math\nimport os.path\nfrom collections import Counter, OrderedDict\n"
        "\nimport numpy as np\nfrom numpy import linalg\n",
    )
    course.edit(
        f"{SOLUTIONS}/layers/scale.py",
        "import numpy as np\n",
        "from collections import Counter\n\nimport numpy as np\n",
    )
    assert (
        "import math\nimport os.path\nfrom collections import Counter, OrderedDict\n"
        "\nimport numpy as np\nfrom numpy import linalg\n"
    ) in text(course, "tn/layers.py")


@pytest.mark.parametrize(
    ("part", "old", "new", "words"),
    [
        ("shift", "import scale_forward", "import *", "with '*' or 'as'"),
        ("shift", "import scale_forward", "import scale_forward as s", "'*' or 'as'"),
        ("shift", "import scale_forward", "import nothing", "doesn't define it"),
        ("shift", "def shift_forward", "def scale_backward", "keep one"),
        ("shift", "import numpy as np", "import math as np", "from another place"),
        ("shift", "import numpy as np", "from numpy import *", "import names instead"),
        ("shift", "def shift_forward", "np = 1\n\n\ndef shift_forward", "rename one"),
        ("__init__", "from .shift", "X = 1\nfrom .shift", "'X = 1' would be lost"),
        ("__init__", "from .shift", "import os\nfrom .shift", "would be lost"),
    ],
)
def test_what_joining_would_lose_is_refused(course, part, old, new, words):
    course.edit(f"{SOLUTIONS}/layers/{part}.py", old, new)
    assert words in wrong(course)


def test_a_part_that_needs_one_left_out_is_refused(course):
    course.edit(
        TOML, 'source = "tiny/layers"', 'source = "tiny/layers"\nparts = ["shift"]'
    )
    for question in ("scale_forward", "scale_backward"):
        course.edit(TOML, f'todo = ["layers.{question}"]', "todo = []")
    assert "add 'scale' to parts" in wrong(course)


# moved imports


def moved(course, statement, path="net.py"):
    """Return what a statement of net.py becomes in the student's tree."""
    old = "from tiny.layers import scale_forward, shift_forward\n"
    course.edit(f"{SOLUTIONS}/{path}", old, statement + "\n")
    return text(course, "tn/net.py").split('"""')[2].split("\n\n\nclass")[0].strip()


@pytest.mark.parametrize(
    ("statement", "becomes"),
    [
        ("from tiny.layers import scale_forward",
         "from tn.layers import scale_forward"),
        ("from .layers import scale_forward", "from .layers import scale_forward"),
        ("from . import layers", "from . import layers"),
        ("from tiny import layers", "from tn import layers"),
        ("from tiny.layers.scale import scale_forward as s",
         "from tn.layers import scale_forward as s"),
        ("from .layers.shift import shift_forward",
         "from .layers import shift_forward"),
        ("import tiny.layers as L", "import tn.layers as L"),
        ("from tiny.layers import (\n    scale_forward,  # kept\n    shift_forward,\n)",
         "from tn.layers import (\n    scale_forward,  # kept\n    shift_forward,\n)"),
        ("import numpy.linalg", "import numpy.linalg"),
        ("from tinyest import layers", "from tinyest import layers"),
        ("import os, tiny.layers as L", "import os\nimport tn.layers as L"),
    ],
)  # fmt: skip
def test_imports_follow_the_files(course, statement, becomes):
    assert moved(course, statement) == becomes


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("import tiny.layers", "write 'import tiny.layers as ...'"),
        ("from tiny.other import f", "imports tiny.other, which students don't get"),
        ("from ... import f", "from above solutions/"),
    ],
)
def test_an_import_that_students_could_not_follow_is_refused(course, statement, words):
    old = "from tiny.layers import scale_forward, shift_forward"
    course.edit(f"{SOLUTIONS}/net.py", old, statement)
    told = wrong(course)
    assert "net.py:3: " in told
    assert words in told


@pytest.mark.parametrize("package", ["cs231n", "deep_learning_2026"])
def test_another_package_name_renames_everything_and_still_proves(
    course, tmp_path, package
):
    course.edit(TOML, 'package = "tn"', f'package = "{package}"')
    for filled, name in ((True, "solution"), (False, "student")):
        tree = course.tree(filled)
        assert f"{package}/layers.py" in tree
        assert not any(path.startswith("tn/") for path in tree)
        assert not any(b"tn/" in content for content in tree.values())
        assert not any(b"tn.layers" in content for content in tree.values())
        assert not any(b"tiny." in content for content in tree.values())
        write_tree(tree, tmp_path / name)
    prove_release(course.load(), tmp_path / "solution", tmp_path / "student")


def test_without_a_package_the_modules_lie_at_the_top(course, tmp_path):
    course.edit(TOML, 'package = "tn"\n', "")
    course.edit(
        TOML,
        '[[files]]\npath = "{package}/__init__.py"\nsource = "tiny/__init__.py"\n',
        "",
    )
    trees = {"solution": course.tree(filled=True), "student": course.tree(filled=False)}
    assert set(trees["student"]) == {"01_tiny.ipynb", "layers.py", "net.py"}
    assert b"from layers import scale_forward" in trees["student"]["net.py"]
    for name, tree in trees.items():
        write_tree(tree, tmp_path / name)
    prove_release(course.load(), tmp_path / "solution", tmp_path / "student")


def test_the_skeleton_can_be_imported_by_plain_python(skeleton, tmp_path):
    write_tree(skeleton, tmp_path)
    program = "import tn.net, tn.layers; tn.net.Net(1, 2)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stderr == ""
    assert done.returncode == 0


def test_every_module_of_both_trees_is_valid_python(solution, skeleton):
    for tree in (solution, skeleton):
        for path, content in tree.items():
            if path.endswith(".py"):
                ast.parse(content)


def test_other_files_are_copied_as_they_are(course):
    course.write("solutions/tiny/data.txt", "1, 2\n")
    file = '[[files]]\npath = "{package}/data.txt"\nsource = "tiny/data.txt"\n'
    course.write(TOML, course.toml.read_text() + file)
    assert build_tree(course.load(), filled=False)["tn/data.txt"] == b"1, 2\n"
