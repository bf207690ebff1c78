"""Softmax loss, hidden checks: scores of any size."""

import pytest

from autograder.grade import question


@question("softmax_loss", points=1.5)
@pytest.mark.parametrize("shape", [(1, 3), (7, 2), (12, 20)], ids=str)
def test_softmax_loss_value_for_scores_of_any_size(submission, expected, rng, shape):
    layers = submission.module("layers")
    x, y = 3 * rng.randn(*shape), rng.randint(shape[1], size=shape[0])
    loss, _ = layers.softmax_loss(x, y)
    expected.close("loss", loss)


@question("softmax_loss", points=1.5)
@pytest.mark.parametrize("shape", [(1, 3), (7, 2), (12, 20)], ids=str)
def test_softmax_gradient_for_scores_of_any_size(
    submission, numeric_gradient, rng, shape
):
    layers = submission.module("layers")
    x, y = 3 * rng.randn(*shape), rng.randint(shape[1], size=shape[0])
    _, dx = layers.softmax_loss(x, y)
    numeric_gradient.check(layers.softmax_loss, (x, y), 1.0, {"dx": dx})
