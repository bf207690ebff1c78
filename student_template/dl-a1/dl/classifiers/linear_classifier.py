"""Linear classifiers, trained by stochastic gradient descent."""

from __future__ import annotations

import numpy as np

from .linear_svm import svm_loss_vectorized
from .softmax import softmax_loss_vectorized


class LinearClassifier:
    """Scores are a linear function of the features; a subclass chooses the loss.

    Attributes
    ----------
    W : (D, C) array or None
        Weights; None until `train` or `load`.

    """

    def __init__(self) -> None:
        self.W: np.ndarray | None = None

    def train(
        self,
        X: np.ndarray,
        y: np.ndarray,
        learning_rate: float = 1e-3,
        reg: float = 1e-5,
        num_iters: int = 100,
        batch_size: int = 200,
        verbose: bool = False,
    ) -> list[float]:
        """Train on minibatches drawn with replacement.

        Parameters
        ----------
        X : (N, D)
            Samples, a row each.
        y : (N,) of int
            The right classes, 0 to C - 1.
        learning_rate : float
            Step size.
        reg : float
            Strength of the penalty.
        num_iters : int
            Steps.
        batch_size : int
            Samples of a step.
        verbose : bool
            Whether to print the loss every 100 steps.

        Returns
        -------
        losses : list of float
            The loss of every minibatch.

        """
        N, D = X.shape
        if self.W is None:
            self.W = 0.001 * np.random.randn(D, int(y.max()) + 1)
        losses = []
        for iteration in range(num_iters):
            # TODO (linear_classifier_train, 4 points): write this part, 1 of 2.
            raise NotImplementedError(
                "LinearClassifier.train is not written yet: question "
                "linear_classifier_train in 01_softmax, formula in the docstring above"
            )
            loss, dW = self.loss(X_batch, y_batch, reg)
            losses.append(loss)
            # TODO (linear_classifier_train, 4 points): write this part, 2 of 2.
            raise NotImplementedError(
                "LinearClassifier.train is not written yet: question "
                "linear_classifier_train in 01_softmax, formula in the docstring above"
            )
            if verbose and iteration % 100 == 0:
                print(f"iteration {iteration} / {num_iters}: loss {loss:f}")
        return losses

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the class of the highest score for each sample.

        Parameters
        ----------
        X : (N, D)

        Returns
        -------
        y_pred : (N,) of int

        """
        # TODO (linear_classifier_predict, 2 points): write this part.
        raise NotImplementedError(
            "LinearClassifier.predict is not written yet: question "
            "linear_classifier_predict in 01_softmax, formula in the docstring above"
        )
        return y_pred

    def loss(
        self, X_batch: np.ndarray, y_batch: np.ndarray, reg: float
    ) -> tuple[float, np.ndarray]:
        """Return the loss and its gradient with respect to W; subclasses define it."""
        raise NotImplementedError(f"{type(self).__name__} has no loss")

    def save(self, fname: str) -> None:
        """Write the weights to the file `fname`, a .npy of a dict."""
        with open(fname, "wb") as file:
            np.save(file, {"W": self.W}, allow_pickle=True)
        print(f"{fname} saved.")

    def load(self, fname: str) -> None:
        """Read the weights from a file that `save` wrote.

        Such a file is a pickle, which can run any code: load only your own.
        """
        self.W = np.load(fname, allow_pickle=True).item()["W"]
        print(f"{fname} loaded.")


class LinearSVM(LinearClassifier):
    """A linear classifier with the multiclass hinge loss."""

    def loss(
        self, X_batch: np.ndarray, y_batch: np.ndarray, reg: float
    ) -> tuple[float, np.ndarray]:
        """Return the hinge loss and its gradient."""
        return svm_loss_vectorized(self.W, X_batch, y_batch, reg)


class Softmax(LinearClassifier):
    """A linear classifier with the softmax loss."""

    def loss(
        self, X_batch: np.ndarray, y_batch: np.ndarray, reg: float
    ) -> tuple[float, np.ndarray]:
        """Return the softmax loss and its gradient."""
        return softmax_loss_vectorized(self.W, X_batch, y_batch, reg)
