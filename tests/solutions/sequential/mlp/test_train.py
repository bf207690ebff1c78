"""Batches, accuracy, and training from end to end on small made data."""

import numpy as np
import pytest
from sequential.grad_check import rel_error
from sequential.mlp.fully_conn import Module
from sequential.mlp.layer_utils import cross_entropy, dropout, fc, gelu, sequential
from sequential.mlp.train import DataLoader, compute_acc, train_net
from sequential.optim import SGD, Adam, Optimizer


class Small(Module):
    def build(self):
        return sequential(
            fc(4, 16, 0.5, "a"),
            gelu(),
            dropout(self.keep_prob, seed=self.seed),
            fc(16, 3, 0.5, "b"),
        )


def blobs(rng, count):
    """Return points around three centres, and which one is theirs."""
    labels = rng.randint(3, size=count)
    centres = np.array([[2, 0, 0, 1], [0, 2, 0, -1], [0, 0, 2, 0]])
    return centres[labels] + 0.4 * rng.randn(count, 4), labels


@pytest.fixture
def data():
    rng = np.random.RandomState(0)
    return {"data_train": blobs(rng, 120), "data_val": blobs(rng, 50)}


def test_batches_come_in_order_once_and_shuffled_from_then_on():
    np.random.seed(0)
    loader = DataLoader(np.arange(10) * 10, np.arange(10), batch_size=4)
    first = [loader.get_batch() for _ in range(2)]
    np.testing.assert_array_equal(np.concatenate([y for _, y in first]), np.arange(8))
    later = [loader.get_batch() for _ in range(2)]
    np.random.seed(0)
    order = np.random.permutation(10)[:8]
    np.testing.assert_array_equal(np.concatenate([y for _, y in later]), order)
    for x, y in first + later:
        np.testing.assert_array_equal(x, 10 * y)


def test_a_batch_larger_than_the_data_is_all_of_them():
    loader = DataLoader(np.arange(3), np.arange(3), batch_size=5)
    np.testing.assert_array_equal(np.sort(loader.get_batch()[0]), np.arange(3))


class Oracle:
    """Scores that are one-hot in the first feature; remembers how it was called."""

    def __init__(self):
        self.calls = []

    def forward(self, feat, is_training=True, seed=None):
        self.calls.append((len(feat), is_training))
        return np.eye(5)[feat[:, 0]]


def test_accuracy_is_the_share_of_right_answers_over_uneven_batches():
    model, data = Oracle(), np.arange(5).repeat(5)[:, np.newaxis]
    labels = data[:, 0].copy()
    labels[:7] = 4
    assert compute_acc(model, data, labels, batch_size=10) == pytest.approx(18 / 25)
    assert model.calls == [(10, False), (10, False), (5, False)]


def test_accuracy_of_some_samples_is_of_as_many():
    np.random.seed(0)
    model, data = Oracle(), np.arange(5).repeat(5)[:, np.newaxis]
    assert compute_acc(model, data, data[:, 0], num_samples=7, batch_size=4) == 1
    assert [count for count, _ in model.calls] == [4, 3]


def test_training_finds_the_classes_and_reports_its_history(data):
    np.random.seed(0)
    model = Small()
    results = train_net(
        data, model, cross_entropy(), SGD(model.net, 0.1), batch_size=20, max_epochs=8
    )
    opt_params, losses, train_acc, val_acc = results
    assert opt_params.keys() == {"a_w", "a_b", "b_w", "b_b"}
    assert len(losses) == 8 * 6
    assert len(train_acc) == len(val_acc) == 8
    assert losses[-1] < 0.5 * losses[0]
    assert max(val_acc) > 0.95
    model.net.load(opt_params)
    assert compute_acc(model, *data["data_val"]) == max(val_acc)


def test_one_step_of_training_is_one_gradient_step_on_the_first_batch(data):
    np.random.seed(0)
    model = Small()
    x, y = data["data_train"][0][:20], data["data_train"][1][:20]
    loss_func = cross_entropy()
    loss = loss_func.forward(model.forward(x), y)
    model.backward(loss_func.backward(), "l2", 0.03)
    before, grads = dict(model.net.params), dict(model.net.grads)
    few = {"data_train": (x, y), "data_val": data["data_val"]}
    opt_params, losses, _, _ = train_net(
        few,
        model,
        cross_entropy(),
        SGD(model.net, 0.1),
        20,
        1,
        regularization="l2",
        reg_lambda=0.03,
    )
    assert losses == [loss]
    for name, param in before.items():
        assert rel_error(opt_params[name], param - 0.1 * grads[name]) < 1e-12


def test_the_best_parameters_are_kept_and_later_ones_do_not_touch_them(data):
    np.random.seed(0)
    model = Small()
    # a first epoch that learns, then rates that destroy what was learnt
    optimizer = SGD(model.net, 0.1)
    opt_params, _, _, val_acc = train_net(
        data, model, cross_entropy(), optimizer, 20, 3, lr_decay=-50.0, lr_decay_every=1
    )
    assert val_acc[0] > max(val_acc[1:])
    assert compute_acc(model, *data["data_val"]) == val_acc[-1]
    model.net.load(opt_params)
    assert compute_acc(model, *data["data_val"]) == val_acc[0]


class InPlaceSGD(Optimizer):
    def update(self, layer):
        for name, grad in layer.grads.items():
            layer.params[name] -= self.lr * grad


def test_the_best_parameters_are_copies_for_rules_that_work_in_place(data):
    model = Small()
    opt_params, _, _, _ = train_net(
        data, model, cross_entropy(), InPlaceSGD(model.net, 0.1), 60, 1
    )
    for name, param in model.net.params.items():
        assert not np.shares_memory(opt_params[name], param)


def test_parameters_are_kept_even_when_no_answer_is_right(data):
    model = Small()
    nothing_right = (data["data_val"][0], np.full(50, 99))
    opt_params, _, _, val_acc = train_net(
        {**data, "data_val": nothing_right},
        model,
        cross_entropy(),
        SGD(model.net),
        60,
        1,
    )
    assert val_acc == [0]
    assert opt_params.keys() == model.net.params.keys()


def test_the_rate_decays_every_so_many_epochs(data):
    model = Small()
    optimizer = Adam(model.net, 1e-3)
    train_net(
        data, model, cross_entropy(), optimizer, 60, 5, lr_decay=0.5, lr_decay_every=2
    )
    assert optimizer.lr == pytest.approx(1e-3 * 0.5**2)


def test_training_drops_features_and_evaluating_does_not(data):
    np.random.seed(0)
    model = Small(keep_prob=0.5, seed=1)
    _, losses, _, val_acc = train_net(
        data, model, cross_entropy(), Adam(model.net, 1e-2), 20, 10
    )
    assert val_acc[-1] > 0.9
    accuracies = [compute_acc(model, *data["data_val"]) for _ in range(3)]
    assert accuracies == [val_acc[-1]] * 3
    assert losses[-1] < losses[0]


def test_reports_are_printed_as_in_seed_000(data, capsys):
    model = Small()
    train_net(
        data, model, cross_entropy(), SGD(model.net), 60, 1, show_every=1, verbose=True
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("(Iteration 1 / 2) Average loss: ")
    assert lines[1].startswith("(Iteration 2 / 2) Average loss: ")
    assert lines[2].startswith("(Epoch 1 / 1) Training Accuracy: 0.")
    assert ", Validation Accuracy: 0." in lines[2]
    train_net(data, model, cross_entropy(), SGD(model.net), 60, 1)
    assert capsys.readouterr().out == ""
