"""The optimizers, public checks: the notebook's own numbers, so that both agree."""

import numpy as np

from autograder.grade import question
from autograder.grade.compare import close

# how far Adam's first step goes, as a multiple of the rate, if its averages stay biased
BIASED = 0.1 / np.sqrt(0.001)


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


@question("adam", points=1.5)
def test_first_step_of_adam_with_or_without_bias_correction(submission, expected):
    optimizer = submission.module("optimizers").Adam(lr=0.02)
    weights, grads = np.array([-0.4, -0.2, 1.0, 0.8]), np.array([1.0, -2.0, 3.0, 0.5])
    got = optimizer.update({"weights": weights}, {"weights": grads}, 0)["weights"]
    if not expected.agrees("weights", got):
        close("weights", got, weights - 0.02 * BIASED * np.sign(grads))
