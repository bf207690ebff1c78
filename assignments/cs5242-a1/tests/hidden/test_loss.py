"""The loss, hidden checks: other sizes, other scores."""

import contextlib

import numpy as np
import pytest

from autograder.grade import check, question
from autograder.sandbox import Raised

every_size = pytest.mark.parametrize("size", [(1, 3), (7, 2), (12, 20)], ids=str)


def random_scores(submission, rng, size):
    batch, num_class = size
    loss = submission.module("loss").SoftmaxCrossEntropy(num_class)
    return loss, 3 * rng.randn(*size), rng.randint(num_class, size=batch)


@question("softmax_forward", points=2)
@every_size
def test_loss_of_other_scores(submission, expected, rng, size):
    loss, scores, targets = random_scores(submission, rng, size)
    value, _ = loss.forward(scores, targets)
    expected.close("loss", value)


@question("softmax_forward", points=1)
@every_size
def test_probabilities_of_other_scores(submission, expected, rng, size):
    loss, scores, targets = random_scores(submission, rng, size)
    _, probs = loss.forward(scores, targets)
    expected.close("probs", probs)
    sums = np.asarray(probs).sum(axis=1)
    check(bool(np.allclose(sums, 1, atol=1e-5)), f"they add up to {sums[0]:.6g}, not 1")


@question("softmax_backward", points=3)
@every_size
def test_gradient_of_other_scores(submission, numeric_gradient, rng, size):
    loss, scores, targets = random_scores(submission, rng, size)
    with contextlib.suppress(Raised):  # the loss may keep what it needs
        loss.forward(scores, targets)
    out_grads = loss.backward(scores, targets)
    numeric_gradient.check(
        loss.forward, (scores, targets), 1.0, {"out_grads": out_grads}
    )
