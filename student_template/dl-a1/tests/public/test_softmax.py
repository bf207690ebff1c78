"""Softmax classifier, public checks: the notebook's demands on small random inputs."""

import numpy as np

from autograder.grade import check, question


def classifier_inputs(rng, samples=10, features=6, classes=4):
    """Return W (D, C), X (N, D) whose last column is 1, and y (N,)."""
    X = rng.randn(samples, features)
    X[:, -1] = 1
    return rng.randn(features, classes), X, rng.randint(classes, size=samples)


@question("softmax_naive_gradient", points=1)
def test_naive_loss_and_gradient_with_a_penalty(
    submission, expected, numeric_gradient, rng
):
    softmax = submission.module("classifiers.softmax")
    W, X, y = classifier_inputs(rng)
    loss, dW = softmax.softmax_loss_naive(W, X, y, 0.5)
    expected.close("loss", loss)
    numeric_gradient.check(softmax.softmax_loss_naive, (W, X, y, 0.5), 1.0, {"dW": dW})


@question("softmax_vectorized_loss", points=1)
def test_vectorized_loss_with_a_penalty(submission, expected, rng):
    softmax = submission.module("classifiers.softmax")
    W, X, y = classifier_inputs(rng)
    loss, _ = softmax.softmax_loss_vectorized(W, X, y, 0.5)
    expected.close("loss", loss)


@question("softmax_vectorized_gradient", points=1)
def test_vectorized_gradient_with_a_penalty(submission, numeric_gradient, rng):
    softmax = submission.module("classifiers.softmax")
    W, X, y = classifier_inputs(rng)
    _, dW = softmax.softmax_loss_vectorized(W, X, y, 0.5)
    numeric_gradient.check(
        softmax.softmax_loss_vectorized, (W, X, y, 0.5), 1.0, {"dW": dW}
    )


@question("linear_classifier_train", points=1)
def test_training_reports_every_loss_and_lowers_it(submission, rng):
    linear = submission.module("classifiers.linear_classifier")
    centres = 5 * np.eye(3)
    y = np.arange(60) % 3
    X = centres[y] + rng.randn(60, 3)
    softmax = linear.Softmax()
    losses = softmax.train(
        X, y, learning_rate=0.1, reg=1e-3, num_iters=60, batch_size=20
    )
    check(len(losses) == 60, f"{len(losses)} losses came back of 60 iterations")
    # the classes lie far apart: the loss falls from 1.1 to nearly 0
    first, last = losses[0], losses[59]
    check(last < first / 2, f"the loss goes from {first:.3g} only to {last:.3g}")


@question("linear_classifier_predict", points=0.5)
def test_predicts_the_class_of_the_highest_score(submission, expected, rng):
    linear = submission.module("classifiers.linear_classifier")
    W, X, _ = classifier_inputs(rng)
    softmax = linear.Softmax()
    softmax.W = W
    expected.close("predict(X)", softmax.predict(X))
