"""The numbers that the courses print hold for the modules that students get, filled in.

The released reference notebook runs as plain Python up to where it needs data.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import load
from autograder.release import build_tree, write_tree

ROOT = Path(__file__).resolve().parents[2]

PRINT_ARRAYS = """
import json
import numpy as np
from dl.layers import affine_forward, relu_forward, softmax_loss, svm_loss
from dl.classifiers.fc_net import TwoLayerNet

x = np.linspace(-0.1, 0.5, num=240).reshape(2, 4, 5, 6)
w = np.linspace(-0.2, 0.3, num=360).reshape(120, 3)
affine, _ = affine_forward(x, w, np.linspace(-0.3, 0.1, num=3))
relu, _ = relu_forward(np.linspace(-0.5, 0.5, num=12).reshape(3, 4))

np.random.seed(231)
scores = 0.001 * np.random.randn(50, 10)
y = np.random.randint(10, size=50)

net = TwoLayerNet(input_dim=5, hidden_dim=50, num_classes=7, weight_scale=1e-3)
net.params["W1"] = np.linspace(-0.7, 0.3, num=250).reshape(5, 50)
net.params["b1"] = np.linspace(-0.1, 0.9, num=50)
net.params["W2"] = np.linspace(-0.3, 0.4, num=350).reshape(50, 7)
net.params["b2"] = np.linspace(-0.9, 0.1, num=7)
X, classes = np.linspace(-5.5, 4.5, num=15).reshape(5, 3).T, np.array([0, 5, 1])
losses = []
for net.reg in (0.0, 1.0):
    losses.append(float(net.loss(X, classes)[0]))
print(json.dumps({
    "affine": affine.tolist(),
    "relu": relu.tolist(),
    "softmax": float(softmax_loss(scores, y)[0]),
    "svm": float(svm_loss(scores, y)[0]),
    "scores": net.loss(X).tolist(),
    "losses": losses,
}))
"""


def run(folder, program):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"MPLBACKEND": "Agg", "MPLCONFIGDIR": str(folder), "PATH": ""},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """The student's folder of dl-a1 with the model solutions in place."""
    folder = tmp_path_factory.mktemp("dl-a1")
    write_tree(build_tree(load(ROOT, "dl-a1"), filled=True), folder)
    return folder


@pytest.fixture(scope="module")
def printed(released):
    return json.loads(run(released, PRINT_ARRAYS))


def test_affine_forward(printed):
    want = [[1.49834967, 1.70660132, 1.91485297], [3.25553199, 3.5141327, 3.77273342]]
    for row, right in zip(printed["affine"], want, strict=True):
        assert row == pytest.approx(right, abs=5e-9)


def test_relu_forward(printed):
    want = [0.04545455, 0.13636364, 0.22727273, 0.31818182, 0.40909091, 0.5]
    flat = [value for row in printed["relu"] for value in row]
    assert flat[:6] == [0.0] * 6
    assert flat[6:] == pytest.approx(want, abs=5e-9)


def test_losses_of_random_scores(printed):
    assert printed["softmax"] == pytest.approx(2.3025458445007376, rel=1e-14)
    assert printed["svm"] == pytest.approx(8.999602749096233, rel=1e-14)


def test_two_layer_net(printed):
    first = [
        11.53165108,
        12.2917344,
        13.05181771,
        13.81190102,
        14.57198434,
        15.33206765,
    ]
    assert printed["scores"][0][:6] == pytest.approx(first, abs=5e-9)
    assert printed["scores"][1][6] == pytest.approx(16.18839143, abs=5e-9)
    assert printed["losses"] == pytest.approx([3.4702243556, 26.5948426952], abs=5e-11)


def test_the_reference_notebook_agrees_up_to_where_it_needs_data(released):
    notebook = json.loads((released / "02_two_layer_net.ipynb").read_text())
    program = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            if "get_CIFAR10_data()" in source:
                break
            program.append(
                source.replace("%", "# %") if "%load_ext" in source else source
            )
    told = run(released, "\n".join(program)).splitlines()
    values = dict(line.rsplit(": ", 1) for line in told if ": " in line)
    assert float(values["softmax_loss, loss"]) == pytest.approx(2.3025458445007376)
    assert "initial parameters, scores and losses are right" in told
    errors = {k: float(v) for k, v in values.items() if "error" in k}
    assert len(errors) >= 15
    assert max(errors.values()) < 1e-6
