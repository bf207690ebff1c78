"""What the notebook of seed 003 (cs5242-a1) prints, as far as it needs no MNIST.

Its inputs are drawn without a seed but for dropout's, so that the other printed errors
are bounds. Its "<1e-6 will be fine" compares with Keras, which computes in single
precision; PyTorch in single precision stands in for it.
"""

import re

import numpy as np
import pytest
import torch
from layered.applications import MNISTNet
from layered.layers import Convolution, Dropout, FCLayer, Pooling
from layered.loss import L2, SoftmaxCrossEntropy
from layered.optimizers import SGD
from layered.utils.check_grads import check_grads_layer
from layered.utils.tools import rel_error
from torch.nn import functional


def single(array):
    return torch.tensor(array, dtype=torch.float32)


def printed_errors(text):
    first, *lines = text.splitlines()
    assert first == "<1e-8 will be fine"
    return dict(
        re.fullmatch(r"Gradients to (\w+): (.*)", line).groups() for line in lines
    )


def test_cell_1_convolution_forward():
    inputs = np.random.uniform(size=(10, 3, 30, 30))
    params = {
        "kernel_h": 5,
        "kernel_w": 5,
        "pad": 0,
        "stride": 2,
        "in_channel": inputs.shape[1],
        "out_channel": 64,
    }
    layer = Convolution(params)
    out = layer.forward(inputs)
    theirs = functional.conv2d(single(inputs), single(layer.weights), stride=2)
    assert 0 < rel_error(out, theirs.numpy()) < 1e-6  # printed: 3.990660772975816e-07


def test_cell_2_convolution_backward(capsys):
    params = {
        "kernel_h": 3,
        "kernel_w": 3,
        "pad": 0,
        "stride": 2,
        "in_channel": 3,
        "out_channel": 10,
    }
    inputs = np.random.uniform(size=(10, 3, 10, 20))
    in_grads = np.random.uniform(size=(10, 10, 4, 9))
    check_grads_layer(Convolution(params), inputs, in_grads)
    errors = printed_errors(capsys.readouterr().out)
    assert list(errors) == ["inputs", "weights", "bias"]
    # printed: 1.4932430945544107e-11, 5.64255171696083e-13, 8.642318016673506e-13
    assert float(errors["inputs"]) < 1e-10
    assert float(errors["weights"]) < 1e-11
    assert float(errors["bias"]) < 1e-11


def test_cell_3_max_pooling_forward():
    inputs = np.random.uniform(size=(10, 3, 30, 30))
    params = {
        "pool_type": "max",
        "pool_height": 5,
        "pool_width": 5,
        "pad": 0,
        "stride": 2,
    }
    out = Pooling(params).forward(inputs)
    theirs = functional.max_pool2d(single(inputs), 5, stride=2)
    assert 0 < rel_error(out, theirs.numpy()) < 1e-7  # printed: 7.61550641696389e-09


def test_cell_5_fully_connected_forward():
    inputs = np.random.uniform(size=(10, 20))
    layer = FCLayer(in_features=inputs.shape[1], out_features=100)
    out = layer.forward(inputs)
    theirs = single(inputs) @ single(layer.weights)
    assert 0 < rel_error(out, theirs.numpy()) < 1e-6  # printed: 1.9344922343073387e-07


def test_cell_7_dropout_backward(capsys):
    np.random.seed(1234)
    inputs = np.random.uniform(size=(10, 10, 10, 20))
    in_grads = np.random.uniform(size=(10, 10, 10, 20))
    dropout = Dropout(0.1, seed=1234)
    dropout.set_mode(True)
    check_grads_layer(dropout, inputs, in_grads)
    errors = printed_errors(capsys.readouterr().out)
    # nothing but rounding, and still the same digits
    assert float(errors["inputs"]) == pytest.approx(3.977519800006909e-12, rel=1e-9)


def test_cell_8_softmax_cross_entropy_forward():
    inputs = np.random.uniform(size=(10, 10))
    targets = np.random.randint(10, size=10)
    out, _ = SoftmaxCrossEntropy(10).forward(inputs, targets)
    theirs = functional.cross_entropy(torch.tensor(inputs), torch.tensor(targets))
    assert rel_error(out, theirs.numpy()) < 1e-15  # printed: 9.377699188976416e-17


def test_cell_11_loss_and_penalty_of_the_network_before_training():
    model, penalty = MNISTNet(), L2(w=0.001)
    model.compile(SGD(), SoftmaxCrossEntropy(num_class=10), penalty)
    images = np.random.uniform(size=(30, 1, 28, 28)).astype(np.float32)
    loss, _ = model.forward(images, np.random.randint(10, size=30))
    assert f"{loss:.5f}" == "2.30259"
    # printed: 0.005269938172136857; the penalty's deviation over draws is 0.00002
    assert penalty.forward(model.get_params()[0]) == pytest.approx(0.00527, abs=0.0001)
