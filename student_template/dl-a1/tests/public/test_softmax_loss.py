"""Softmax loss, public check: the notebook's own scores."""

import numpy as np

from autograder.grade import question


@question("softmax_loss", points=1)
def test_softmax_loss_on_the_notebooks_scores(submission, expected, numeric_gradient):
    layers = submission.module("layers")
    draw = np.random.RandomState(231)
    x = 0.001 * draw.randn(50, 10)
    y = draw.randint(10, size=50)
    loss, dx = layers.softmax_loss(x, y)
    expected.close("loss", loss)
    numeric_gradient.check(layers.softmax_loss, (x, y), 1.0, {"dx": dx})
