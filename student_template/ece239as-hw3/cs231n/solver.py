"""Training: minibatches, update rules, accuracies, and keeping the best."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import numpy as np

from nndl import optim


class Solver:
    """Trains a model on minibatches and keeps its best parameters.

    The model has a dict `params` of arrays and a method `loss(X, y=None)` that returns
    scores (N, C) without labels, and with them the loss and a dict of gradients with
    the keys of `params`.

    Parameters
    ----------
    model
        As above.
    data : dict
        `X_train` (N, d1, ..., dk), `y_train` (N,), `X_val`, `y_val`.
    update_rule : str
        Name of a function of `optim`. Default 'sgd'.
    optim_config : dict
        Settings of the rule; each parameter gets its own copy.
    lr_decay : float
        Factor on the learning rate after each epoch. Default 1.
    batch_size : int
        Samples of a minibatch, drawn with replacement. Default 100.
    num_epochs : int
        Default 10.
    num_train_samples, num_val_samples : int or None
        At how many samples, drawn anew each time, to measure the accuracies; None is
        all of them. Default 1000 and None.
    print_every : int
        Iterations from one printed loss to the next. Default 10.
    verbose : bool
        Whether to print at all. Default True.
    checkpoint_name : str or None
        If given, the state is pickled to `<checkpoint_name>_epoch_<epoch>.pkl` at every
        evaluation.

    Attributes
    ----------
    loss_history : list
        The loss of every minibatch.
    train_acc_history, val_acc_history : list
        Accuracies at the start and after each epoch.
    best_val_acc : float
    best_params : dict
        The parameters of `best_val_acc`, which the model has after `train`.
    epoch : int
    optim_configs : dict
        The rule's dict for each parameter.

    """

    def __init__(self, model: Any, data: dict[str, np.ndarray], **kwargs: Any) -> None:
        self.model = model
        self.X_train, self.y_train = data["X_train"], data["y_train"]
        self.X_val, self.y_val = data["X_val"], data["y_val"]

        rule_name = kwargs.pop("update_rule", "sgd")
        self.optim_config = kwargs.pop("optim_config", {})
        self.lr_decay = kwargs.pop("lr_decay", 1.0)
        self.batch_size = kwargs.pop("batch_size", 100)
        self.num_epochs = kwargs.pop("num_epochs", 10)
        self.num_train_samples = kwargs.pop("num_train_samples", 1000)
        self.num_val_samples = kwargs.pop("num_val_samples", None)
        self.checkpoint_name = kwargs.pop("checkpoint_name", None)
        self.print_every = kwargs.pop("print_every", 10)
        self.verbose = kwargs.pop("verbose", True)
        if kwargs:
            raise ValueError(f"Solver: unknown arguments {', '.join(sorted(kwargs))}")

        self.update_rule = self._find_rule(rule_name)
        self._reset()

    @staticmethod
    def _find_rule(name: str) -> Callable:
        rule = getattr(optim, name, None)
        if not callable(rule):
            raise ValueError(f"Solver: optim has no update rule {name!r}")
        return rule

    def _reset(self) -> None:
        self.epoch = 0
        self.best_val_acc = 0.0
        self.best_params = self._copy_params()
        self.loss_history: list[float] = []
        self.train_acc_history: list[float] = []
        self.val_acc_history: list[float] = []
        self.optim_configs = {
            name: dict(self.optim_config) for name in self.best_params
        }

    def _copy_params(self) -> dict[str, np.ndarray]:
        return {name: w.copy() for name, w in self.model.params.items()}

    def _step(self) -> None:
        """Update every parameter once, from one minibatch."""
        num_train = self.X_train.shape[0]
        batch = np.random.choice(num_train, self.batch_size)
        loss, grads = self.model.loss(self.X_train[batch], self.y_train[batch])
        self.loss_history.append(loss)
        for name, w in self.model.params.items():
            next_w, next_config = self.update_rule(
                w, grads[name], self.optim_configs[name]
            )
            self.model.params[name] = next_w
            self.optim_configs[name] = next_config

    def _evaluate(self) -> None:
        """Measure both accuracies, and keep the parameters if they are the best."""
        train_acc = self.check_accuracy(
            self.X_train, self.y_train, num_samples=self.num_train_samples
        )
        val_acc = self.check_accuracy(
            self.X_val, self.y_val, num_samples=self.num_val_samples
        )
        self.train_acc_history.append(train_acc)
        self.val_acc_history.append(val_acc)
        self._save_checkpoint()
        if self.verbose:
            print(
                f"(Epoch {self.epoch} / {self.num_epochs}) "
                f"train acc: {train_acc:f}; val_acc: {val_acc:f}"
            )
        if val_acc > self.best_val_acc:
            self.best_val_acc = val_acc
            self.best_params = self._copy_params()

    def _save_checkpoint(self) -> None:
        if self.checkpoint_name is None:
            return
        state = dict(vars(self))
        # the data are large, and the caller has them
        for name in ("X_train", "y_train", "X_val", "y_val"):
            del state[name]
        filename = f"{self.checkpoint_name}_epoch_{self.epoch}.pkl"
        with open(filename, "wb") as file:
            pickle.dump(state, file)

    def check_accuracy(
        self,
        X: np.ndarray,
        y: np.ndarray,
        num_samples: int | None = None,
        batch_size: int = 100,
    ) -> float:
        """Return the share of samples that the model classifies rightly.

        Parameters
        ----------
        X : (N, d1, ..., dk)
        y : (N,) of int
        num_samples : int, optional
            If there are more samples, so many are drawn, with replacement.
        batch_size : int
            How many samples the model sees at a time.

        """
        if num_samples is not None and X.shape[0] > num_samples:
            chosen = np.random.choice(X.shape[0], num_samples)
            X, y = X[chosen], y[chosen]
        num_right = 0
        for start in range(0, X.shape[0], batch_size):
            scores = self.model.loss(X[start : start + batch_size])
            y_pred = np.argmax(scores, axis=1)
            num_right += np.sum(y_pred == y[start : start + batch_size])
        return float(num_right / X.shape[0])

    def train(self) -> None:
        """Run all epochs; afterwards the model has the best parameters seen."""
        iterations_per_epoch = max(self.X_train.shape[0] // self.batch_size, 1)
        num_iterations = self.num_epochs * iterations_per_epoch
        for t in range(num_iterations):
            self._step()
            if self.verbose and t % self.print_every == 0:
                print(
                    f"(Iteration {t + 1} / {num_iterations}) "
                    f"loss: {self.loss_history[-1]:f}"
                )

            is_first = t == 0
            ends_epoch = (t + 1) % iterations_per_epoch == 0
            if ends_epoch:
                self.epoch += 1
                for config in self.optim_configs.values():
                    config["learning_rate"] *= self.lr_decay
            if is_first or ends_epoch:
                self._evaluate()
        self.model.params = self.best_params
