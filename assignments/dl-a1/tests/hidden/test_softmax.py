"""Softmax classifier, hidden checks: other shapes, other numbers, the corners."""

import numpy as np
import pytest

from autograder.grade import check, question
from autograder.grade.growth import check_growth

# N, D, C: one sample, two classes, more classes than samples, more samples than both
SIZES = [(1, 5, 3), (7, 4, 2), (5, 3, 9), (24, 6, 5)]


def classifier_inputs(rng, sizes):
    samples, features, classes = sizes
    W, X = rng.randn(features, classes), rng.randn(samples, features)
    return W, X, rng.randint(classes, size=samples)


@question("softmax_naive_gradient", points=3)
@pytest.mark.parametrize("reg", [0.0, 0.8])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_naive_gradient_for_other_sizes(submission, numeric_gradient, rng, sizes, reg):
    softmax = submission.module("classifiers.softmax")
    W, X, y = classifier_inputs(rng, sizes)
    _, dW = softmax.softmax_loss_naive(W, X, y, reg)
    numeric_gradient.check(softmax.softmax_loss_naive, (W, X, y, reg), 1.0, {"dW": dW})


def few_and_many_samples(submission, rng):
    """Return two calls, one with 50 times as many samples."""
    loss = submission.module("classifiers.softmax").softmax_loss_vectorized
    sizes = ((samples, 2, 2) for samples in (50, 2500))
    return [(loss, (*classifier_inputs(rng, size), 0.1)) for size in sizes]


@question("softmax_vectorized_loss", points=0.5)
def test_loss_has_no_loop_over_samples(submission, rng):
    few, many = few_and_many_samples(submission, rng)
    function, args = few
    _, dW = function(*args)
    # together with the gradient, it is that question's check that looks for loops
    if dW is None:
        check_growth(few, many, 50, "samples")


@question("softmax_vectorized_loss", points=1.5)
@pytest.mark.parametrize("reg", [0.0, 0.8])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_vectorized_loss_for_other_sizes(submission, expected, rng, sizes, reg):
    softmax = submission.module("classifiers.softmax")
    W, X, y = classifier_inputs(rng, sizes)
    loss, _ = softmax.softmax_loss_vectorized(W, X, y, reg)
    expected.close("loss", loss)


@question("softmax_vectorized_gradient", points=0.5)
def test_loss_and_gradient_have_no_loop_over_samples(submission, rng):
    check_growth(*few_and_many_samples(submission, rng), 50, "samples")


@question("softmax_vectorized_gradient", points=1.5)
@pytest.mark.parametrize("reg", [0.0, 0.8])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_vectorized_gradient_for_other_sizes(
    submission, numeric_gradient, rng, sizes, reg
):
    softmax = submission.module("classifiers.softmax")
    W, X, y = classifier_inputs(rng, sizes)
    _, dW = softmax.softmax_loss_vectorized(W, X, y, reg)
    numeric_gradient.check(
        softmax.softmax_loss_vectorized, (W, X, y, reg), 1.0, {"dW": dW}
    )


@question("linear_classifier_train", points=2)
@pytest.mark.parametrize("reg", [0.0, 0.3])
def test_each_step_goes_down_the_gradient(submission, expected, rng, reg):
    linear = submission.module("classifiers.linear_classifier")
    # all samples are alike, so that every minibatch is the same, however it is drawn
    X = np.tile(rng.randn(5), (30, 1))
    softmax = linear.Softmax()
    softmax.W = 0.1 * rng.randn(5, 4)
    losses = softmax.train(
        X, np.full(30, 3), learning_rate=0.02, reg=reg, num_iters=6, batch_size=10
    )
    expected.close("the losses", losses)
    expected.close("W after training", softmax.W)


@question("linear_classifier_train", points=1)
def test_minibatches_are_drawn_from_all_samples_with_their_labels(submission, rng):
    linear = submission.module("classifiers.linear_classifier")
    # random samples: each one's loss is another
    W, X, y = rng.randn(4, 3), rng.randn(6, 4), np.array([0, 1, 2, 2, 1, 0])
    softmax = linear.Softmax()
    softmax.W = W
    # with a learning rate of 0 and batches of one, each loss is one sample's own
    losses = softmax.train(
        X, y, learning_rate=0.0, reg=0.0, num_iters=200, batch_size=1
    )
    got = np.array(list(losses), dtype=float)
    check(len(got) == 200, f"{len(got)} losses came back of 200 iterations")
    scores = X @ W
    own = np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(6), y]
    distances = np.abs(got[:, None] - own)
    strays = int((distances.min(axis=1) > 1e-6).sum())
    check(
        strays == 0,
        f"with batch_size=1, {strays} of 200 losses belong to no sample with its label",
    )
    # a sample is missed in 200 draws with probability 1e-16
    drawn = len(set(distances.argmin(axis=1)))
    check(drawn == 6, f"only {drawn} of 6 samples were ever drawn in 200 batches of 1")


@question("linear_classifier_predict", points=1.5)
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_predictions_for_other_sizes(submission, expected, rng, sizes):
    linear = submission.module("classifiers.linear_classifier")
    W, X, _ = classifier_inputs(rng, sizes)
    softmax = linear.Softmax()
    softmax.W = W
    expected.close("predict(X)", softmax.predict(X))
