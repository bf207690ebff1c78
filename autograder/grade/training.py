"""The fixture ``training``: images to try a trained model on, and its award."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.course import Assignment, Question
from autograder.data import find_dataset, is_synthetic, read_images
from autograder.grade.compare import as_array
from autograder.grade.failures import CheckFailed, NeedsData
from autograder.grade.proxies import Handle, Submission
from autograder.grade.session import Session
from autograder.sandbox import Fault

Array = npt.NDArray[Any]
#: Called with a model and a batch of images; returns scores (N, C) or classes (N,).
Predict = Callable[[Handle, Array], Any]

BATCH = 500  # images a message: 6 MB of CIFAR in float32

#: By how much a second training may fall short, since chance has a part in it.
SHORTFALL = 0.03


class TrainingCheck:
    """Scores a trained model by its accuracy, as the question's ``training`` says."""

    def __init__(
        self,
        assignment: Assignment,
        question: Question,
        folder: Path | None,
        session: Session,
    ) -> None:
        assert question.training is not None
        self._assignment = assignment
        self._question = question
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

    def score(self, model: Handle, predict: Predict, X: Array, y: Array) -> None:
        """Give the points that a model's accuracy earns; train it again if asked to.

        Parameters
        ----------
        model : Handle
            As it was handed in.
        predict : callable
            Called with a model and batches of ``X``; returns scores (N, C) or classes
            (N,).
        X : (N, ...) ndarray
            Images, prepared as in the notebook.
        y : (N,) ndarray of int
            Their classes.

        Raises
        ------
        CheckFailed
            If what ``predict`` returns is neither.
        """
        accuracy = self._accuracy(model, predict, X, y)
        self._award(accuracy, len(y))
        if self._rule.rerun is not None:
            self._train_again(accuracy, predict, X, y)

    def _train_again(
        self, accuracy: float, predict: Predict, X: Array, y: Array
    ) -> None:
        """Tell whether the notebook's cells give as good a model once more."""
        rule = self._rule.rerun
        assert rule is not None
        (notebook,) = (
            spec.path
            for spec in self._assignment.notebooks
            if Path(spec.path).stem == self._question.notebook
        )
        submission, notes = Submission(self._session), self._session.notes
        try:
            for spec in self._assignment.data:
                data = find_dataset(spec.name).folder
                self._session.lend(self._folder, data, spec.dest)
            self._session.allow(rule.timeout)
            (model,) = submission.cell(notebook, rule.beside, [rule.model], before=True)
            again = self._accuracy(model, predict, X, y)
        except (Fault, CheckFailed, OSError) as failure:
            notes.append(f"trained once more by {notebook}: no model: {failure}")
            return
        words = f"trained once more by {notebook}: accuracy {again:.4f}"
        if again < accuracy - SHORTFALL:
            words += ", less than that of the model handed in: hand in what trained it"
        notes.append(words)

    def _accuracy(self, model: Handle, predict: Predict, X: Array, y: Array) -> float:
        """Return the share of ``X`` that a model puts into its class ``y``."""
        right = 0
        for start in range(0, len(X), BATCH):
            batch = slice(start, start + BATCH)
            out = as_array("the prediction", predict(model, X[batch]))
            if out.ndim == 2:
                out = out.argmax(axis=1)
            if out.shape != y[batch].shape:
                raise CheckFailed(
                    f"predicting {len(y[batch])} images gives shape {out.shape}"
                )
            right += int((out == y[batch]).sum())
        return right / len(X)

    def _award(self, accuracy: float, count: int) -> None:
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
