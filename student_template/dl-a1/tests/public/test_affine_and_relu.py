"""Affine layer and ReLU, public checks, on the notebook's own inputs."""

import numpy as np

from autograder.grade import question


def random_state():
    return np.random.RandomState(231)


@question("affine_forward", points=1)
def test_affine_forward_on_the_notebooks_arrays(submission, expected):
    layers = submission.module("layers")
    x = np.linspace(-0.1, 0.5, num=240).reshape(2, 4, 5, 6)
    w = np.linspace(-0.2, 0.3, num=360).reshape(120, 3)
    b = np.linspace(-0.3, 0.1, num=3)
    out, _ = layers.affine_forward(x, w, b)
    expected.close("out", out)


@question("affine_backward", points=1)
def test_affine_backward_on_the_notebooks_arrays(submission, numeric_gradient):
    layers = submission.module("layers")
    draw = random_state()
    x, w, b = draw.randn(10, 2, 3), draw.randn(6, 5), draw.randn(5)
    dout = draw.randn(10, 5)
    _, cache = layers.affine_forward(x, w, b)
    dx, dw, db = layers.affine_backward(dout, cache)
    numeric_gradient.check(
        layers.affine_forward, (x, w, b), dout, {"dx": dx, "dw": dw, "db": db}
    )


@question("relu_forward", points=0.5)
def test_relu_forward_on_the_notebooks_array(submission, expected):
    layers = submission.module("layers")
    x = np.linspace(-0.5, 0.5, num=12).reshape(3, 4)
    out, _ = layers.relu_forward(x)
    expected.close("out", out)


@question("relu_backward", points=0.5)
def test_relu_backward_on_the_notebooks_array(submission, numeric_gradient):
    layers = submission.module("layers")
    draw = random_state()
    x, dout = draw.randn(10, 10), draw.randn(10, 10)
    _, cache = layers.relu_forward(x)
    dx = layers.relu_backward(dout, cache)
    numeric_gradient.check(layers.relu_forward, (x,), dout, {"dx": dx})
