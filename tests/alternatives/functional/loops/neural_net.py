"""A hidden layer in column form, helpers as methods, shuffled batches."""

import numpy as np


def probabilities(scores):
    """Return the softmax of columns; the scores of this net are small enough."""
    powers = np.exp(scores)
    return powers / powers.sum(axis=0)


class TwoLayerNet:
    def loss(self, X, y=None, reg=0.0):
        p = self.params
        hidden = p["W1"].dot(X.T) + p["b1"][:, None]
        active = np.clip(hidden, 0, None)
        columns = p["W2"].dot(active) + p["b2"][:, None]
        if y is None:
            return columns.T
        count = X.shape[0]
        probs = probabilities(columns)
        loss = 0.0
        for i in range(count):
            loss -= np.log(probs[y[i], i]) / count
        loss += reg * sum((p[name] ** 2).sum() for name in ("W1", "W2")) / 2
        d = (probs - np.eye(len(probs))[:, y]) / count
        grads = {"b2": d.sum(axis=1), "W2": d.dot(active.T) + reg * p["W2"]}
        d = p["W2"].T.dot(d)
        d[hidden <= 0] = 0
        grads.update({"b1": d.sum(axis=1), "W1": d.dot(X) + reg * p["W1"]})
        return loss, grads

    def train(
        self,
        X,
        y,
        X_val,
        y_val,
        learning_rate=1e-3,
        learning_rate_decay=0.95,
        reg=1e-5,
        num_iters=100,
        batch_size=200,
        verbose=False,
    ):
        every = max(int(len(X) / batch_size), 1)
        losses, train_accs, val_accs = [], [], []
        for it in range(num_iters):
            index = np.random.choice(np.arange(len(X)), batch_size)
            loss, grads = self.loss(X[index], y=y[index], reg=reg)
            losses.append(loss)
            for name in self.params:
                self.params[name] -= learning_rate * grads[name]
            if it % every == 0:
                train_accs.append(np.mean(self.predict(X[index]) == y[index]))
                val_accs.append(np.mean(self.predict(X_val) == y_val))
                learning_rate *= learning_rate_decay
        names = ("loss_history", "train_acc_history", "val_acc_history")
        return dict(zip(names, (losses, train_accs, val_accs)))  # noqa: B905

    def predict(self, X):
        return np.array([np.argmax(row) for row in self.loss(X)])
