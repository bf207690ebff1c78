"""The update rules: seed 000's arrays, PyTorch's rules, what a step leaves alone."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sequential.grad_check import rel_error
from sequential.mlp.layer_utils import fc, gelu, sequential
from sequential.optim import SGD, Adam, Optimizer

seeds = st.integers(0, 2**32 - 1)


def seed_net(name):
    """Return the one-layer network of seed 000's optimizer tests."""
    net = sequential(fc(4, 5, name=name))
    w = np.linspace(-0.4, 0.6, num=20).reshape(4, 5)
    dw = np.linspace(-0.6, 0.4, num=20).reshape(4, 5)
    net.layers[0].params = {f"{name}_w": w}
    net.layers[0].grads = {f"{name}_w": dw}
    return net


def test_sgd_with_weight_decay_gives_seed_000s_array_and_error():
    net = seed_net("sgd_fc")
    SGD(net, 1e-3, 1e-4).step()
    expected_updated_w = np.array(
        [
            [-0.39936, -0.34678632, -0.29421263, -0.24163895, -0.18906526],
            [-0.13649158, -0.08391789, -0.03134421, 0.02122947, 0.07380316],
            [0.12637684, 0.17895053, 0.23152421, 0.28409789, 0.33667158],
            [0.38924526, 0.44181895, 0.49439263, 0.54696632, 0.59954],
        ]
    )
    error = rel_error(net.layers[0].params["sgd_fc_w"], expected_updated_w)
    assert error == pytest.approx(8.677112905190533e-08, rel=1e-4)


def test_adam_gives_seed_000s_arrays_and_errors():
    net = seed_net("adam_fc")
    optimizer = Adam(net, 1e-2, 0.9, 0.999, t=5)
    optimizer.mt = {"adam_fc_w": np.linspace(0.6, 0.9, num=20).reshape(4, 5)}
    optimizer.vt = {"adam_fc_w": np.linspace(0.7, 0.5, num=20).reshape(4, 5)}
    optimizer.step()
    expected_updated_w = np.array(
        [
            [-0.40094747, -0.34836187, -0.29577703, -0.24319299, -0.19060977],
            [-0.1380274, -0.08544591, -0.03286534, 0.01971428, 0.0722929],
            [0.1248705, 0.17744702, 0.23002243, 0.28259667, 0.33516969],
            [0.38774145, 0.44031188, 0.49288093, 0.54544852, 0.59801459],
        ]
    )
    expected_v = np.array(
        [
            [0.69966, 0.68908382, 0.67851319, 0.66794809, 0.65738853],
            [0.64683452, 0.63628604, 0.6257431, 0.61520571, 0.60467385],
            [0.59414753, 0.58362676, 0.57311152, 0.56260183, 0.55209767],
            [0.54159906, 0.53110598, 0.52061845, 0.51013645, 0.49966],
        ]
    )
    expected_m = np.array(
        [
            [0.48, 0.49947368, 0.51894737, 0.53842105, 0.55789474],
            [0.57736842, 0.59684211, 0.61631579, 0.63578947, 0.65526316],
            [0.67473684, 0.69421053, 0.71368421, 0.73315789, 0.75263158],
            [0.77210526, 0.79157895, 0.81105263, 0.83052632, 0.85],
        ]
    )
    error = rel_error(expected_updated_w, net.layers[0].params["adam_fc_w"])
    assert error == pytest.approx(1.1395691798535431e-07, rel=1e-4)
    error = rel_error(expected_m, optimizer.mt["adam_fc_w"])
    assert error == pytest.approx(4.214963193114416e-09, rel=1e-4)
    error = rel_error(expected_v, optimizer.vt["adam_fc_w"])
    assert error == pytest.approx(4.208314038113071e-09, rel=1e-4)
    assert optimizer.t == 6


def train_beside_pytorch(net, ours, make_theirs, rng):
    """Take four steps with the same random gradients; return both sides' parameters."""
    theirs = {n: torch.tensor(p.copy()) for n, p in net.params.items()}
    optimizer = make_theirs(list(theirs.values()))
    for _ in range(4):
        for name, param in theirs.items():
            grad = rng.randn(*param.shape)
            net.assign_grads(name, grad)
            param.grad = torch.tensor(grad)
        ours.step()
        optimizer.step()
    net.gather_params()
    return net.params, {name: param.numpy() for name, param in theirs.items()}


def two_layers(d, m):
    return sequential(fc(d, m, 1.0, "a"), gelu(), fc(m, d, 1.0, "b"))


@settings(max_examples=20, deadline=None)
@given(
    d=st.integers(1, 5),
    m=st.integers(1, 5),
    lr=st.floats(1e-4, 1.0),
    decay=st.floats(0.0, 0.5),
    seed=seeds,
)
def test_sgd_agrees_with_pytorch_whose_decay_is_times_the_rate(
    torch_says, d, m, lr, decay, seed
):
    rng = np.random.RandomState(seed)
    net = two_layers(d, m)
    ours, theirs = train_beside_pytorch(
        net,
        SGD(net, lr, weight_decay=decay),
        lambda params: torch.optim.SGD(params, lr, weight_decay=decay / lr),
        rng,
    )
    for name, param in ours.items():
        torch_says.agrees(param, theirs[name])


@settings(max_examples=20, deadline=None)
@given(
    d=st.integers(1, 5),
    m=st.integers(1, 5),
    lr=st.floats(1e-4, 0.1),
    beta1=st.floats(0.0, 0.99),
    beta2=st.floats(0.5, 0.9999),
    decay=st.floats(0.0, 0.5),
    seed=seeds,
)
def test_adam_agrees_with_pytorchs_adamw_over_several_layers(
    torch_says, d, m, lr, beta1, beta2, decay, seed
):
    rng = np.random.RandomState(seed)
    net = two_layers(d, m)
    optimizer = Adam(net, lr, beta1, beta2, eps=1e-6)

    def adamw(params):
        return torch.optim.AdamW(params, lr, (beta1, beta2), 1e-6, weight_decay=0)

    ours, theirs = train_beside_pytorch(net, optimizer, adamw, rng)
    for name, param in ours.items():
        torch_says.agrees(param, theirs[name])
    # the decay is a term of its own, with the parameter as it was before the step
    before = dict(ours)
    decaying = Adam(net, lr, beta1, beta2, optimizer.t, 1e-6, weight_decay=decay)
    decaying.mt, decaying.vt = dict(optimizer.mt), dict(optimizer.vt)
    optimizer.step()
    net.gather_params()
    without = dict(net.params)
    for name, param in before.items():
        net.assign(name, param)
    decaying.step()
    net.gather_params()
    for name, param in before.items():
        torch_says.agrees(net.params[name], without[name] - decay * param)


def test_adam_counts_steps_not_layers():
    net = two_layers(2, 3)
    for name, param in net.params.items():
        net.assign_grads(name, np.ones_like(param))
    optimizer = Adam(net)
    optimizer.step()
    optimizer.step()
    assert optimizer.t == 2
    assert optimizer.mt.keys() == optimizer.vt.keys() == net.params.keys()


OPTIMIZERS = {"sgd": SGD, "adam": Adam}


@pytest.mark.parametrize("make", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_defaults_are_the_courses(make):
    optimizer = make(two_layers(2, 3))
    assert optimizer.lr == (1e-3 if make is Adam else 1e-4)
    assert optimizer.weight_decay == 0
    if make is Adam:
        assert (optimizer.beta1, optimizer.beta2) == (0.9, 0.999)
        assert (optimizer.t, optimizer.eps) == (0, 1e-8)


@pytest.mark.parametrize("make", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_a_step_makes_new_arrays_in_float32_and_changes_none_in_place(make):
    net = two_layers(2, 3)
    arrays = {}
    for name, param in net.params.items():
        value, grad = param.astype(np.float32), np.ones(param.shape, np.float32)
        net.assign(name, value)
        net.assign_grads(name, grad)
        arrays[name] = value, grad, value.copy()
    optimizer = make(net, lr=0.1, weight_decay=0.01)
    optimizer.step()
    net.gather_params()
    for name, (value, grad, before) in arrays.items():
        np.testing.assert_array_equal(value, before)
        np.testing.assert_array_equal(grad, np.ones(grad.shape))
        assert net.params[name].dtype == np.float32
        assert np.all(net.params[name] < before)


@pytest.mark.parametrize("make", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_a_step_before_any_backward_names_the_parameter(make):
    with pytest.raises(ValueError, match="a_w has no gradient"):
        make(two_layers(2, 3)).step()


def test_the_base_class_has_no_rule():
    net = seed_net("fc")
    with pytest.raises(NotImplementedError, match="Optimizer has no update rule"):
        Optimizer(net).step()
