"""A base class for the training loop, and log-sum-exp for the loss."""

import numpy as np


class Trained:
    """Minibatches, steps, histories: whatever the net."""

    def descend(self, X, y, rate, reg, size):
        batch = np.random.randint(0, X.shape[0], size=size)
        loss, grads = self.loss(X[batch], y[batch], reg=reg)
        for name, grad in grads.items():
            self.params[name] = self.params[name] - rate * np.asarray(grad)
        return loss, batch

    def right(self, X, y):
        return float(sum(a == b for a, b in zip(self.predict(X), y)) / len(y))  # noqa: B905


class TwoLayerNet(Trained):
    def loss(self, X, y=None, reg=0.0):
        W1, b1, W2, b2 = (self.params[name] for name in ("W1", "b1", "W2", "b2"))
        hidden = np.einsum("nd,hd->nh", X, W1) + b1
        active = np.where(hidden > 0, hidden, 0)
        scores = np.einsum("nh,ch->nc", active, W2) + b2
        if y is None:
            return scores
        top = scores.max(1)
        logs = top + np.log(np.exp(scores - top[:, None]).sum(1))
        loss = (logs - np.choose(y, scores.T)).mean()
        loss = np.array(loss + 0.5 * reg * (np.vdot(W1, W1) + np.vdot(W2, W2)))
        d = np.exp(scores - logs[:, None]) / len(X)
        d[range(len(X)), y] -= 1 / len(X)
        back = np.where(hidden > 0, d @ W2, 0)
        return loss, {
            "W1": np.dot(back.T, X) + reg * W1,
            "b1": list(back.sum(0)),
            "W2": np.dot(d.T, active) + reg * W2,
            "b2": list(d.sum(0)),
        }

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
        self.params = {k: np.array(p) for k, p in self.params.items()}
        history = {f"{k}_history": [] for k in ("loss", "train_acc", "val_acc")}
        epoch = max(len(X) // batch_size, 1)
        for step in range(num_iters):
            rate = learning_rate * learning_rate_decay ** -(-step // epoch)
            loss, batch = self.descend(X, y, rate, reg, batch_size)
            history["loss_history"].append(loss)
            if step % epoch == 0:
                history["train_acc_history"].append(self.right(X[batch], y[batch]))
                history["val_acc_history"].append(self.right(X_val, y_val))
        return history

    def predict(self, X):
        return [int(np.argmax(row)) for row in self.loss(X)]
