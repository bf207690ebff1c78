"""The loss, public checks: the notebook's own scores, so that both agree."""

import contextlib

import numpy as np

from autograder.grade import question
from autograder.sandbox import Raised


def notebooks_scores(submission):
    loss = submission.module("loss").SoftmaxCrossEntropy(num_class=4)
    scores = np.linspace(-1, 1.2, num=12).reshape(3, 4) ** 2
    return loss, scores, np.array([3, 0, 1])


@question("softmax_forward", points=2)
def test_loss_and_probabilities_of_the_notebooks_scores(submission, expected):
    loss, scores, targets = notebooks_scores(submission)
    value, probs = loss.forward(scores, targets)
    expected.close("loss", value)
    expected.close("probs", probs)


@question("softmax_backward", points=2)
def test_gradient_of_the_notebooks_scores(submission, numeric_gradient):
    loss, scores, targets = notebooks_scores(submission)
    with contextlib.suppress(Raised):  # the loss may keep what it needs
        loss.forward(scores, targets)
    out_grads = loss.backward(scores, targets)
    numeric_gradient.check(
        loss.forward, (scores, targets), 1.0, {"out_grads": out_grads}
    )
