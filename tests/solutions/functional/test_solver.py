import pickle

import numpy as np
import pytest
from functional.solver import Solver


class Line:
    """Scores [w x, 0]: class 0 where w x is positive; its loss is w itself."""

    def __init__(self, w):
        self.params = {"w": np.array([w])}
        self.batches = []

    def loss(self, X, y=None):
        w = self.params["w"]
        if y is None:
            return np.stack([w[0] * X, np.zeros_like(X)], axis=1)
        self.batches.append(X)
        return w[0], {"w": np.ones(1)}


def data(num_train=10):
    X = np.arange(1.0, num_train + 1)
    return {
        "X_train": X,
        "y_train": np.zeros(num_train, dtype=int),
        "X_val": X[:4],
        "y_val": np.array([0, 0, 0, 1]),
    }


def test_steps_epochs_and_histories():
    model = Line(1.0)
    solver = Solver(
        model,
        data(),
        optim_config={"learning_rate": 0.25},
        batch_size=5,
        num_epochs=3,
        verbose=False,
    )
    solver.train()
    # two steps an epoch, each against a gradient of 1
    assert solver.loss_history == [1.0, 0.75, 0.5, 0.25, 0.0, -0.25]
    # after the first step and after every epoch: w is 0.75, 0.5, 0 and -0.5;
    # at 0 both scores are equal, and the first class is taken
    assert solver.train_acc_history == [1.0, 1.0, 1.0, 0.0]
    assert solver.val_acc_history == [0.75, 0.75, 0.75, 0.25]
    assert solver.epoch == 3


def test_the_model_ends_with_the_best_parameters():
    model = Line(1.0)
    solver = Solver(
        model, data(), optim_config={"learning_rate": 1.5}, num_epochs=4, verbose=False
    )
    solver.train()
    # one step: w = -0.5 and everything wrong but the last; the first evaluation is
    # the best, and later ones don't displace what is as good
    assert solver.best_val_acc == 0.25
    np.testing.assert_array_equal(model.params["w"], [-0.5])
    assert model.params is solver.best_params


def test_batches_are_drawn_by_choice_with_replacement():
    model = Line(1.0)
    np.random.seed(7)
    Solver(
        model,
        data(),
        batch_size=6,
        num_epochs=1,
        num_train_samples=None,
        verbose=False,
    ).train()
    np.random.seed(7)
    np.testing.assert_array_equal(
        model.batches[0], data()["X_train"][np.random.choice(10, 6)]
    )


def test_the_learning_rate_decays_every_epoch():
    solver = Solver(
        Line(1.0),
        data(),
        optim_config={"learning_rate": 0.5},
        lr_decay=0.1,
        num_epochs=2,
        verbose=False,
    )
    solver.train()
    assert solver.optim_configs["w"]["learning_rate"] == pytest.approx(0.005)
    # steps of 0.5 and 0.05
    assert solver.model.params["w"] == pytest.approx([0.5])
    assert solver.loss_history == pytest.approx([1.0, 0.5])


def test_every_parameter_has_a_config_of_its_own():
    model = Line(1.0)
    model.params["v"] = np.zeros(2)
    model.loss = lambda X, y=None: (
        np.zeros((len(X), 2))
        if y is None
        else (0.0, {"w": np.ones(1), "v": np.ones(2)})
    )
    solver = Solver(
        model, data(), update_rule="sgd_momentum", num_epochs=1, verbose=False
    )
    solver.train()
    assert solver.optim_configs["w"]["velocity"].shape == (1,)
    assert solver.optim_configs["v"]["velocity"].shape == (2,)
    assert solver.optim_config == {}


def test_accuracy_is_counted_over_batches():
    solver = Solver(Line(1.0), data(), verbose=False)
    X = np.array([1.0, -1.0, 2.0, 3.0, -4.0])
    y = np.array([0, 0, 0, 1, 1])
    for batch_size in (1, 2, 5, 100):
        assert solver.check_accuracy(X, y, batch_size=batch_size) == 3 / 5


def test_accuracy_of_a_sample_draws_that_many():
    solver = Solver(Line(1.0), data(), verbose=False)
    np.random.seed(0)
    X, y = np.array([1.0] * 50 + [-1.0] * 50), np.zeros(100, dtype=int)
    accuracy = solver.check_accuracy(X, y, num_samples=10)
    np.random.seed(0)
    assert accuracy == np.mean(np.random.choice(100, 10) < 50)


def test_printed_lines(capsys):
    solver = Solver(
        Line(1.0),
        data(),
        optim_config={"learning_rate": 0.25},
        batch_size=5,
        num_epochs=2,
        print_every=3,
    )
    solver.train()
    # the lines of seed 001
    assert capsys.readouterr().out.splitlines() == [
        "(Iteration 1 / 4) loss: 1.000000",
        "(Epoch 0 / 2) train acc: 1.000000; val_acc: 0.750000",
        "(Epoch 1 / 2) train acc: 1.000000; val_acc: 0.750000",
        "(Iteration 4 / 4) loss: 0.250000",
        "(Epoch 2 / 2) train acc: 1.000000; val_acc: 0.750000",
    ]


def test_checkpoints_hold_the_state_without_the_data(tmp_path):
    name = str(tmp_path / "run")
    solver = Solver(
        Line(1.0), data(), num_epochs=2, checkpoint_name=name, verbose=False
    )
    solver.train()
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["run_epoch_1.pkl", "run_epoch_2.pkl"]
    state = pickle.loads((tmp_path / "run_epoch_2.pkl").read_bytes())
    assert state["epoch"] == 2
    assert state["loss_history"] == solver.loss_history
    assert "X_train" not in state


def test_unknown_arguments_and_rules_are_refused():
    with pytest.raises(ValueError, match="learning_rate, momentum"):
        Solver(Line(1.0), data(), momentum=0.9, learning_rate=1)
    with pytest.raises(ValueError, match="'sdg'"):
        Solver(Line(1.0), data(), update_rule="sdg")
