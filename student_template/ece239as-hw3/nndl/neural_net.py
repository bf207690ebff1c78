"""A network of two layers, with its training in one class."""

from __future__ import annotations

import numpy as np


class TwoLayerNet:
    """Affine - ReLU - affine - softmax, with one row of weights for each unit.

    Parameters
    ----------
    input_size : int
        Features D of a sample.
    hidden_size : int
        Hidden units H.
    output_size : int
        Classes C.
    std : float
        Standard deviation of the initial weights, drawn W1 then W2 from `np.random`;
        biases begin at zero.

    Attributes
    ----------
    params : dict
        W1 (H, D), b1 (H,), W2 (C, H), b2 (C,).

    """

    def __init__(
        self, input_size: int, hidden_size: int, output_size: int, std: float = 1e-4
    ) -> None:
        self.params = {
            "W1": std * np.random.randn(hidden_size, input_size),
            "b1": np.zeros(hidden_size),
            "W2": std * np.random.randn(output_size, hidden_size),
            "b2": np.zeros(output_size),
        }

    def loss(
        self, X: np.ndarray, y: np.ndarray | None = None, reg: float = 0.0
    ) -> np.ndarray | tuple[float, dict[str, np.ndarray]]:
        r"""Return the scores, or with labels the loss and its gradients.

        .. math::
            h = \max(0, X W_1^T + b_1), \quad s = h W_2^T + b_2, \quad
            L = -\frac{1}{N} \sum_n \log \mathrm{softmax}(s_n)_{y_n}
                + \frac{\lambda}{2} \left(\sum W_1^2 + \sum W_2^2\right)

        Parameters
        ----------
        X : (N, D)
            Samples, a row each.
        y : (N,) of int, optional
            The right classes.
        reg : float
            Strength :math:`\lambda` of the penalty.

        Returns
        -------
        scores : (N, C)
            When `y` is None.
        loss, grads : float, dict
            When `y` is given; a gradient for each entry of `params`.

        """
        W1, b1 = self.params["W1"], self.params["b1"]
        W2, b2 = self.params["W2"], self.params["b2"]
        if X.ndim != 2 or X.shape[1] != W1.shape[1]:
            raise ValueError(
                f"TwoLayerNet: X {X.shape} must be (N, {W1.shape[1]}), as W1 is "
                f"{W1.shape}"
            )
        # TODO (neural_net_scores, 3 points): write this part, 1 of 3.
        raise NotImplementedError(
            "TwoLayerNet.loss is not written yet: question neural_net_scores in "
            "02_two_layer_net, formula in the docstring above"
        )
        if y is None:
            return scores

        # TODO (neural_net_scores, 3 points): write this part, 2 of 3.
        raise NotImplementedError(
            "TwoLayerNet.loss is not written yet: question neural_net_scores in "
            "02_two_layer_net, formula in the docstring above"
        )

        grads: dict[str, np.ndarray] = {}
        # TODO (neural_net_scores, 3 points): write this part, 3 of 3.
        raise NotImplementedError(
            "TwoLayerNet.loss is not written yet: question neural_net_scores in "
            "02_two_layer_net, formula in the docstring above"
        )
        return loss, grads

    def train(
        self,
        X: np.ndarray,
        y: np.ndarray,
        X_val: np.ndarray,
        y_val: np.ndarray,
        learning_rate: float = 1e-3,
        learning_rate_decay: float = 0.95,
        reg: float = 1e-5,
        num_iters: int = 100,
        batch_size: int = 200,
        verbose: bool = False,
    ) -> dict[str, list[float]]:
        """Train by stochastic gradient descent on minibatches.

        Parameters
        ----------
        X, y : (N, D), (N,) of int
            Training samples and their classes.
        X_val, y_val : (M, D), (M,) of int
            The same for validation.
        learning_rate : float
            Step size.
        learning_rate_decay : float
            Factor on the learning rate after each epoch.
        reg : float
            Strength of the penalty.
        num_iters : int
            Steps.
        batch_size : int
            Samples of a step, drawn with replacement.
        verbose : bool
            Whether to print the loss every 100 steps.

        Returns
        -------
        history : dict
            `loss_history`, the loss of every step; `train_acc_history`, of the
            minibatch, and `val_acc_history`, once an epoch.

        """
        num_train = X.shape[0]
        iterations_per_epoch = max(num_train // batch_size, 1)
        history: dict[str, list[float]] = {
            "loss_history": [],
            "train_acc_history": [],
            "val_acc_history": [],
        }
        for iteration in range(num_iters):
            # TODO (neural_net_train, 4 points): write this part, 1 of 2.
            raise NotImplementedError(
                "TwoLayerNet.train is not written yet: question neural_net_train in "
                "02_two_layer_net, formula in the docstring above"
            )
            loss, grads = self.loss(X_batch, y_batch, reg=reg)
            history["loss_history"].append(loss)
            # TODO (neural_net_train, 4 points): write this part, 2 of 2.
            raise NotImplementedError(
                "TwoLayerNet.train is not written yet: question neural_net_train in "
                "02_two_layer_net, formula in the docstring above"
            )
            if verbose and iteration % 100 == 0:
                print(f"iteration {iteration} / {num_iters}: loss {loss:f}")
            if iteration % iterations_per_epoch == 0:
                train_acc = (self.predict(X_batch) == y_batch).mean()
                val_acc = (self.predict(X_val) == y_val).mean()
                history["train_acc_history"].append(train_acc)
                history["val_acc_history"].append(val_acc)
                learning_rate *= learning_rate_decay
        return history

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the class of the highest score for each sample.

        Parameters
        ----------
        X : (N, D)

        Returns
        -------
        y_pred : (N,) of int

        """
        # TODO (neural_net_predict, 2 points): write this part.
        raise NotImplementedError(
            "TwoLayerNet.predict is not written yet: question neural_net_predict in "
            "02_two_layer_net, formula in the docstring above"
        )
        return y_pred
