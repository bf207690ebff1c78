"""Old style: xrange-like helpers, lists of lists; a matrix of ones as an indicator."""

import numpy as np

xrange = range


def softmax_loss_naive(W, X, y, reg):
    D, C = W.shape
    loss, dW = 0.0, [[0.0] * C for _ in xrange(D)]
    for i in xrange(len(X)):
        scores = X[i].dot(W)
        powers = np.exp(scores - scores.max())
        total = 0.0
        for j in xrange(C):
            total += powers[j]
        loss += np.log(total) - (scores - scores.max())[y[i]]
        for j in xrange(C):
            slope = powers[j] / total - (1 if j == y[i] else 0)
            for d in xrange(D):
                dW[d][j] += slope * X[i, d]
    dW = np.array(dW) / len(X)
    return loss / len(X) + reg * np.sum(W * W), dW + 2 * reg * W


def softmax_loss_vectorized(W, X, y, reg):
    scores = X @ W
    powers = np.exp(scores - np.amax(scores, axis=1).reshape(-1, 1))
    p = (powers.T / powers.sum(1)).T
    right = np.arange(W.shape[1]) == np.asarray(y)[:, None]
    loss = np.array(-np.log((p * right).sum(1)).mean() + reg * (W**2).sum())
    return loss, np.matmul(X.T, p - right) / X.shape[0] + reg * 2.0 * W
