"""The optimizers, public checks: the notebook's own numbers, so that both agree."""

import numpy as np

from autograder.grade import question
from autograder.grade.compare import close

# Adam's parameters after the notebook's two steps, when the averages stay biased
BIASED = np.array([-0.54823735, -0.25877229, 0.86272114, 0.67980498])


def two_steps(optimizer):
    """Return the parameters after the notebook's two steps."""
    xs = {"weights": np.array([-0.4, -0.2, 1.0, 0.8])}
    for iteration, grads in enumerate(([1.0, 2.0, 3.0, 4.0], [1.0, -2.0, 1.0, 0.0])):
        new_xs = optimizer.update(xs, {"weights": np.array(grads)}, iteration)
        xs = {"weights": new_xs["weights"]}
    return xs["weights"]


@question("sgd", points=2)
def test_two_steps_of_sgd_with_momentum(submission, expected):
    optimizer = submission.module("optimizers").SGD(lr=0.1, momentum=0.9)
    expected.close("weights", two_steps(optimizer))


@question("adam", points=3)
def test_two_steps_of_adam_with_or_without_bias_correction(submission, expected):
    optimizer = submission.module("optimizers").Adam(lr=0.02)
    weights = two_steps(optimizer)
    if not expected.agrees("weights", weights):
        close("weights", weights, BIASED)
