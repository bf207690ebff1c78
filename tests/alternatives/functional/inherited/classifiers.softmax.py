"""Log-sum-exp in three ways; the penalty in a helper."""

import math

import numpy as np


def log_sum_exp(numbers):
    """Return log(sum(exp(numbers))), by pairs."""
    total = -math.inf
    for number in numbers:
        high, low = max(total, number), min(total, number)
        total = high + math.log1p(math.exp(low - high))
    return total


def penalty(W, reg):
    """Return the penalty and its gradient."""
    return reg * float(np.linalg.norm(W)) ** 2, np.multiply(2 * reg, W)


def softmax_loss_naive(W, X, y, reg):
    loss, dW = penalty(W, reg)
    for x, label in zip(X, y):  # noqa: B905
        scores = [float(x @ column) for column in W.T]
        normalizer = log_sum_exp(scores)
        loss += (normalizer - scores[label]) / len(X)
        for j, score in enumerate(scores):
            dW[:, j] += (math.exp(score - normalizer) - (j == label)) * x / len(X)
    return loss, dW


def softmax_loss_vectorized(W, X, y, reg):
    N, extra = len(X), penalty(W, reg)
    scores = np.tensordot(X, W, axes=1).T
    normalizer = np.logaddexp.reduce(scores, axis=0)
    slopes = np.exp(scores - normalizer)
    slopes[y, range(N)] -= 1
    loss = np.sum(normalizer) / N - np.sum(scores[y, range(N)]) / N
    return np.asarray(loss + extra[0]), (slopes @ X).T / N + extra[1]
