"""The networks against PyTorch's, and what they promise about parameters and modes."""

import numpy as np
import pytest
import torch
from functional.classifiers import FullyConnectedNet, ThreeLayerConvNet, TwoLayerNet
from functional.nndl import fc_net as nndl_fc_net
from functional.nndl import neural_net
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

thorough = settings(max_examples=25, deadline=None)
sizes = st.integers(1, 6)
regs = st.floats(0, 5)


def randomise(net, rng):
    """Give the network parameters none of which is zero or one."""
    for name, param in net.params.items():
        net.params[name] = 0.5 * rng.standard_normal(param.shape)


def compare(torch_says, net, scores, X, y, reg):
    """Compare scores, loss and gradients with those of PyTorch's `scores`."""
    names = list(net.params)

    def their_loss(*params):
        p = dict(zip(names, params, strict=True))
        penalty = sum((p[name] ** 2).sum() for name in names if name[0] == "W")
        return (
            functional.cross_entropy(scores(p), torch.tensor(y)) + 0.5 * reg * penalty
        )

    loss, grads = net.loss(X, y)
    want, gradients = torch_says.gradients(their_loss, 1.0, *net.params.values())
    torch_says.agrees(loss, want)
    assert set(grads) == set(names)
    for name, gradient in zip(names, gradients, strict=True):
        torch_says.agrees(grads[name], gradient)


def mlp(X, layers, normalize=lambda hidden, gamma, beta: hidden, masks=None):
    """Return a function from parameters to scores."""

    def scores(p):
        hidden = torch.flatten(torch.tensor(X), 1)
        for i in range(1, layers):
            hidden = hidden @ p[f"W{i}"] + p[f"b{i}"]
            hidden = normalize(hidden, p.get(f"gamma{i}"), p.get(f"beta{i}"))
            hidden = functional.relu(hidden)
            hidden = hidden * masks[i - 1] if masks else hidden
        return hidden @ p[f"W{layers}"] + p[f"b{layers}"]

    return scores


def batch(rng, N, shape, C):
    return rng.standard_normal((N, *shape)), rng.integers(C, size=N)


@pytest.mark.parametrize("kind", [TwoLayerNet, nndl_fc_net.TwoLayerNet])
@thorough
@given(N=sizes, D=sizes, H=sizes, C=sizes, reg=regs, seed=sizes)
def test_two_layer_nets(torch_says, kind, N, D, H, C, reg, seed):
    rng = np.random.default_rng(seed)
    net = kind(2 * D, H, C, reg=reg)
    randomise(net, rng)
    X, y = batch(rng, N, (2, D), C)
    compare(torch_says, net, mlp(X, 2), X, y, reg)


@thorough
@given(sizes, sizes, sizes, sizes, regs, sizes)
def test_monolithic_two_layer_net(torch_says, N, D, H, C, reg, seed):
    rng = np.random.default_rng(seed)
    net = neural_net.TwoLayerNet(D, H, C)
    randomise(net, rng)
    X, y = batch(rng, N, (D,), C)

    def their_loss(W1, b1, W2, b2):
        scores = functional.relu(torch.tensor(X) @ W1.T + b1) @ W2.T + b2
        penalty = 0.5 * reg * ((W1**2).sum() + (W2**2).sum())
        return functional.cross_entropy(scores, torch.tensor(y)) + penalty

    loss, grads = net.loss(X, y, reg)
    want, gradients = torch_says.gradients(their_loss, 1.0, *net.params.values())
    torch_says.agrees(loss, want)
    for name, gradient in zip(net.params, gradients, strict=True):
        torch_says.agrees(grads[name], gradient)


def torch_normalize(normalization):
    if normalization == "batchnorm":
        return lambda hidden, gamma, beta: functional.batch_norm(
            hidden, None, None, gamma, beta, training=True
        )
    if normalization == "layernorm":
        return lambda hidden, gamma, beta: functional.layer_norm(
            hidden, hidden.shape[1:], gamma, beta
        )
    return lambda hidden, gamma, beta: hidden


@pytest.mark.parametrize("normalization", [None, "batchnorm", "layernorm"])
@thorough
@given(
    N=st.integers(2, 6),
    hidden_dims=st.lists(st.integers(2, 6), max_size=3),
    reg=regs,
    seed=sizes,
)
def test_fully_connected_net(torch_says, normalization, N, hidden_dims, reg, seed):
    rng = np.random.default_rng(seed)
    net = FullyConnectedNet(
        hidden_dims, 6, 4, normalization=normalization, reg=reg, dtype=np.float64
    )
    randomise(net, rng)
    X, y = batch(rng, N, (3, 2), 4)
    scores = mlp(X, len(hidden_dims) + 1, torch_normalize(normalization))
    compare(torch_says, net, scores, X, y, reg)


@thorough
@given(st.integers(1, 6), st.lists(sizes, max_size=3), regs, sizes)
def test_nndl_fully_connected_net(torch_says, N, hidden_dims, reg, seed):
    rng = np.random.default_rng(seed)
    net = nndl_fc_net.FullyConnectedNet(hidden_dims, 6, 4, reg=reg, dtype=np.float64)
    randomise(net, rng)
    X, y = batch(rng, N, (3, 2), 4)
    compare(torch_says, net, mlp(X, len(hidden_dims) + 1), X, y, reg)


@thorough
@given(st.lists(sizes, min_size=1, max_size=3), st.floats(0.2, 0.9), sizes)
def test_fully_connected_net_with_dropout(torch_says, hidden_dims, keep, seed):
    rng = np.random.default_rng(seed)
    net = FullyConnectedNet(hidden_dims, 6, 4, keep, dtype=np.float64, seed=seed)
    randomise(net, rng)
    X, y = batch(rng, 5, (3, 2), 4)
    masks = []
    for units in hidden_dims:
        np.random.seed(seed)
        masks.append(torch.tensor((np.random.rand(5, units) < keep) / keep))
    compare(torch_says, net, mlp(X, len(hidden_dims) + 1, masks=masks), X, y, 0)


@thorough
@given(
    sizes=st.tuples(*[st.integers(1, 3)] * 5),
    filter_size=st.sampled_from([1, 3, 5]),
    reg=regs,
    seed=sizes,
)
def test_three_layer_conv_net(torch_says, sizes, filter_size, reg, seed):
    N, C, half_H, half_W, F = sizes
    rng = np.random.default_rng(seed)
    images = C, 2 * half_H, 2 * half_W
    net = ThreeLayerConvNet(images, F, filter_size, 5, 4, reg=reg, dtype=np.float64)
    randomise(net, rng)
    X, y = batch(rng, N, images, 4)

    def scores(p):
        pad = (filter_size - 1) // 2
        maps = functional.conv2d(torch.tensor(X), p["W1"], p["b1"], padding=pad)
        pooled = functional.max_pool2d(functional.relu(maps), 2)
        hidden = functional.relu(torch.flatten(pooled, 1) @ p["W2"] + p["b2"])
        return hidden @ p["W3"] + p["b3"]

    compare(torch_says, net, scores, X, y, reg)


def test_without_labels_networks_return_scores():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((4, 3, 2, 2))
    for net in (
        TwoLayerNet(12, 5, 3),
        FullyConnectedNet([5, 6], 12, 3),
        ThreeLayerConvNet((3, 2, 2), 4, 3, 5, 3),
        nndl_fc_net.TwoLayerNet(12, 5, 3),
        nndl_fc_net.FullyConnectedNet([5], 12, 3),
    ):
        assert net.loss(X).shape == (4, 3)


def test_weights_are_drawn_layer_by_layer():
    def gaussian(*shape):
        return 0.5 * np.random.randn(*shape)

    for make, shapes in [
        (lambda: TwoLayerNet(6, 5, 4, weight_scale=0.5), [(6, 5), (5, 4)]),
        (
            lambda: FullyConnectedNet([5, 3], 6, 4, weight_scale=0.5),
            [(6, 5), (5, 3), (3, 4)],
        ),
        (
            lambda: ThreeLayerConvNet((2, 4, 6), 3, 5, 7, 4, weight_scale=0.5),
            [(3, 2, 5, 5), (18, 7), (7, 4)],
        ),
        (lambda: nndl_fc_net.TwoLayerNet(6, 5, 4, weight_scale=0.5), [(6, 5), (5, 4)]),
        (lambda: neural_net.TwoLayerNet(6, 5, 4, std=0.5), [(5, 6), (4, 5)]),
    ]:
        np.random.seed(0)
        net = make()
        np.random.seed(0)
        for i, shape in enumerate(shapes, start=1):
            W = net.params[f"W{i}"]
            np.testing.assert_array_equal(W, gaussian(*shape).astype(W.dtype))
            b = net.params[f"b{i}"]
            assert b.size == (shape[0] if len(shape) == 4 else b.size)
            assert not b.any()


def test_parameters_of_a_normalised_network():
    net = FullyConnectedNet([5, 3], 6, 4, normalization="batchnorm")
    assert {name: param.shape for name, param in net.params.items()} == {
        **{"W1": (6, 5), "b1": (5,), "gamma1": (5,), "beta1": (5,)},
        **{"W2": (5, 3), "b2": (3,), "gamma2": (3,), "beta2": (3,)},
        **{"W3": (3, 4), "b3": (4,)},
    }
    assert (net.params["gamma2"] == 1).all()
    assert not net.params["beta2"].any()
    assert net.num_layers == 3
    assert net.bn_params == [{"mode": "train"}] * 2
    assert net.dropout_param == {}
    assert net.use_dropout is False


def test_labels_switch_between_training_and_testing():
    np.random.seed(0)
    net = FullyConnectedNet([50], 6, 4, 0.5, "batchnorm", weight_scale=1, seed=1)
    assert net.dropout_param == {"mode": "train", "p": 0.5, "seed": 1}
    X, y = np.random.randn(8, 6), np.arange(8) % 4
    net.loss(X, y)
    running_mean = net.bn_params[0]["running_mean"]
    scores = net.loss(X)
    assert net.dropout_param["mode"] == net.bn_params[0]["mode"] == "test"
    np.testing.assert_array_equal(net.bn_params[0]["running_mean"], running_mean)
    # one sample's scores don't depend on the others, and none of its units is dropped
    np.testing.assert_allclose(net.loss(X[:1]), scores[:1], rtol=1e-5)
    net.loss(X, y)
    assert net.dropout_param["mode"] == net.bn_params[0]["mode"] == "train"


def test_saved_parameters_can_be_loaded(tmp_path):
    net, other = TwoLayerNet(6, 5, 4), TwoLayerNet(6, 5, 4)
    net.save(str(tmp_path / "net.npy"))
    other.load(str(tmp_path / "net.npy"))
    assert set(other.params) == {"W1", "b1", "W2", "b2"}
    for name, param in net.params.items():
        np.testing.assert_array_equal(other.params[name], param)


def test_monolithic_net_keeps_the_histories_of_an_epoch():
    np.random.seed(0)
    X, y = np.random.randn(100, 4), np.arange(100) % 3
    net = neural_net.TwoLayerNet(4, 10, 3)
    history = net.train(X, y, X[:30], y[:30], num_iters=12, batch_size=25)
    # four steps an epoch: accuracies at steps 0, 4 and 8
    assert [len(h) for h in history.values()] == [12, 3, 3]
    assert list(history) == ["loss_history", "train_acc_history", "val_acc_history"]
    assert (net.predict(X) == net.loss(X).argmax(axis=1)).all()


def test_monolithic_net_lets_its_learning_rate_decay():
    X, y = np.ones((4, 1)), np.zeros(4, dtype=int)

    def distance(decay):
        np.random.seed(0)
        net = neural_net.TwoLayerNet(1, 1, 2)
        net.train(X, y, X, y, 1e-3, decay, reg=0, num_iters=2, batch_size=4)
        return net.params["b2"][0]

    # one step an epoch, of nearly the same gradient: 1 + 1 to 1 + 0.1 steps
    assert distance(0.1) / distance(1.0) == pytest.approx(1.1 / 2, rel=1e-3)


def test_monolithic_net_refuses_samples_of_other_features():
    with pytest.raises(ValueError, match=r"\(2, 3\).*\(5, 4\)"):
        neural_net.TwoLayerNet(4, 5, 3).loss(np.ones((2, 3)))
