"""Convolution and max pooling: against seed 000, PyTorch, and windows of any kind."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sequential.cnn.layer_utils import ConvLayer2D, MaxPoolingLayer
from sequential.grad_check import eval_numerical_gradient_array, rel_error

seeds = st.integers(0, 2**32 - 1)


@st.composite
def windows(draw, padded):
    """Draw sizes of images, not square, and of windows that fit but needn't tile."""
    k, s = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    p = draw(st.integers(0, 4)) if padded else 0
    smallest = max(k - 2 * p, 1)
    n, c = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    height, width = (draw(st.integers(smallest, smallest + 6)) for _ in range(2))
    return (n, height, width, c), k, s, p


@settings(max_examples=80, deadline=None)
@given(sizes=windows(padded=True), filters=st.integers(1, 4), seed=seeds)
def test_convolution_agrees_with_pytorch(torch_says, sizes, filters, seed):
    shape, k, s, p = sizes
    rng = np.random.RandomState(seed)
    x, w, b = rng.randn(*shape), rng.randn(k, k, shape[3], filters), rng.randn(filters)
    layer = ConvLayer2D(shape[3], k, filters, stride=s, padding=p)
    layer.params = {"conv_w": w, "conv_b": b}
    out = layer.forward(x)
    assert out.shape == tuple(layer.get_output_size(shape))
    dout = rng.randn(*out.shape)

    def theirs(x, w, b):
        images = x.permute(0, 3, 1, 2).contiguous()
        kernels = w.permute(3, 2, 0, 1).contiguous()
        out = torch.nn.functional.conv2d(images, kernels, b, stride=s, padding=p)
        return out.permute(0, 2, 3, 1)

    right, gradients = torch_says.gradients(theirs, dout, x, w, b)
    torch_says.agrees(out, right)
    ours = layer.backward(dout), layer.grads["conv_w"], layer.grads["conv_b"]
    for mine, theirs_ in zip(ours, gradients, strict=True):
        torch_says.agrees(mine, theirs_)


@settings(max_examples=80, deadline=None)
@given(sizes=windows(padded=False), seed=seeds, ties=st.booleans())
def test_max_pooling_agrees_with_pytorch_also_where_maxima_tie(
    torch_says, sizes, seed, ties
):
    shape, k, s, _ = sizes
    rng = np.random.RandomState(seed)
    x = rng.randint(3, size=shape).astype(float) if ties else rng.randn(*shape)
    layer = MaxPoolingLayer(k, s, "pool")
    out = layer.forward(x)
    dout = rng.randn(*out.shape)

    def theirs(x):
        pooled = torch.nn.functional.max_pool2d(x.permute(0, 3, 1, 2), k, stride=s)
        return pooled.permute(0, 2, 3, 1)

    right, (dx,) = torch_says.gradients(theirs, dout, x)
    torch_says.agrees(out, right)
    torch_says.agrees(layer.backward(dout), dx)


def test_output_size_is_seed_000s():
    layer = ConvLayer2D(3, 4, 16, stride=2, padding=3)
    assert list(layer.get_output_size((32, 28, 28, 3))) == [32, 16, 16, 16]


def test_conv_forward_gives_seed_000s_array_and_difference():
    image = np.linspace(-0.1, 0.4, num=64).reshape(1, 8, 8, 1)
    layer = ConvLayer2D(1, 5, 2, name="conv_test")
    layer.params[layer.w_name] = np.linspace(-0.2, 0.2, num=50).reshape(5, 5, 1, 2)
    layer.params[layer.b_name] = np.linspace(-0.3, 0.3, num=2)
    out = layer.forward(image)
    first = [
        [-0.03874312, -0.03955296, -0.04036281, -0.04117266],
        [-0.0452219, -0.04603175, -0.04684159, -0.04765144],
        [-0.05170068, -0.05251053, -0.05332038, -0.05413022],
        [-0.05817946, -0.05898931, -0.05979916, -0.06060901],
    ]
    second = [
        [0.57000324, 0.57081309, 0.57162293, 0.57243278],
        [0.57648202, 0.57729187, 0.57810172, 0.57891156],
        [0.5829608, 0.58377065, 0.5845805, 0.58539035],
        [0.58943959, 0.59024943, 0.59105928, 0.59186913],
    ]
    correct_out = np.stack([first, second], axis=-1)[np.newaxis]
    assert out.shape == (1, 4, 4, 2)
    difference = rel_error(out, correct_out)
    assert difference == pytest.approx(5.110565335399418e-08, rel=1e-4)


def test_conv_backward_stays_within_seed_000s_errors():
    rng = np.random.RandomState(0)
    img, dout = rng.randn(3, 8, 8, 3), rng.randn(3, 4, 4, 5)
    layer = ConvLayer2D(3, 4, 5, stride=2, padding=1, name="conv_test")
    w, b = rng.randn(4, 4, 3, 5), rng.randn(5)
    layer.params = {layer.w_name: w, layer.b_name: b}

    def forward(_):
        return layer.forward(img)

    numeric = [eval_numerical_gradient_array(forward, v, dout) for v in (img, w, b)]
    layer.forward(img)
    assert rel_error(numeric[0], layer.backward(dout)) < 1e-6
    assert rel_error(numeric[1], layer.grads[layer.w_name]) < 1e-6
    assert rel_error(numeric[2], layer.grads[layer.b_name]) < 1e-6


def test_max_pooling_gives_seed_000s_array_and_difference():
    image = np.linspace(-0.1, 0.4, num=64).reshape(1, 8, 8, 1)
    out = MaxPoolingLayer(pool_size=4, stride=2, name="pool").forward(image)
    correct_out = np.array(
        [
            [0.11428571, 0.13015873, 0.14603175],
            [0.24126984, 0.25714286, 0.27301587],
            [0.36825397, 0.38412698, 0.4],
        ]
    ).reshape(1, 3, 3, 1)
    difference = rel_error(out, correct_out)
    assert difference == pytest.approx(1.8750000280978013e-08, rel=1e-4)


def test_max_pooling_backward_stays_within_seed_000s_error():
    rng = np.random.RandomState(0)
    img, dout = rng.randn(4, 8, 8, 3), rng.randn(4, 3, 3, 3)
    layer = MaxPoolingLayer(pool_size=4, stride=2, name="pool")
    numeric = eval_numerical_gradient_array(layer.forward, img, dout)
    layer.forward(img)
    assert rel_error(numeric, layer.backward(dout)) < 1e-8


def test_weights_are_gaussian_of_the_asked_scale_and_biases_zero():
    np.random.seed(0)
    w = ConvLayer2D(8, 5, 30, init_scale=0.5).params["conv_w"]
    np.random.seed(0)
    np.testing.assert_array_equal(w, 0.5 * np.random.randn(5, 5, 8, 30))
    np.random.seed(0)
    params = ConvLayer2D(8, 5, 30, name="c").params
    assert abs(params["c_w"].std() - 0.02) < 0.001
    np.testing.assert_array_equal(params["c_b"], np.zeros(30))


LAYERS = {
    "conv": lambda: ConvLayer2D(3, 3, 2, stride=2, padding=1),
    "pool": lambda: MaxPoolingLayer(3, 2, "pool"),
}


@pytest.mark.parametrize("make", LAYERS.values(), ids=LAYERS)
def test_backward_uses_up_the_forward(make):
    layer, x = make(), np.random.RandomState(0).randn(2, 7, 8, 3)
    out = layer.forward(x)
    assert layer.meta is x
    layer.backward(out)
    assert layer.meta is None
    with pytest.raises(ValueError, match="without a forward"):
        layer.backward(out)


@pytest.mark.parametrize("make", LAYERS.values(), ids=LAYERS)
def test_float32_stays_float32_whatever_the_strides_and_inputs_stay_unchanged(make):
    layer = make()
    layer.params = {name: p.astype(np.float32) for name, p in layer.params.items()}
    wide = np.random.RandomState(0).randn(3, 16, 18, 4).astype(np.float32)
    x = wide.transpose(0, 2, 1, 3)[::-2, 1::2, ::-2, :3]
    before = x.copy()
    out = layer.forward(x)
    dout = np.asfortranarray(out)
    dout_before = dout.copy()
    dx = layer.backward(dout)
    assert out.dtype == dx.dtype == np.float32
    assert all(grad.dtype == np.float32 for grad in layer.grads.values())
    assert dx.shape == x.shape
    np.testing.assert_array_equal(x, before)
    np.testing.assert_array_equal(dout, dout_before)


@pytest.mark.parametrize("make", LAYERS.values(), ids=LAYERS)
@pytest.mark.parametrize("shape", [(7, 8, 3), (2, 7, 0, 3)])
def test_images_that_do_not_fit_are_named_with_what_would(make, shape):
    with pytest.raises(ValueError, match=r"of at least \d by \d pixels, not \([27], "):
        make().forward(np.ones(shape))


def test_images_with_too_few_channels_are_named_with_what_would_fit():
    with pytest.raises(ValueError, match=r"\(N, H, W, 3\), not \(2, 7, 8, 1\)"):
        LAYERS["conv"]().forward(np.ones((2, 7, 8, 1)))


@pytest.mark.parametrize("make", LAYERS.values(), ids=LAYERS)
def test_backward_names_both_shapes_of_a_gradient_that_does_not_fit(make):
    layer = make()
    layer.forward(np.ones((2, 7, 7, 3)))
    with pytest.raises(ValueError, match=r"\(2, 7, 7, 3\).*\(2, \d, \d, \d\)"):
        layer.backward(np.ones((2, 7, 7, 3)))
