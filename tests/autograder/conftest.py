"""A course small enough to see through: two layers, a net, a notebook, five points."""

import contextlib
import io
import shutil
import zipfile
from pathlib import Path

import pytest

from autograder.course import load, load_misconceptions
from autograder.grade.run import grade
from autograder.grade.setup import Budget, Setup
from autograder.prove import rebuild_expected
from autograder.release import build_tree, write_tree

ASSIGNMENT = """\
id = "tiny-a1"
title = "Two tiny layers"
package = "tn"
seed = 7

[limits]
timeout = 2

[[files]]
path = "{package}/__init__.py"
source = "tiny/__init__.py"

[[files]]
path = "{package}/layers.py"
source = "tiny/layers"

[[files]]
path = "{package}/net.py"
source = "tiny/net.py"

[[notebooks]]
path = "01_tiny.ipynb"
source = "notebooks/01_tiny.py"

[[questions]]
name = "scale_forward"
title = "Scale: forward"
points = 2
notebook = "01_tiny"
todo = ["layers.scale_forward"]

[[questions]]
name = "scale_backward"
title = "Scale: backward"
points = 2
notebook = "01_tiny"
todo = ["layers.scale_backward"]

[[questions]]
name = "net_loss"
title = "The net's loss"
points = 1
todo = ["net.Net.loss"]
"""

SCALE = '''\
"""Scaling by a number for each column."""

import numpy as np


def scale_forward(x, a):
    """Return ``x * a`` and a cache."""
    # BEGIN SOLUTION
    scaled_rows = np.asarray(x) * a
    return scaled_rows, (x, a)
    # END SOLUTION


def scale_backward(dout, cache):
    """Return the gradients of x and of a."""
    x, a = cache
    # BEGIN SOLUTION
    dx = dout * a
    da = np.sum(dout * x, axis=0)  # a was used once in every row
    # END SOLUTION
    return dx, da
'''

SHIFT = '''\
"""Shifting by a number for each column."""

import numpy as np

from .scale import scale_forward


def shift_forward(x, b):
    """Return ``x + b``; given, so that nobody writes it."""
    ones, _ = scale_forward(np.ones_like(x), 1.0)
    return x + b * ones
'''

NET = '''\
"""A net of one layer."""

from tiny.layers import scale_forward, shift_forward


class Net:
    """Scale, shift, sum of squares."""

    def __init__(self, a, b):
        self.params = {"a": a, "b": b}

    def loss(self, x):
        """Return half the sum of squares of the outputs."""
        # BEGIN SOLUTION
        hidden_units, _ = scale_forward(x, self.params["a"])
        outputs = shift_forward(hidden_units, self.params["b"])
        return 0.5 * float((outputs**2).sum())
        # END SOLUTION
'''

NOTEBOOK = """\
# %% [markdown]
# # Tiny layers
#
# Write `scale_forward` in `{package}/layers.py`.

# %%
import numpy as np
from tiny.layers import scale_forward

# %matplotlib inline
print(scale_forward(np.ones((2, 3)), np.arange(3.0)))

# %% [markdown] tags=["instructor"]
# **Model answer.** It scales each column.

# %%
answer = None
# BEGIN SOLUTION
answer = sum(range(1234567))
# END SOLUTION
"""

PUBLIC = """\
import numpy as np

from autograder.grade import question


@question("scale_forward", points=1)
def test_scale_forward_on_ones(submission, expected):
    layers = submission.module("layers")
    out, _ = layers.scale_forward(np.ones((2, 3)), np.arange(3.0))
    expected.close("out", out)


@question("scale_backward", points=0.5)
def test_scale_backward_on_ones(submission, numeric_gradient):
    layers = submission.module("layers")
    x, a, dout = np.ones((2, 3)), np.arange(3.0), np.ones((2, 3))
    _, cache = layers.scale_forward(x, a)
    dx, da = layers.scale_backward(dout, cache)
    grads = {"dx": dx, "da": da}
    numeric_gradient.check(layers.scale_forward, (x, a), dout, grads)
"""

HIDDEN = """\
import pytest

from autograder.grade import question


@question("net_loss", points=1)
def test_loss_of_random_inputs(submission, expected, rng):
    net = submission.module("net").Net(rng.randn(4), rng.randn(4))
    expected.close("loss", net.loss(rng.randn(5, 4)))


@question("scale_backward", points=1.5)
@pytest.mark.parametrize("rows", [1, 4, 9])
def test_scale_backward_of_random_inputs(submission, numeric_gradient, rng, rows):
    layers = submission.module("layers")
    x, a, dout = rng.randn(rows, 3), rng.randn(3), rng.randn(rows, 3)
    _, cache = layers.scale_forward(x, a)
    dx, da = layers.scale_backward(dout, cache)
    grads = {"dx": dx, "da": da}
    numeric_gradient.check(layers.scale_forward, (x, a), dout, grads)


@question("scale_forward", points=1)
def test_scale_forward_of_random_inputs(submission, expected, rng):
    layers = submission.module("layers")
    out, _ = layers.scale_forward(rng.randn(3, 4), rng.randn(4))
    expected.close("out", out)
"""

MISCONCEPTIONS = """\
[[misconceptions]]
name = "backward_forgets_the_sum"
symbol = "layers.scale_backward"
find = "np.sum(dout * x, axis=0)"
replace = "dout * x"
costs = ["scale_backward"]
hint = "The scale was used in every row, so its gradients add up."

[[misconceptions]]
name = "loss_without_half"
symbol = "net.Net.loss"
find = "0.5 * "
replace = ""
costs = ["net_loss"]
hint = "The loss carries the factor one half."
"""

FILES = {
    "solutions/tiny/__init__.py": '"""Tiny layers."""\n',
    "solutions/tiny/layers/__init__.py": (
        '"""Layers: forward and backward."""\n\n'
        "from .scale import scale_backward, scale_forward\n"
        "from .shift import shift_forward\n"
    ),
    "solutions/tiny/layers/scale.py": SCALE,
    "solutions/tiny/layers/shift.py": SHIFT,
    "solutions/tiny/net.py": NET,
    "assignments/tiny-a1/assignment.toml": ASSIGNMENT,
    "assignments/tiny-a1/misconceptions.toml": MISCONCEPTIONS,
    "assignments/tiny-a1/notebooks/01_tiny.py": NOTEBOOK,
    "assignments/tiny-a1/tests/public/test_layers.py": PUBLIC,
    "assignments/tiny-a1/tests/hidden/test_layers.py": HIDDEN,
}


class Course:
    """A course on disk, its files there to be edited."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "assignments" / "tiny-a1"
        self.toml = self.folder / "assignment.toml"

    def load(self):
        return load(self.root, "tiny-a1")

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def edit(self, path, old, new):
        """Replace what occurs once in a file."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
        self.write(path, text.replace(old, new))

    def tree(self, filled):
        return build_tree(self.load(), filled)

    def rebuild_expected(self, check_only=False):
        assignment = self.load()
        mistakes = load_misconceptions(assignment)
        solution = self.tree(filled=True)
        return rebuild_expected(assignment, mistakes, solution, check_only)

    def grade(self, *submissions, timeout=None, report=None):
        """Grade paths; return name -> outcome."""
        assignment = self.load()
        budget = Budget.of(assignment, timeout, None)
        given = self.tree(filled=False)
        outcomes = grade(Setup(assignment, given, budget), submissions, report)
        return {outcome.name: outcome for outcome in outcomes}

    def grade_trees(self, folder, trees, timeout=None):
        """Write trees (name -> path -> content) below a folder, and grade them."""
        for name, tree in trees.items():
            write_tree(tree, folder / name)
        return self.grade(*(folder / name for name in trees), timeout=timeout)


@pytest.fixture(scope="session")
def pristine_course(tmp_path_factory):
    """The course with its expected outputs built; to read, not to write to."""
    course = Course(tmp_path_factory.mktemp("course"))
    for path, text in FILES.items():
        course.write(path, text)
    course.rebuild_expected()
    return course


@pytest.fixture
def course(pristine_course, tmp_path):
    """A course of the test's own."""
    root = tmp_path / "course"
    shutil.copytree(pristine_course.root, root)
    return Course(root)


@pytest.fixture(scope="session")
def solution(pristine_course):
    """The model solution's tree: path -> content."""
    return pristine_course.tree(filled=True)


@pytest.fixture(scope="session")
def skeleton(pristine_course):
    """What students get: path -> content."""
    return pristine_course.tree(filled=False)


@pytest.fixture(scope="session")
def edited(solution):
    """Return a function: the solution's tree with one text in one file replaced."""

    def edited(path, old, new):
        text = solution[path].decode()
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
        return {**solution, path: text.replace(old, new).encode()}

    return edited


@pytest.fixture
def make_zip(tmp_path):
    """Return a function that writes ``members`` (name -> content) into a zip."""

    def make_zip(members, name="submission.zip"):
        file = tmp_path / name
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        return file

    return make_zip


@pytest.fixture
def numgrade(monkeypatch):
    """Return a function that runs the command line in this process.

    It gives the exit status, standard output and standard error.
    """
    from autograder.cli import main

    def numgrade(*arguments):
        monkeypatch.setattr("sys.argv", ["numgrade", *map(str, arguments)])
        out, err = io.StringIO(), io.StringIO()
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            pytest.raises(SystemExit) as stopped,
        ):
            main()
        return stopped.value.code, out.getvalue(), err.getvalue()

    return numgrade
