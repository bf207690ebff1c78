"""The optimizers, hidden checks: several steps, changing rates, the accepted forms.

A rule that the course accepted in several forms is right in each of them. The stored
outputs are of one form; the others are worked out here.
"""

import numpy as np
import pytest

from autograder.grade import question
from autograder.grade.compare import close
from autograder.grade.failures import CheckFailed
from autograder.sandbox import Raised

SHAPES = {"layer-0th:fc/weights": (4, 3), "layer-0th:fc/bias": (3,)}


def random_walk(rng, steps):
    """Return parameters and so many gradients for them."""
    draws = [
        {name: rng.randn(*shape) for name, shape in SHAPES.items()}
        for _ in range(steps + 1)
    ]
    return draws[0], draws[1:]


def run(optimizer, xs, grads):
    """Return the parameters after one update for each of the gradients."""
    for iteration, grad in enumerate(grads):
        new_xs = optimizer.update(xs, grad, iteration)
        xs = {name: np.array(new_xs[name]) for name in SHAPES}
    return xs


def close_to_one(expected, got, others=()):
    """Check parameters against the stored ones, or one of the other forms' results."""
    failure = None
    for name in SHAPES:
        if not expected.agrees(name, got[name]):
            failure = failure or name
    if failure is None:
        return
    for other in others:
        try:
            for name in SHAPES:
                close(name, got[name], other[name])
        except CheckFailed:
            continue
        return
    expected.close(failure, got[failure])


def accumulate_gradients(xs, grads, rates, momentum):
    """Return what SGD gives with ``v = momentum v + g`` and ``x - rate v``."""
    moments = dict.fromkeys(SHAPES, 0.0)
    for grad, rate in zip(grads, rates, strict=True):
        moments = {name: momentum * moments[name] + grad[name] for name in SHAPES}
        xs = {name: xs[name] - rate * moments[name] for name in SHAPES}
    return xs


@question("sgd", points=1)
def test_sgd_without_momentum(submission, expected, rng):
    xs, grads = random_walk(rng, 2)
    optimizer = submission.module("optimizers").SGD(lr=0.3)
    close_to_one(expected, run(optimizer, xs, grads))


@question("sgd", points=2)
@pytest.mark.parametrize("momentum", [0.5, 0.95])
def test_sgd_gathers_momentum(submission, expected, rng, momentum):
    xs, grads = random_walk(rng, 4)
    optimizer = submission.module("optimizers").SGD(lr=0.3, momentum=momentum)
    close_to_one(expected, run(optimizer, xs, grads))


@question("sgd", points=0.5)
def test_sgd_with_a_rate_that_decays(submission, expected, rng):
    xs, grads = random_walk(rng, 4)
    optimizer = submission.module("optimizers").SGD(lr=0.3, momentum=0.9, decay=0.5)
    rates = 0.3 / np.cumprod(1 + 0.5 * np.arange(4))
    other = accumulate_gradients(xs, grads, rates, 0.9)
    close_to_one(expected, run(optimizer, xs, grads), [other])


@question("sgd", points=0.5)
def test_sgd_with_a_schedule(submission, expected, rng):
    xs, grads = random_walk(rng, 4)
    double = submission.library("math").ldexp  # ldexp(rate, t) is rate * 2**t
    optimizer = submission.module("optimizers").SGD(
        lr=0.1, momentum=0.9, sheduler_func=double
    )
    rates = 0.1 * np.cumprod(2.0 ** np.arange(4))
    other = accumulate_gradients(xs, grads, rates, 0.9)
    close_to_one(expected, run(optimizer, xs, grads), [other])


def adam(xs, grads, rates, *, betas=(0.9, 0.999), epsilon=1e-8, form="biased"):
    """Return what other accepted forms of Adam give.

    ``biased`` corrects nothing; ``folded`` corrects the rate instead of the averages,
    as Kingma and Ba propose at the end of section 2, which moves epsilon.
    ``restarting`` forgets its averages before each step, ``corrected restarting``
    corrects them nevertheless.
    """
    m = v = dict.fromkeys(SHAPES, 0.0)
    for t, (grad, rate) in enumerate(zip(grads, rates, strict=True), 1):
        if "restarting" in form:
            m = v = dict.fromkeys(SHAPES, 0.0)
        m = {n: betas[0] * m[n] + (1 - betas[0]) * grad[n] for n in SHAPES}
        v = {n: betas[1] * v[n] + (1 - betas[1]) * grad[n] ** 2 for n in SHAPES}
        if form in ("folded", "corrected restarting"):
            rate = rate * np.sqrt(1 - betas[1] ** t) / (1 - betas[0] ** t)
        xs = {n: xs[n] - rate * m[n] / (np.sqrt(v[n]) + epsilon) for n in SHAPES}
    return xs


def accepted_forms(submission):
    """Return the forms of Adam, beside the stored one, that are right.

    A file that the course once handed out began ``update`` with ``if not
    self.accumulators or self.moments``, then made both anew: at every call, but for
    empty moments. No student pays for that. The moments here are empty, and yet hold a
    zero for every name; so the rule itself can show that it keeps its averages.
    """
    optimizer = submission.module("optimizers").Adam()
    zero = submission.library("builtins").float
    x, grad = {"weights": np.ones(3)}, {"weights": np.array([1.0, -2.0, 3.0])}
    try:
        optimizer.moments = submission.library("collections").defaultdict(zero)
        optimizer.accumulators = {"weights": np.full(3, 50.0)}
        optimizer.update(x, grad, 0)
        after = np.asarray(optimizer.accumulators["weights"])
    except Raised:
        return ["biased"]
    kept = 0.999 * 50 + 0.001 * grad["weights"] ** 2
    if after.shape == kept.shape and np.allclose(after, kept):
        return ["biased", "restarting", "corrected restarting"]
    return ["biased"]


@question("adam", points=4)
@pytest.mark.parametrize("betas", [(0.9, 0.999), (0.6, 0.8)], ids=str)
def test_adam_over_several_steps(submission, expected, rng, betas):
    xs, grads = random_walk(rng, 5)
    forms = accepted_forms(submission)
    optimizer = submission.module("optimizers").Adam(
        lr=0.05, beta_1=betas[0], beta_2=betas[1]
    )
    rates = np.full(5, 0.05)
    others = [adam(xs, grads, rates, betas=betas, form=form) for form in forms]
    close_to_one(expected, run(optimizer, xs, grads), others)


@question("adam", points=1.5)
def test_adam_adds_epsilon_to_the_root(submission, expected, rng):
    xs, grads = random_walk(rng, 1)
    optimizer = submission.module("optimizers").Adam(lr=0.05, epsilon=0.3)
    forms = ("biased", "folded")
    others = [adam(xs, grads, [0.05], epsilon=0.3, form=form) for form in forms]
    close_to_one(expected, run(optimizer, xs, grads), others)


@question("adam", points=0.5)
def test_adam_with_a_rate_that_decays(submission, expected, rng):
    xs, grads = random_walk(rng, 4)
    forms = accepted_forms(submission)
    optimizer = submission.module("optimizers").Adam(lr=0.05, decay=0.5)
    rates = 0.05 / np.cumprod(1 + 0.5 * np.arange(4))
    others = [adam(xs, grads, rates, form=form) for form in forms]
    close_to_one(expected, run(optimizer, xs, grads), others)


@question("adam", points=0.5)
def test_adam_with_a_schedule(submission, expected, rng):
    xs, grads = random_walk(rng, 4)
    forms = accepted_forms(submission)
    double = submission.library("math").ldexp
    optimizer = submission.module("optimizers").Adam(lr=0.01, sheduler_func=double)
    rates = 0.01 * np.cumprod(2.0 ** np.arange(4))
    others = [adam(xs, grads, rates, form=form) for form in forms]
    close_to_one(expected, run(optimizer, xs, grads), others)
