"""Affine layer and ReLU, hidden checks: other shapes, other numbers, the corners."""

import numpy as np
import pytest

from autograder.grade import question

# one row a shape of x; a batch of one, flat features, images, more classes than rows
SHAPES = [(1, 7), (6, 4), (3, 2, 5), (4, 3, 2, 2)]


def affine_inputs(rng, shape, outputs=5):
    features = int(np.prod(shape[1:]))
    x, w, b = rng.randn(*shape), rng.randn(features, outputs), rng.randn(outputs)
    return x, w, b, rng.randn(shape[0], outputs)


@question("affine_forward", points=2)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_affine_forward_for_other_shapes(submission, expected, rng, shape):
    layers = submission.module("layers")
    x, w, b, _ = affine_inputs(rng, shape)
    out, _ = layers.affine_forward(x, w, b)
    expected.close("out", out)


@question("affine_backward", points=3)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_affine_backward_for_other_shapes(submission, numeric_gradient, rng, shape):
    layers = submission.module("layers")
    x, w, b, dout = affine_inputs(rng, shape)
    _, cache = layers.affine_forward(x, w, b)
    dx, dw, db = layers.affine_backward(dout, cache)
    numeric_gradient.check(
        layers.affine_forward, (x, w, b), dout, {"dx": dx, "dw": dw, "db": db}
    )


@question("relu_forward", points=1.5)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_relu_forward_for_other_shapes(submission, expected, rng, shape):
    layers = submission.module("layers")
    out, _ = layers.relu_forward(10 * rng.randn(*shape))
    expected.close("out", out)


@question("relu_backward", points=1.5)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_relu_backward_for_other_shapes(submission, numeric_gradient, rng, shape):
    layers = submission.module("layers")
    x, dout = rng.randn(*shape), rng.randn(*shape)
    _, cache = layers.relu_forward(x)
    dx = layers.relu_backward(dout, cache)
    numeric_gradient.check(layers.relu_forward, (x,), dout, {"dx": dx})
