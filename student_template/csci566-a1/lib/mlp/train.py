"""Training by mini-batches, and the accuracies that it reports."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from tqdm import tqdm

from ..optim import Optimizer
from .fully_conn import Module
from .layer_utils import cross_entropy


class DataLoader:
    """Mini-batches of a data set: in order at first, later shuffled by ``np.random``.

    Parameters
    ----------
    data : (N, d1, ..., dk)
    labels : (N,)
    batch_size : int

    """

    def __init__(self, data: np.ndarray, labels: np.ndarray, batch_size: int) -> None:
        self.data = data
        self.labels = labels
        self.batch_size = batch_size
        self.indices = np.arange(data.shape[0])

    def get_batch(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the next samples and labels; too few left over are left out."""
        if self.indices.size < self.batch_size:
            self.indices = np.random.permutation(self.data.shape[0])
        batch = self.indices[: self.batch_size]
        self.indices = self.indices[self.batch_size :]
        return self.data[batch], self.labels[batch]


def compute_acc(
    model: Module,
    data: np.ndarray,
    labels: np.ndarray,
    num_samples: int | None = None,
    batch_size: int = 100,
) -> float:
    """Return the fraction of samples whose highest score is that of their label.

    Parameters
    ----------
    model : Module
    data : (N, d1, ..., dk)
    labels : (N,)
    num_samples : int, optional
        Judge by so many samples, drawn from ``np.random`` with replacement.
    batch_size : int
        Samples that run through the network at once.

    """
    if num_samples is not None and num_samples < data.shape[0]:
        chosen = np.random.choice(data.shape[0], num_samples)
        data, labels = data[chosen], labels[chosen]
    num_right = 0
    for start in range(0, data.shape[0], batch_size):
        batch = slice(start, start + batch_size)
        scores = model.forward(data[batch], is_training=False)
        num_right += np.sum(scores.argmax(axis=1) == labels[batch])
    return float(num_right / data.shape[0])


def train_net(
    data: Mapping[str, tuple[np.ndarray, np.ndarray]],
    model: Module,
    loss_func: cross_entropy,
    optimizer: Optimizer,
    batch_size: int,
    max_epochs: int,
    lr_decay: float = 1.0,
    lr_decay_every: int = 1000,
    show_every: int = 10,
    verbose: bool = False,
    regularization: str = "none",
    reg_lambda: float = 0.0,
) -> tuple[dict[str, np.ndarray] | None, list[float], list[float], list[float]]:
    """Train a network and keep the parameters that did best on the validation data.

    Parameters
    ----------
    data : dict
        ``data_train`` and ``data_val``, each a pair of samples and labels.
    model : Module
    loss_func : cross_entropy
    optimizer : Optimizer
        Made for ``model.net``.
    batch_size, max_epochs : int
    lr_decay, lr_decay_every : float, int
        The learning rate is multiplied by `lr_decay` after every `lr_decay_every`
        epochs.
    show_every : int
        Iterations between two reports of the mean loss, if `verbose`.
    verbose : bool
        Whether to report losses and accuracies.
    regularization, reg_lambda : str, float
        Handed on to ``model.backward``.

    Returns
    -------
    opt_params : dict of str to array
        The best parameters by name, as copies.
    loss_hist : list of float
        Loss of each iteration.
    train_acc_hist, val_acc_hist : list of float
        Accuracies after each epoch.

    """
    data_train, labels_train = data["data_train"]
    data_val, labels_val = data["data_val"]
    dataloader = DataLoader(data_train, labels_train, batch_size)
    opt_params, opt_val_acc = None, -1.0
    loss_hist, train_acc_hist, val_acc_hist = [], [], []
    iters_per_epoch = max(data_train.shape[0] // batch_size, 1)
    max_iters = iters_per_epoch * max_epochs

    for epoch in range(max_epochs):
        if epoch > 0 and epoch % lr_decay_every == 0:
            optimizer.lr *= lr_decay
            if verbose:
                print(f"Decaying learning rate of the optimizer to {optimizer.lr}")

        for iteration in tqdm(
            range(epoch * iters_per_epoch, (epoch + 1) * iters_per_epoch)
        ):
            data_batch, labels_batch = dataloader.get_batch()
            # TODO (train_net, 2 points): write this part, 1 of 3.
            raise NotImplementedError(
                "train_net is not written yet: question train_net in problem_1, formula"
                " in the docstring above"
            )
            if verbose and iteration % show_every == 0:
                mean_loss = np.mean(loss_hist[-show_every:])
                print(
                    f"(Iteration {iteration + 1} / {max_iters}) "
                    f"Average loss: {mean_loss}"
                )

        # TODO (train_net, 2 points): write this part, 2 of 3.
        raise NotImplementedError(
            "train_net is not written yet: question train_net in problem_1, formula in "
            "the docstring above"
        )
        train_acc_hist.append(train_acc)
        val_acc_hist.append(val_acc)

        if val_acc > opt_val_acc:
            opt_val_acc = val_acc
            # TODO (train_net, 2 points): write this part, 3 of 3.
            raise NotImplementedError(
                "train_net is not written yet: question train_net in problem_1, formula"
                " in the docstring above"
            )

        if verbose:
            print(
                f"(Epoch {epoch + 1} / {max_epochs}) Training Accuracy: {train_acc}, "
                f"Validation Accuracy: {val_acc}"
            )

    return opt_params, loss_hist, train_acc_hist, val_acc_hist
