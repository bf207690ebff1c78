"""Trained models: points by accuracy, and what a second training is told to give."""

import io

import nbformat
import numpy as np
import pytest

from autograder.data import Size, find_dataset, synthesise
from autograder.grade.run import grade
from autograder.grade.setup import Budget, Setup
from autograder.release import write_tree

QUESTION = """
[[data]]
name = "mnist"

[[questions]]
name = "trained"
title = "A trained model"
points = 4
notebook = "01_tiny"
kind = "training"

[questions.training]
data = "mnist"
linear = [0.2, 1.0]
"""

RERUN = """
[questions.training.rerun]
beside = "means = None"
model = "means"
timeout = 30
"""

CHECK = """\
import numpy as np

from autograder.grade import question


def nearest(means, images):
    off = images.reshape(len(images), 1, -1) - np.asarray(means)
    return np.square(off).sum(axis=2).argmin(axis=1)


@question("trained", points=4)
def test_accuracy_of_the_means(submission, training):
    images, y = training.images("test")
    means = submission.library("numpy").load(submission.file("means.npy"))
    training.score(means, nearest, images / 255, y)
"""

READ = """\
import gzip
import numpy as np
from autograder.student import check

def read(name, skip):
    with gzip.open(f"datasets/mnist/train-{name}-ubyte.gz") as file:
        return np.frombuffer(file.read()[skip:], np.uint8)
"""
TRAIN = """\
means = None
means = np.stack([X[y == k].mean(axis=0) for k in range(10)])
raise SystemExit("what follows isn't run")
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A folder with a synthetic MNIST, so small that grading it takes no time."""
    folder = tmp_path_factory.mktemp("data")
    synthesise(find_dataset("mnist"), folder, Size(train=200, test=50))
    return folder


@pytest.fixture
def marked(course, solution, data, tmp_path):
    """Return a function: notebook cells and model -> the outcome of its check."""

    def marked(cells, means, rerun=RERUN):
        course.toml.write_text(course.toml.read_text() + QUESTION + rerun)
        course.write("assignments/tiny-a1/tests/hidden/test_trained.py", CHECK)
        notebook = nbformat.v4.new_notebook()
        notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
        saved = io.BytesIO()
        np.save(saved, means)
        tree = {**solution, "01_tiny.ipynb": nbformat.writes(notebook).encode()}
        write_tree({**tree, "means.npy": saved.getvalue()}, tmp_path / "ada")
        assignment = course.load()
        setup = Setup(assignment, {}, Budget.of(assignment, None, None), data=data)
        (outcome,) = grade(setup, [tmp_path / "ada"])
        (check,) = (c for c in outcome.checks if c.question == "trained")
        return check

    return marked


def right_means(data):
    """Return what the cells train."""
    from autograder.data import read_images

    images, y = read_images(find_dataset("mnist"), data, "train")
    rows = images.reshape(len(y), -1) / 255
    return np.stack([rows[y == k].mean(axis=0) for k in range(10)])


CELLS = [
    READ,
    "%matplotlib inline\ncheck('scale_forward')\nundefined_so_far",
    "X = read('images-idx3', 16).reshape(-1, 784) / 255\ny = read('labels-idx1', 8)",
    TRAIN,
]


def test_accuracy_earns_its_share_of_the_points(marked, data):
    check = marked(CELLS, right_means(data), rerun="")
    assert check.kind == "partial"
    assert check.accuracy > 0.4
    assert check.score == pytest.approx(4 * (check.accuracy - 0.2) / 0.8)
    assert len(check.lines) == 1  # nothing is trained unless that is asked for


def test_training_once_more_gives_the_same_model(marked, data):
    check = marked(CELLS, right_means(data))
    again = f"trained once more by 01_tiny.ipynb: accuracy {check.accuracy:.4f}"
    assert check.lines[1] == f"note: {again}"


def test_a_model_that_its_cell_does_not_give_is_told_and_keeps_its_points(marked, data):
    worse = TRAIN.replace("y == k", "y == (k + 1) % 10")
    check = marked([*CELLS[:3], worse], right_means(data))
    assert "less than that of the model handed in" in check.lines[1]
    assert check.score == pytest.approx(4 * (check.accuracy - 0.2) / 0.8)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([], "no cell with 'means = None'"),
        (["means = None\nmeans = 1 / 0"], "division by zero"),
        (["import os\nmeans = None\nmeans = os.abort()"], "no model: "),
    ],
)
def test_a_training_that_gives_no_model_is_told(marked, data, cells, words):
    check = marked([*CELLS[:3], *cells], right_means(data))
    assert words in check.lines[1]
    assert check.score > 0
