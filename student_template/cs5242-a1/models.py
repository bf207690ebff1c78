"""A network: layers in a row, a loss at their end, and the training of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from layers import Layer, TrainableLayer
from loss import L2, Loss
from optimizers import Optimizer
from utils.datasets import MNIST

Batches = Iterable[tuple[np.ndarray, np.ndarray]]


class Model:
    """Layers that are applied one after the other.

    Attributes
    ----------
    layers : list of Layer
    inputs : list of array
        What each layer, and last the loss, got in the latest forward pass.
    optimizer, loss, regularization
        As given to `compile`.

    """

    def __init__(self) -> None:
        self.layers: list[Layer] = []
        self.inputs: list[np.ndarray] = []
        self.optimizer: Optimizer | None = None
        self.loss: Loss | None = None
        self.regularization: L2 | None = None

    def add(self, layer: Layer) -> None:
        """Put a layer after those there are."""
        self.layers.append(layer)

    def compile(
        self, optimizer: Optimizer, loss: Loss, regularization: L2 | None = None
    ) -> None:
        """Say by what the network is trained, and what is to become small."""
        self.optimizer = optimizer
        self.loss = loss
        self.regularization = regularization

    def forward(
        self, inputs: np.ndarray, targets: np.ndarray
    ) -> tuple[float, np.ndarray]:
        """Run the layers first to last, then the loss.

        Parameters
        ----------
        inputs : (N, C, H, W)
        targets : (N,) of int

        Returns
        -------
        loss : float
            Without the penalty on parameters.
        probs : (N, number of classes)

        """
        self._check_compiled()
        self.inputs = []
        for layer in self.layers:
            self.inputs.append(inputs)
            inputs = layer.forward(inputs)
        self.inputs.append(inputs)
        return self.loss.forward(inputs, targets)

    def backward(self, targets: np.ndarray) -> None:
        """Run loss and layers last to first; the layers keep their gradients."""
        if not self.inputs:
            raise ValueError("backward comes after forward")
        grads = self.loss.backward(self.inputs[-1], targets)
        for layer, inputs in zip(
            reversed(self.layers), reversed(self.inputs[:-1]), strict=True
        ):
            grads = layer.backward(grads, inputs)

    def get_params(self) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
        """Return parameters and gradients of all layers that are to be trained.

        The gradients include those of the penalty.

        Returns
        -------
        params, grads : dict of str to array
            The names are ``layer-<number>th:<layer's name>/weights`` and ``.../bias``.

        """
        params, grads = {}, {}
        for prefix, layer in self._named_layers():
            found = layer.get_params(prefix)
            if found is not None:
                params.update(found[0])
                grads.update(found[1])
        if self.regularization is not None:
            penalties = self.regularization.backward(params)
            grads = {name: grads[name] + penalties[name] for name in params}
        return params, grads

    def update(self, optimizer: Optimizer, iteration: int) -> None:
        """Make one step of the optimizer, whose number is `iteration`."""
        new_params = optimizer.update(*self.get_params(), iteration)
        for prefix, layer in self._named_layers():
            found = layer.get_params(prefix)
            if found is not None:
                layer.update({name: new_params[name] for name in found[0]})

    def train(
        self,
        dataset: MNIST,
        train_batch: int = 32,
        val_batch: int = 1000,
        test_batch: int = 1000,
        epochs: int = 5,
        val_intervals: int = 100,
        test_intervals: int = 500,
        print_intervals: int = 100,
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Train on all images `epochs` times.

        Parameters
        ----------
        dataset : MNIST
            Or another with the three loaders.
        train_batch, val_batch, test_batch : int
            Samples that run through the network at once.
        epochs : int
        val_intervals, test_intervals, print_intervals : int
            Iterations from one validation, test, printed training loss to the next,
            in each epoch from its first iteration on. 0 for never.

        Returns
        -------
        train_results, val_results, test_results : (rows, 3) arrays
            Iteration since the beginning, loss, accuracy: of each training batch, and
            of each validation and test.

        """
        self._check_compiled()
        train_results, val_results, test_results = [], [], []
        step = 0
        for epoch in range(epochs):
            print(f"Epoch {epoch}:")
            batches = dataset.train_loader(train_batch)
            for iteration, (inputs, targets) in enumerate(batches):
                if _is_due(iteration, test_intervals):
                    test_results.append((step, *self.test(dataset, test_batch)))
                if _is_due(iteration, val_intervals):
                    val_results.append((step, *self.val(dataset, val_batch)))
                loss, accuracy = self._train_step(inputs, targets, step)
                train_results.append((step, loss, accuracy))
                if _is_due(iteration, print_intervals):
                    self._print_step(iteration, loss, accuracy)
                step += 1
        return tuple(
            np.array(rows).reshape(-1, 3)
            for rows in (train_results, val_results, test_results)
        )

    def test(self, dataset: MNIST, test_batch: int = 1000) -> tuple[float, float]:
        """Return loss and accuracy on the test images, and print them."""
        loss, accuracy = self._evaluate(dataset.test_loader(test_batch))
        print(f"Test accuracy={accuracy:.5f}, loss={loss:.5f}")
        return loss, accuracy

    def val(self, dataset: MNIST, val_batch: int = 1000) -> tuple[float, float]:
        """Return loss and accuracy on the validation images, and print them."""
        loss, accuracy = self._evaluate(dataset.val_loader(val_batch))
        print(f"Validation accuracy: {accuracy:.5f}, loss: {loss:.5f}")
        return loss, accuracy

    def save(self, path: str | Path) -> None:
        """Write all weights and biases to an npz file."""
        with open(path, "wb") as file:
            np.savez(file, **self._all_params())

    def load(self, path: str | Path) -> None:
        """Take over weights and biases that a network of the same layers saved."""
        current = self._all_params()
        with np.load(path) as archive:
            saved = {name: archive[name] for name in archive.files}
        shapes = {name: value.shape for name, value in current.items()}
        saved_shapes = {name: value.shape for name, value in saved.items()}
        if saved_shapes != shapes:
            raise ValueError(f"{path} holds {saved_shapes}, the network is {shapes}")
        for prefix, layer in self._named_layers():
            layer.update(
                {n: value for n, value in saved.items() if n.startswith(f"{prefix}:")}
            )

    def _train_step(
        self, inputs: np.ndarray, targets: np.ndarray, step: int
    ) -> tuple[float, float]:
        """Update the parameters once; return loss and accuracy before that."""
        self._set_mode(training=True)
        loss, probs = self.forward(inputs, targets)
        self.backward(targets)
        self.update(self.optimizer, step)
        return loss, float(np.mean(probs.argmax(axis=1) == targets))

    def _print_step(self, iteration: int, loss: float, accuracy: float) -> None:
        line = f"Iteration {iteration}:\taccuracy={accuracy:.5f}, loss={loss:.5f}"
        if self.regularization is not None:
            params, _ = self.get_params()
            penalty = self.regularization.forward(params)
            line += f", regularization loss= {penalty}"
        print(line)

    def _evaluate(self, batches: Batches) -> tuple[float, float]:
        """Return mean loss and accuracy over all samples, each counting alike."""
        self._set_mode(training=False)
        total_loss, num_right, num_samples = 0.0, 0, 0
        for inputs, targets in batches:
            loss, probs = self.forward(inputs, targets)
            total_loss += float(loss) * len(targets)
            num_right += int(np.sum(probs.argmax(axis=1) == targets))
            num_samples += len(targets)
        return total_loss / num_samples, num_right / num_samples

    def _set_mode(self, training: bool) -> None:
        for layer in self.layers:
            layer.set_mode(training)

    def _named_layers(self) -> Iterator[tuple[str, Layer]]:
        for number, layer in enumerate(self.layers):
            yield f"layer-{number}th", layer

    def _all_params(self) -> dict[str, np.ndarray]:
        """Return weights and biases of all layers, trained or frozen."""
        params = {}
        for prefix, layer in self._named_layers():
            if isinstance(layer, TrainableLayer):
                params[f"{prefix}:{layer.name}/weights"] = layer.weights
                params[f"{prefix}:{layer.name}/bias"] = layer.bias
        return params

    def _check_compiled(self) -> None:
        if self.loss is None:
            raise ValueError("compile the model first: it has no loss yet")


def _is_due(iteration: int, interval: int) -> bool:
    return interval > 0 and iteration % interval == 0
