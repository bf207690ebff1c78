"""The fast layers against the naive ones, in whatever geometry."""

import numpy as np
import pytest
from functional import fast_layers, layers
from hypothesis import given, settings
from hypothesis import strategies as st

seeds = st.integers(0, 2**32 - 1)
thorough = settings(max_examples=60, deadline=None)


@thorough
@given(
    sizes=st.tuples(*[st.integers(1, 4)] * 5),
    stride=st.integers(1, 4),
    pad=st.integers(0, 3),
    rest=st.tuples(*[st.integers(0, 6)] * 2),
    at_a_time=st.sampled_from([1, 100, 2**17]),
    seed=seeds,
)
def test_convolution(monkeypatch_module, sizes, stride, pad, rest, at_a_time, seed):
    N, C, F, HH, WW = sizes
    H, W = max(1, HH - 2 * pad) + rest[0], max(1, WW - 2 * pad) + rest[1]
    rng = np.random.default_rng(seed)
    args = [rng.standard_normal(s) for s in ((N, C, H, W), (F, C, HH, WW), F)]
    conv_param = {"stride": stride, "pad": pad}
    monkeypatch_module.setattr(fast_layers, "COLUMNS_AT_A_TIME", at_a_time)

    out, cache = fast_layers.conv_forward_fast(*args, conv_param)
    naive_out, naive_cache = layers.conv_forward_naive(*args, conv_param)
    np.testing.assert_allclose(out, naive_out, rtol=1e-12, atol=1e-12)
    dout = rng.standard_normal(out.shape)
    gradients = fast_layers.conv_backward_fast(dout, cache)
    naive_gradients = layers.conv_backward_naive(dout, naive_cache)
    for ours, naive in zip(gradients, naive_gradients, strict=True):
        np.testing.assert_allclose(ours, naive, rtol=1e-12, atol=1e-12)


@pytest.fixture(scope="module")
def monkeypatch_module():
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield monkeypatch


@thorough
@given(
    sizes=st.tuples(*[st.integers(1, 4)] * 5),
    rest=st.tuples(*[st.integers(0, 6)] * 2),
    # few values: windows hold several equal largest ones
    values=st.sampled_from([1, 2, 1000]),
    seed=seeds,
)
def test_pooling_gives_the_same_pixels_the_gradient(sizes, rest, values, seed):
    N, C, HH, WW, stride = sizes
    rng = np.random.default_rng(seed)
    x = -rng.integers(values, size=(N, C, HH + rest[0], WW + rest[1])).astype(float)
    pool_param = {"pool_height": HH, "pool_width": WW, "stride": stride}

    out, cache = fast_layers.max_pool_forward_fast(x, pool_param)
    naive_out, naive_cache = layers.max_pool_forward_naive(x, pool_param)
    np.testing.assert_array_equal(out, naive_out)
    dout = rng.standard_normal(out.shape)
    np.testing.assert_allclose(
        fast_layers.max_pool_backward_fast(dout, cache),
        layers.max_pool_backward_naive(dout, naive_cache),
        rtol=1e-14,
        atol=1e-14,
    )


def test_windows_of_more_places_than_a_byte_counts():
    x = np.zeros((1, 1, 20, 20))
    x[0, 0, 19, 19] = 1
    pool_param = {"pool_height": 20, "pool_width": 20, "stride": 1}
    out, cache = fast_layers.max_pool_forward_fast(x, pool_param)
    dx = fast_layers.max_pool_backward_fast(np.array([[[[5.0]]]]), cache)
    assert out.item() == 1
    np.testing.assert_array_equal(dx, 5 * x)


@pytest.mark.parametrize("way", ["fast", "im2col"])
def test_convolution_has_the_courses_names(way):
    forward = getattr(fast_layers, f"conv_forward_{way}")
    backward = getattr(fast_layers, f"conv_backward_{way}")
    x, w, b = np.ones((1, 1, 3, 3)), np.ones((1, 1, 2, 2)), np.ones(1)
    out, cache = forward(x, w, b, {"stride": 1, "pad": 0})
    np.testing.assert_array_equal(out, np.full((1, 1, 2, 2), 5.0))
    dx, dw, db = backward(np.ones((1, 1, 2, 2)), cache)
    np.testing.assert_array_equal(dx, [[[[1, 2, 1], [2, 4, 2], [1, 2, 1]]]])
    np.testing.assert_array_equal(dw, np.full((1, 1, 2, 2), 4.0))
    np.testing.assert_array_equal(db, [4])


@pytest.mark.parametrize("way", ["fast", "im2col", "reshape"])
def test_pooling_has_the_courses_names(way):
    forward = getattr(fast_layers, f"max_pool_forward_{way}")
    backward = getattr(fast_layers, f"max_pool_backward_{way}")
    x = np.arange(16.0).reshape(1, 1, 4, 4)
    out, cache = forward(x, {"pool_height": 2, "pool_width": 2, "stride": 2})
    np.testing.assert_array_equal(out, [[[[5, 7], [13, 15]]]])
    dx = backward(np.array([[[[1.0, 2.0], [3.0, 4.0]]]]), cache)
    want = np.zeros((1, 1, 4, 4))
    want[0, 0, 1::2, 1::2] = [[1, 2], [3, 4]]
    np.testing.assert_array_equal(dx, want)
