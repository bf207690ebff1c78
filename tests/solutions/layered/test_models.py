import re

import numpy as np
import pytest
from layered.applications import MNISTNet
from layered.layers import Dropout, FCLayer, ReLU
from layered.loss import L2, SoftmaxCrossEntropy
from layered.models import Model
from layered.optimizers import SGD, Adam
from layered.utils.check_grads import check_grads
from layered.utils.datasets import MNIST


def small_model(regularization=None, optimizer=None):
    model = Model()
    model.add(FCLayer(6, 5, name="fc1"))
    model.add(ReLU())
    model.add(Dropout(0.5))
    model.add(FCLayer(5, 3, name="fc2"))
    model.compile(optimizer or SGD(lr=0.1), SoftmaxCrossEntropy(3), regularization)
    return model


def set_mode(model, training):
    for layer in model.layers:
        layer.set_mode(training)


def test_gradients_include_the_penalty_once():
    penalty = L2(w=0.3)
    model = small_model(penalty)
    set_mode(model, training=False)
    inputs, targets = np.random.randn(4, 6), np.array([0, 2, 1, 2])
    model.forward(inputs, targets)
    model.backward(targets)
    model.get_params()  # asking once more must not add the penalty once more
    params, grads = model.get_params()
    assert set(params) == {
        "layer-0th:fc1/weights",
        "layer-0th:fc1/bias",
        "layer-3th:fc2/weights",
        "layer-3th:fc2/bias",
    }
    for name, param in params.items():
        numeric = np.zeros_like(param)
        for index in np.ndindex(param.shape):
            sides = []
            for step in (1e-5, -1e-5):
                param[index] += step
                loss, _ = model.forward(inputs, targets)
                sides.append(loss + penalty.forward(params))
                param[index] -= step
            numeric[index] = (sides[0] - sides[1]) / 2e-5
        assert check_grads(grads[name], numeric) < 1e-8


def test_update_moves_trainable_layers_only():
    model = small_model()
    frozen, trained = model.layers[0], model.layers[3]
    frozen.set_trainable(False)
    before = frozen.weights.copy(), trained.weights.copy()
    targets = np.array([0, 1])
    model.forward(np.random.randn(2, 6), targets)
    model.backward(targets)
    model.update(model.optimizer, 0)
    np.testing.assert_array_equal(frozen.weights, before[0])
    np.testing.assert_allclose(trained.weights, before[1] - 0.1 * trained.w_grad)


def test_calls_out_of_order_are_refused():
    model = Model()
    with pytest.raises(ValueError, match="compile the model first"):
        model.forward(np.zeros((1, 6)), np.array([0]))
    with pytest.raises(ValueError, match="backward comes after forward"):
        small_model().backward(np.array([0]))


def test_compiling_again_replaces_the_loss():
    model = small_model()
    model.compile(SGD(), SoftmaxCrossEntropy(3))
    assert len(model.layers) == 4


@pytest.fixture(scope="module")
def mnist(mnist_dir):
    data = MNIST(mnist_dir)
    data.load()
    return data


def test_mnist_net_learns_bars_and_reports_as_it_goes(mnist, capsys):
    model = MNISTNet()
    model.compile(Adam(lr=0.003), SoftmaxCrossEntropy(10), L2(w=0.0001))
    train, val, test = model.train(
        mnist,
        train_batch=30,
        epochs=5,
        val_intervals=10,
        test_intervals=20,
        print_intervals=10,
    )
    steps = 27  # batches of 30 in 800 images
    assert train.shape == (5 * steps, 3)
    np.testing.assert_array_equal(train[:, 0], np.arange(5 * steps))
    starts = steps * np.arange(5)
    np.testing.assert_array_equal(val[:, 0], np.add.outer(starts, [0, 10, 20]).ravel())
    np.testing.assert_array_equal(test[:, 0], np.add.outer(starts, [0, 20]).ravel())
    assert val[0, 1] == pytest.approx(np.log(10), abs=1e-4)
    assert val[-1, 2] > 0.95
    assert model.layers[0].weights.dtype == np.float32

    lines = capsys.readouterr().out.splitlines()
    number = r"\d+\.\d{5}"
    for line, pattern in zip(
        lines,
        [
            "Epoch 0:",
            rf"Test accuracy={number}, loss={number}",
            rf"Validation accuracy: {number}, loss: {number}",
            rf"Iteration 0:\taccuracy={number}, loss={number}, "
            r"regularization loss= 0\.\d+(e-\d+)?",
        ],
        strict=False,
    ):
        assert re.fullmatch(pattern, line)
    assert sum(line.startswith("Iteration") for line in lines) == 5 * 3


def test_an_interval_of_zero_means_never(mnist, capsys):
    model = MNISTNet()
    model.compile(SGD(), SoftmaxCrossEntropy(10))
    train, val, test = model.train(
        mnist, 400, epochs=1, val_intervals=0, test_intervals=0, print_intervals=0
    )
    assert [len(rows) for rows in (train, val, test)] == [2, 0, 0]
    assert capsys.readouterr().out == "Epoch 0:\n"


def test_evaluation_counts_every_image_alike_and_drops_nothing(mnist, capsys):
    model = MNISTNet()
    model.layers.insert(8, Dropout(0.5))
    model.compile(SGD(), SoftmaxCrossEntropy(10))
    for layer in model.layers:
        if layer.trainable:
            layer.weights = layer.weights * 30  # so that batches differ in their loss
    whole = model.test(mnist, 200)
    assert model.test(mnist, 150) == pytest.approx(whole, rel=1e-6)
    assert model.val(mnist, 7) == pytest.approx(model.val(mnist, 200), rel=1e-6)


def test_a_saved_model_is_the_same_when_loaded(tmp_path):
    model, other = small_model(), small_model()
    model.layers[0].set_trainable(False)  # frozen weights are saved, too
    model.save(tmp_path / "net")
    other.load(tmp_path / "net")
    for mine, theirs in zip(model.layers, other.layers, strict=True):
        if isinstance(mine, FCLayer):
            np.testing.assert_array_equal(mine.weights, theirs.weights)
            np.testing.assert_array_equal(mine.bias, theirs.bias)


def test_a_file_of_another_network_is_refused(tmp_path):
    model = small_model()
    model.save(tmp_path / "net.npz")
    other = Model()
    other.add(FCLayer(6, 4, name="fc1"))
    with pytest.raises(ValueError, match=r"\(6, 5\)") as refused:
        other.load(tmp_path / "net.npz")
    assert "(6, 4)" in str(refused.value)
