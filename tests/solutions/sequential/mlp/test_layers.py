"""fc, flatten, gelu, dropout: against seed 000, PyTorch, and what could go wrong."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sequential.grad_check import eval_numerical_gradient_array, rel_error
from sequential.mlp.layer_utils import dropout, fc, flatten, gelu, reset_seed

sizes = st.integers(1, 7)
seeds = st.integers(0, 2**32 - 1)


def seed_fc():
    """Return layers and images of seed 000, "FC Forward"."""
    x = np.linspace(-0.1, 0.4, num=504).reshape(3, 7, 6, 4)
    layer = fc(168, 4, init_scale=0.02, name="fc_test")
    layer.params[layer.w_name] = np.linspace(-0.2, 0.2, num=672).reshape(168, 4)
    layer.params[layer.b_name] = np.linspace(-0.3, 0.3, num=4)
    return flatten(name="flatten_test"), layer, x


def test_fc_forward_gives_seed_000s_array_and_difference():
    flat, layer, x = seed_fc()
    correct_out = np.array(
        [
            [0.63910291, 0.83740057, 1.03569824, 1.23399591],
            [0.61401587, 0.82903823, 1.04406058, 1.25908294],
            [0.58892884, 0.82067589, 1.05242293, 1.28416997],
        ]
    )
    difference = rel_error(layer.forward(flat.forward(x)), correct_out)
    assert difference == pytest.approx(4.026016656214849e-09, rel=1e-4)


def test_fc_backward_stays_within_seed_000s_errors():
    rng = np.random.RandomState(0)
    inp, dout = rng.randn(15, 2, 2, 3), rng.randn(15, 15)
    w, b = rng.randn(12, 15), rng.randn(15)
    flat, layer = flatten(), fc(12, 15, 5e-2)
    layer.params = {"fc_w": w, "fc_b": b}
    x = flat.forward(inp)

    def forward(_):
        return layer.forward(x)

    numeric = [eval_numerical_gradient_array(forward, v, dout) for v in (x, w, b)]
    layer.forward(x)
    dx = layer.backward(dout)
    assert rel_error(numeric[0], dx) < 1e-7
    assert rel_error(numeric[1], layer.grads["fc_w"]) < 1e-7
    assert rel_error(numeric[2], layer.grads["fc_b"]) < 1e-7
    assert flat.backward(dx).shape == (15, 2, 2, 3)


@settings(max_examples=40, deadline=None)
@given(n=sizes, d=sizes, m=sizes, seed=seeds)
def test_fc_agrees_with_pytorch(torch_says, n, d, m, seed):
    rng = np.random.RandomState(seed)
    x, w, b, dout = rng.randn(n, d), rng.randn(d, m), rng.randn(m), rng.randn(n, m)
    layer = fc(d, m)
    layer.params = {"fc_w": w, "fc_b": b}
    out, gradients = torch_says.gradients(lambda x, w, b: x @ w + b, dout, x, w, b)
    torch_says.agrees(layer.forward(x), out)
    ours = layer.backward(dout), layer.grads["fc_w"], layer.grads["fc_b"]
    for mine, theirs in zip(ours, gradients, strict=True):
        torch_says.agrees(mine, theirs)


@settings(max_examples=25, deadline=None)
@given(shape=st.lists(sizes, min_size=1, max_size=5), seed=seeds)
def test_flatten_keeps_the_order_and_its_backward_the_shape(shape, seed):
    x = np.random.RandomState(seed).randn(*shape)
    layer = flatten()
    out = layer.forward(x)
    assert out.shape == (shape[0], x[0].size)
    np.testing.assert_array_equal(out.ravel(), x.ravel())
    np.testing.assert_array_equal(layer.backward(out), x)


def test_fc_draws_gaussian_weights_of_its_scale_from_the_global_generator():
    reset_seed(3)
    layer = fc(40, 50, name="a")
    reset_seed(3)
    np.testing.assert_array_equal(layer.params["a_w"], 0.002 * np.random.randn(40, 50))
    np.testing.assert_array_equal(layer.params["a_b"], np.zeros(50))
    assert (layer.w_name, layer.b_name) == ("a_w", "a_b")


@settings(max_examples=40, deadline=None)
@given(shape=st.lists(sizes, min_size=1, max_size=4), seed=seeds)
def test_gelu_agrees_with_pytorchs_tanh_form(torch_says, shape, seed):
    rng = np.random.RandomState(seed)
    x, dout = 3 * rng.randn(*shape), rng.randn(*shape)
    out, (dx,) = torch_says.gradients(
        lambda x: torch.nn.functional.gelu(x, approximate="tanh"), dout, x
    )
    layer = gelu()
    torch_says.agrees(layer.forward(x), out)
    torch_says.agrees(layer.backward(dout), dx)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_gelu_is_the_identity_or_zero_far_out_without_a_warning(dtype):
    x = np.array([-1e3, -300.0, 0.0, 300.0, 1e3], dtype)
    layer = gelu()
    np.testing.assert_array_equal(layer.forward(x), np.maximum(x, 0))
    slope = layer.backward(np.ones_like(x))
    np.testing.assert_array_equal(slope, np.array([0, 0, 0.5, 1, 1], dtype))


@pytest.mark.parametrize("keep_prob", [0, 0.25, 0.5, 0.75, 1])
def test_dropout_on_seed_000s_probabilities(keep_prob):
    x = np.random.RandomState(0).randn(100, 100) + 5.0
    layer = dropout(keep_prob=keep_prob, seed=1)
    out = layer.forward(x, True)
    dropped = 1 - keep_prob if keep_prob else 0
    # 10000 draws: six standard errors are 0.03 of a share, a little more of the mean
    assert np.mean(out == 0) == pytest.approx(dropped, abs=0.03)
    assert out.mean() == pytest.approx(x.mean(), abs=0.6)
    np.testing.assert_array_equal(layer.forward(x, False), x)
    if keep_prob in (0, 1):
        np.testing.assert_array_equal(out, x)


def test_dropout_scales_what_it_keeps_and_blocks_the_rest_backwards_too():
    x = np.random.RandomState(0).randn(30, 40) + 5
    layer = dropout(0.75, seed=100)
    out = layer.forward(x, True, seed=1)
    np.testing.assert_allclose(out[layer.kept], x[layer.kept] / 0.75)
    assert np.all(out[~layer.kept] == 0)
    dout = np.ones_like(x)
    np.testing.assert_allclose(layer.backward(dout), layer.kept / 0.75)


def test_dropout_backward_passes_everything_after_a_forward_in_testing():
    x = np.random.RandomState(0).randn(6, 7)
    layer = dropout(0.5, seed=2)
    layer.forward(x, True)
    layer.backward(x)
    layer.forward(x, False)
    np.testing.assert_array_equal(layer.backward(x), x)


def test_dropout_backward_stays_within_seed_000s_error():
    rng = np.random.RandomState(0)
    x, dout = rng.randn(5, 5) + 5, rng.randn(5, 5)
    layer = dropout(0.75, seed=100)
    layer.forward(x, True, seed=1)
    dx = layer.backward(dout)
    numeric = eval_numerical_gradient_array(
        lambda x: layer.forward(x, True, seed=1), x, dout
    )
    assert rel_error(dx, numeric) < 1e-9


def test_dropout_repeats_its_mask_for_a_seed_and_goes_on_without_one():
    x = np.ones((50, 50))
    first, second = dropout(0.5, seed=7), dropout(0.5, seed=7)
    one = first.forward(x)
    np.testing.assert_array_equal(one, second.forward(x))
    assert np.any(one != first.forward(x))
    again = first.forward(x, True, seed=3)
    np.testing.assert_array_equal(again, first.forward(x, True, seed=3))
    assert isinstance(first.rng, np.random.RandomState)


@pytest.mark.parametrize("keep_prob", [-0.1, 1.1, float("nan")])
def test_dropout_refuses_what_is_no_probability(keep_prob):
    with pytest.raises(AssertionError, match=r"not within \[0, 1\]"):
        dropout(keep_prob)


LAYERS = {
    "fc": (lambda: fc(4, 3), (5, 4)),
    "flatten": (flatten, (5, 2, 3)),
    "gelu": (gelu, (5, 4)),
    "dropout": (lambda: dropout(0.5), (5, 4)),
}


@pytest.mark.parametrize(("make", "shape"), LAYERS.values(), ids=LAYERS)
def test_backward_uses_up_the_forward(make, shape):
    layer, x = make(), np.ones(shape)
    assert layer.meta is None
    out = layer.forward(x)
    assert layer.meta is x
    layer.backward(out)
    assert layer.meta is None
    with pytest.raises(ValueError, match="without a forward"):
        layer.backward(out)


@pytest.mark.parametrize(("make", "shape"), LAYERS.values(), ids=LAYERS)
def test_backward_names_both_shapes_of_a_gradient_that_does_not_fit(make, shape):
    layer = make()
    out = layer.forward(np.ones(shape))
    with pytest.raises(ValueError, match=rf"\(9, 9\).*\({out.shape[0]}, "):
        layer.backward(np.ones((9, 9)))


@pytest.mark.parametrize(("make", "shape"), LAYERS.values(), ids=LAYERS)
def test_float32_stays_float32_whatever_the_strides_and_inputs_stay_unchanged(
    make, shape
):
    layer = make()
    layer.params = {name: p.astype(np.float32) for name, p in layer.params.items()}
    wide = np.random.RandomState(0).randn(*(2 * n for n in shape)).astype(np.float32)
    x = wide[tuple(slice(None, None, -2) for _ in shape)]
    before = x.copy()
    out = layer.forward(x)
    dout = np.asfortranarray(out)
    dout_before = dout.copy()
    dx = layer.backward(dout)
    assert out.dtype == dx.dtype == np.float32
    assert all(grad.dtype == np.float32 for grad in layer.grads.values())
    np.testing.assert_array_equal(x, before)
    np.testing.assert_array_equal(dout, dout_before)
    assert dx.shape == x.shape


@pytest.mark.parametrize("shape", [(2, 5), (4,), (2, 2, 2)])
def test_fc_names_both_shapes_of_features_that_do_not_fit(shape):
    with pytest.raises(ValueError, match=r"\(N, 4\), not \("):
        fc(4, 3).forward(np.ones(shape))
