"""The trainings whose results the courses print, with the courses' settings.

Each function trains one model solution and returns how it went. On fewer images than
the real data set has, a run makes as many passes more, so that its steps, and what it
costs, stay the same.
"""

from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import numpy as np
from functional import data_utils
from functional.classifiers import (
    FullyConnectedNet,
    LinearClassifier,
    LinearSVM,
    Softmax,
    ThreeLayerConvNet,
    TwoLayerNet,
)
from functional.nndl.neural_net import TwoLayerNet as StandaloneTwoLayerNet
from functional.solver import Solver
from layered.applications import MNISTNet
from layered.loss import L2, SoftmaxCrossEntropy
from layered.optimizers import Adam as LayeredAdam
from layered.utils.datasets import MNIST
from sequential.cnn.cnn_models import SmallConvolutionalNetwork
from sequential.datasets import CIFAR100_data
from sequential.mlp.fully_conn import TinyNet
from sequential.mlp.layer_utils import cross_entropy
from sequential.mlp.train import compute_acc, train_net
from sequential.optim import SGD, Adam

Data = dict[str, np.ndarray]


@dataclass
class History:
    """How a training went: accuracies after each of its pieces, and at the end."""

    train: list[float] = field(default_factory=list)
    val: list[float] = field(default_factory=list)
    test: float = float("nan")


@dataclass(frozen=True)
class Run:
    """One training: its data set, what the course printed, and how to do it.

    ``printed`` is the validation accuracy in the course's text, None if it has none.
    ``train`` takes the data and which part of the full training to do.
    """

    name: str
    course: str
    dataset: str
    printed: float | None
    train: Callable[[object, float], History]


def load(dataset: str, folder: Path) -> object:
    """Load a data set as its course does."""
    if dataset == "cifar10":
        data_utils.CIFAR10_DIR = folder
        return data_utils.get_CIFAR10_data()
    if dataset == "cifar100":
        return CIFAR100_data(folder.with_name("cifar100"))
    data = MNIST(folder)
    with redirect_stdout(StringIO()):
        data.load()
    return data


def linear(kind: type[LinearClassifier], rate: float, reg: float) -> Callable:
    """Train a linear classifier on the pixels, in ten pieces."""

    def train(data: Data, part: float) -> History:
        rows = {key: _rows(data[key]) for key in ("X_train", "X_val", "X_test")}
        model, history = kind(), History()
        for _ in range(10):
            model.train(
                *(rows["X_train"], data["y_train"]),
                learning_rate=rate,
                reg=reg,
                num_iters=max(1, round(200 * part)),
                batch_size=300,
            )
            history.train.append(
                _share(model.predict(rows["X_train"]), data["y_train"])
            )
            history.val.append(_share(model.predict(rows["X_val"]), data["y_val"]))
        history.test = _share(model.predict(rows["X_test"]), data["y_test"])
        return history

    return train


def standalone(rate: float, reg: float, hidden: int, steps: int, batch: int):
    """Train the network that trains itself."""

    def train(data: Data, part: float) -> History:
        X, X_val, X_test = (
            data[key].reshape(len(data[key]), -1)
            for key in ("X_train", "X_val", "X_test")
        )
        net = StandaloneTwoLayerNet(X.shape[1], hidden, 10)
        told = net.train(
            *(X, data["y_train"], X_val, data["y_val"]),
            learning_rate=rate,
            # it decays once a pass: as often as on all 49000 images
            learning_rate_decay=0.95 ** (len(X) / 49000),
            reg=reg,
            num_iters=max(1, round(steps * part)),
            batch_size=batch,
        )
        val = told["val_acc_history"] + [_share(net.predict(X_val), data["y_val"])]
        train = told["train_acc_history"] + [_share(net.predict(X), data["y_train"])]
        return History(train, val, _share(net.predict(X_test), data["y_test"]))

    return train


def solved(make: Callable[[], object], epochs: int, images: int = 49000, **settings):
    """Train with the ``Solver``, on the first ``images`` images."""

    def train(data: Data, part: float) -> History:
        data = {**data, "X_train": data["X_train"][:images]}
        data["y_train"] = data["y_train"][:images]
        passes = images / len(data["X_train"])
        decay = settings.get("lr_decay", 1.0) ** (1 / passes)
        options = {
            **settings,
            "num_epochs": max(1, round(epochs * passes * part)),
            "lr_decay": decay,
            "verbose": False,
        }
        solver = Solver(make(), data, **options)
        solver.train()
        test = solver.check_accuracy(data["X_test"], data["y_test"])
        return History(solver.train_acc_history, solver.val_acc_history, test)

    return train


def sequential_net(make: Callable, optimizer: Callable, epochs: int, decay: float = 1):
    """Train a network of ``sequential`` with the course's own loop."""

    def train(data: dict, part: float) -> History:
        pairs = {
            f"data_{key}": (data[f"data_{key}"], data[f"labels_{key}"])
            for key in ("train", "val", "test")
        }
        passes = 40000 / len(data["data_train"])
        model = make()
        with redirect_stderr(StringIO()):  # the course's own progress bar
            params, _, train, val = train_net(
                *(pairs, model, cross_entropy(), optimizer(model.net), 100),
                max(1, round(epochs * passes * part)),
                lr_decay=decay,
            )
        model.net.load(params)
        return History(train, val, compute_acc(model, *pairs["data_test"]))

    return train


def mnist_net(rate: float, halve_every: int):
    """Train MNISTNet for two epochs, its rate halved every so many steps."""

    def schedule(rate: float, iteration: int) -> float:
        return rate / 2 if iteration and iteration % halve_every == 0 else rate

    def train(data: MNIST, part: float) -> History:
        model = MNISTNet()
        model.compile(
            optimizer=LayeredAdam(lr=rate, sheduler_func=schedule),
            loss=SoftmaxCrossEntropy(10),
            regularization=L2(w=1e-4),
        )
        passes = 48000 / data.num_train
        with redirect_stdout(StringIO()):
            steps, val, _ = model.train(
                *(data, 30),
                epochs=max(1, round(2 * passes * part)),
                val_intervals=400,
                test_intervals=0,
                print_intervals=0,
            )
            history = History(val=[*val[:, 2], model.val(data)[1]])
            history.test = model.test(data)[1]
        pieces = np.array_split(steps[:, 2], max(1, len(val)))
        history.train = [float("nan"), *(float(piece.mean()) for piece in pieces)]
        return history

    return train


def _rows(images: np.ndarray) -> np.ndarray:
    """Return images as rows with a one at the end, for the bias."""
    return np.hstack([images.reshape(len(images), -1), np.ones((len(images), 1))])


def _share(predicted: np.ndarray, labels: np.ndarray) -> float:
    return float(np.mean(predicted == labels))


def _deep(normalization: str | None) -> Callable[[], FullyConnectedNet]:
    return lambda: FullyConnectedNet(
        [100] * 5, weight_scale=2e-2, normalization=normalization
    )


SMALL = {"update_rule": "adam", "optim_config": {"learning_rate": 1e-3}}

RUNS = [
    Run("linear SVM", "dl-a1", "cifar10", None, linear(LinearSVM, 1e-7, 2.5e4)),
    Run("softmax", "dl-a1", "cifar10", 0.388, linear(Softmax, 3e-7, 8.5e3)),
    Run(
        *("two layers, too slow a rate", "ece239as-hw3", "cifar10", 0.283),
        standalone(1e-4, 0.25, hidden=50, steps=1000, batch=200),
    ),
    Run(
        *("two layers, tuned", "ece239as-hw3", "cifar10", 0.512),
        standalone(1e-3, 0.25, hidden=100, steps=5000, batch=200),
    ),
    Run(
        *("TwoLayerNet", "dl-a1", "cifar10", 0.524),
        solved(
            lambda: TwoLayerNet(hidden_dim=50),
            *(10,),
            optim_config={"learning_rate": 1e-3},
            lr_decay=0.7,
            batch_size=40,
        ),
    ),
    Run(
        *("TwoLayerNet, 20 epochs", "cs682-a2", "cifar10", 0.539),
        solved(
            TwoLayerNet,
            *(20,),
            optim_config={"learning_rate": 1e-3},
            lr_decay=0.95,
            batch_size=400,
        ),
    ),
    Run(
        *("six layers on 1000 images", "dl-a1", "cifar10", 0.323),
        solved(_deep(None), 10, 1000, batch_size=50, **SMALL),
    ),
    Run(
        *("the same with batch norm", "dl-a1", "cifar10", 0.328),
        solved(_deep("batchnorm"), 10, 1000, batch_size=50, **SMALL),
    ),
    Run(
        *("FullyConnectedNet", "dl-a1", "cifar10", 0.537),
        solved(
            lambda: FullyConnectedNet([200] * 4, weight_scale=2e-2, reg=1e-3),
            *(10,),
            lr_decay=0.95,
            batch_size=256,
            **SMALL,
        ),
    ),
    Run(
        *("FullyConnectedNet, batch norm", "cs682-a2", "cifar10", 0.581),
        solved(
            lambda: FullyConnectedNet(
                [100, 400, 400, 400, 100],
                weight_scale=0.0237,
                normalization="batchnorm",
                reg=3e-3,
                seed=123,
            ),
            *(4,),  # the course took 20
            batch_size=50,
            lr_decay=0.95,
            update_rule="adam",
            optim_config={"learning_rate": 3.64e-4},
        ),
    ),
    Run(
        *("ThreeLayerConvNet, one epoch", "dl-a1", "cifar10", 0.489),
        solved(
            lambda: ThreeLayerConvNet(hidden_dim=500, reg=1e-3),
            *(1,),
            batch_size=50,
            **SMALL,
        ),
    ),
    Run(
        *("TinyNet", "csci566-a1", "cifar100", 0.324),
        sequential_net(TinyNet, lambda net: SGD(net, 0.1), 5),
    ),
    Run(
        *("CNN, first epoch", "csci566-a1", "cifar100", 0.320),
        sequential_net(SmallConvolutionalNetwork, lambda net: Adam(net, 1e-3), 1),
    ),
    Run("MNISTNet", "cs5242-a1", "mnist", 0.921, mnist_net(1e-3, 1600)),
    Run("MNISTNet", "cs5242-a1", "fashion-mnist", None, mnist_net(3e-3, 1600)),
]
