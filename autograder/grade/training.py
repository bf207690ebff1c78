"""The fixture ``training``: images to try a trained model on, and its award."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.course import Question
from autograder.data import find_dataset, is_synthetic, read_images
from autograder.grade.compare import as_array
from autograder.grade.failures import CheckFailed, NeedsData
from autograder.grade.session import Session

Array = npt.NDArray[Any]
BATCH = 500  # images a message: 6 MB of CIFAR in float32


class TrainingCheck:
    """Scores a trained model by its accuracy, as the question's ``training`` says."""

    def __init__(
        self, question: Question, folder: Path | None, session: Session
    ) -> None:
        assert question.training is not None
        self._rule = question.training
        if folder is None:
            title = find_dataset(self._rule.data).title
            raise NeedsData(f"{title}, in a folder named with --data")
        self._folder = folder
        self._session = session
        session.allow(self._rule.timeout)

    def images(self, part: str) -> tuple[Array, Array]:
        """Return images (N, H, W, C) of uint8 and labels (N,) of "train" or "test".

        Raises
        ------
        NeedsData
            If the data set isn't where ``--data`` says.
        """
        dataset = find_dataset(self._rule.data)
        try:
            return read_images(dataset, self._folder, part)
        except FileNotFoundError:
            raise NeedsData(
                f"{dataset.title} in {self._folder}: numgrade data fetch "
                f"{dataset.name} --dest {self._folder}"
            ) from None

    def mean_image(self, count: int) -> Array:
        """Return the mean (H, W, C) of the first ``count`` training images, float32.

        Only the mean is kept: in float64, images and their copies would fill a small
        container.
        """
        images, _ = self.images("train")
        mean: Array = images[:count].mean(axis=0).astype(np.float32)
        return mean

    def accuracy(self, predict: Callable[[Array], Any], X: Array, y: Array) -> float:
        """Return the share of ``X`` that ``predict`` puts into its class ``y``.

        Parameters
        ----------
        predict : callable
            Called with batches of ``X``; returns scores (N, C) or classes (N,).
        X : (N, ...) ndarray
        y : (N,) ndarray of int

        Raises
        ------
        CheckFailed
            If what it returns is neither.
        """
        right = 0
        for start in range(0, len(X), BATCH):
            batch = slice(start, start + BATCH)
            out = as_array("the prediction", predict(X[batch]))
            if out.ndim == 2:
                out = out.argmax(axis=1)
            if out.shape != y[batch].shape:
                raise CheckFailed(
                    f"predicting {len(y[batch])} images gives shape {out.shape}"
                )
            right += int((out == y[batch]).sum())
        return right / len(X)

    def award(self, accuracy: float, count: int) -> None:
        """Give the share of the points that ``accuracy`` on ``count`` images earns."""
        share = self._rule.share(accuracy)
        dataset = find_dataset(self._rule.data)
        made_up = " (synthetic)" if is_synthetic(dataset, self._folder) else ""
        self._session.notes.append(
            f"accuracy {accuracy:.4f} on {count:,} images of {dataset.title}{made_up}: "
            f"{np.floor(100 * share):.0f} % of the points; {self._full()}"
        )
        self._session.share, self._session.accuracy = share, accuracy

    def _full(self) -> str:
        if self._rule.linear is not None:
            low, high = self._rule.linear
            return f"they grow from {low:.0%} to {high:.0%} accuracy"
        steps = [f"{share:.0%} from {least:.0%}" for least, share in self._rule.steps]
        return f"{', '.join(steps)} accuracy"
