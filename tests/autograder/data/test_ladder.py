"""Better kinds of models must do better on the synthetic images.

PyTorch trains the models: what is tested is the images, not the model solutions.
"""

import numpy as np
import pytest
import torch
from functional.data_utils import load_CIFAR10
from torch import nn

from autograder.data import Size, find_dataset, synthesise

WIDTH = 100
ITERATIONS = 600


@pytest.fixture(autouse=True)
def one_thread():
    """Spare the machine: PyTorch's threads wait for each other by spinning."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    """As many training images as there are by default, more to measure on."""
    dest = tmp_path_factory.mktemp("datasets")
    synthesise(find_dataset("cifar10"), dest, Size(train=2500, test=2000))
    X, y, X_test, y_test = load_CIFAR10(dest / "cifar-10-batches-py")
    mean = X.mean(axis=0)

    def tensor(images):
        centred = (images - mean) / 50
        return torch.tensor(centred.transpose(0, 3, 1, 2), dtype=torch.float32)

    return tensor(X), torch.tensor(y), tensor(X_test), torch.tensor(y_test)


def softmax():
    return nn.Sequential(nn.Flatten(), nn.Linear(3072, 10))


def two_layer_net():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(3072, WIDTH), nn.ReLU(), nn.Linear(WIDTH, 10)
    )


def deep_net():
    layers = [nn.Flatten()]
    for fan_in in (3072, WIDTH, WIDTH, WIDTH):
        layers += [nn.Linear(fan_in, WIDTH), nn.BatchNorm1d(WIDTH), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(WIDTH, 10))


def conv_net():
    return nn.Sequential(
        nn.Conv2d(3, 32, 7, padding=3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(32 * 16 * 16, WIDTH),
        nn.ReLU(),
        nn.Linear(WIDTH, 10),
    )


def accuracy(make, images, iterations=ITERATIONS):
    X, y, X_test, y_test = images
    torch.manual_seed(0)
    net = make()
    adam = torch.optim.Adam(net.parameters(), lr=1e-3, weight_decay=1e-4)
    decay = torch.optim.lr_scheduler.CosineAnnealingLR(adam, iterations)
    for _ in range(iterations):
        batch = torch.randint(len(y), (100,))
        loss = nn.functional.cross_entropy(net(X[batch]), y[batch])
        adam.zero_grad()
        loss.backward()
        adam.step()
        decay.step()
    net.eval()
    with torch.no_grad():
        return (net(X_test).argmax(dim=1) == y_test).float().mean().item()


def test_each_kind_of_model_is_clearly_better_than_the_one_before(images):
    ladder = [
        accuracy(softmax, images),
        accuracy(two_layer_net, images),
        accuracy(deep_net, images),
        accuracy(conv_net, images, iterations=300),
    ]
    assert ladder[0] > 0.25
    assert np.all(np.diff(ladder) > 0.03), ladder
    assert ladder[-1] < 0.9
