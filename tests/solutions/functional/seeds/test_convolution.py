"""What seed 001 prints in its notebook on convolutional networks.

Where a cell prints the error of a gradient, ours may be ten times that: the digits of
a rounding error depend on the BLAS.
"""

import numpy as np
import pytest
from functional.classifiers.cnn import ThreeLayerConvNet
from functional.fast_layers import (
    conv_backward_fast,
    conv_forward_fast,
    max_pool_backward_fast,
    max_pool_forward_fast,
)
from functional.gradient_check import eval_numerical_gradient_array
from functional.layer_utils import (
    conv_relu_backward,
    conv_relu_forward,
    conv_relu_pool_backward,
    conv_relu_pool_forward,
)
from functional.layers import (
    conv_backward_naive,
    conv_forward_naive,
    max_pool_backward_naive,
    max_pool_forward_naive,
)

TWO_BY_TWO = {"pool_height": 2, "pool_width": 2, "stride": 2}


def assert_gradients(rel_error, forward, backward, args, params, dout, printed):
    """Compare the gradients by the arguments with numerical ones."""
    gradients = backward(dout, forward(*args, *params)[1])
    gradients = gradients if isinstance(gradients, tuple) else (gradients,)
    for arg, gradient, bound in zip(args, gradients, printed, strict=True):
        numerical = eval_numerical_gradient_array(
            lambda _: forward(*args, *params)[0], arg, dout
        )
        assert rel_error(numerical, gradient) < 10 * bound


@pytest.mark.parametrize("forward", [conv_forward_naive, conv_forward_fast])
def test_conv_forward(forward):
    """Cell 4."""
    x = np.linspace(-0.1, 0.5, num=96).reshape(2, 3, 4, 4)
    w = np.linspace(-0.2, 0.3, num=144).reshape(3, 3, 4, 4)
    b = np.linspace(-0.1, 0.2, num=3)
    out, _ = forward(x, w, b, {"stride": 2, "pad": 1})
    correct_out = [
        [
            [[-0.08759809, -0.10987781], [-0.18387192, -0.2109216]],
            [[0.21027089, 0.21661097], [0.22847626, 0.23004637]],
            [[0.50813986, 0.54309974], [0.64082444, 0.67101435]],
        ],
        [
            [[-0.98053589, -1.03143541], [-1.19128892, -1.24695841]],
            [[0.69108355, 0.66880383], [0.59480972, 0.56776003]],
            [[2.36270298, 2.36904306], [2.38090835, 2.38247847]],
        ],
    ]
    np.testing.assert_allclose(out, correct_out, rtol=0, atol=5.1e-9)


@pytest.mark.parametrize(
    ("forward", "backward"),
    [
        (conv_forward_naive, conv_backward_naive),
        (conv_forward_fast, conv_backward_fast),
    ],
)
def test_conv_backward(rel_error, forward, backward):
    """Cell 6."""
    np.random.seed(231)
    args = np.random.randn(4, 3, 5, 5), np.random.randn(2, 3, 3, 3), np.random.randn(2)
    dout = np.random.randn(4, 2, 5, 5)
    printed = 1.159803161159293e-08, 2.2471264748452487e-10, 3.37264006649648e-11
    params = ({"stride": 1, "pad": 1},)
    assert_gradients(rel_error, forward, backward, args, params, dout, printed)


@pytest.mark.parametrize("forward", [max_pool_forward_naive, max_pool_forward_fast])
def test_max_pool_forward(forward, rel_error):
    """Cell 7."""
    x = np.linspace(-0.3, 0.4, num=96).reshape(2, 3, 4, 4)
    out, _ = forward(x, TWO_BY_TWO)
    correct_out = [
        [
            [[-0.26315789, -0.24842105], [-0.20421053, -0.18947368]],
            [[-0.14526316, -0.13052632], [-0.08631579, -0.07157895]],
            [[-0.02736842, -0.01263158], [0.03157895, 0.04631579]],
        ],
        [
            [[0.09052632, 0.10526316], [0.14947368, 0.16421053]],
            [[0.20842105, 0.22315789], [0.26736842, 0.28210526]],
            [[0.32631579, 0.34105263], [0.38526316, 0.4]],
        ],
    ]
    assert rel_error(out, correct_out) == pytest.approx(4.166667e-08, rel=1e-5)


@pytest.mark.parametrize(
    ("forward", "backward"),
    [
        (max_pool_forward_naive, max_pool_backward_naive),
        (max_pool_forward_fast, max_pool_backward_fast),
    ],
)
def test_max_pool_backward(rel_error, forward, backward):
    """Cell 8."""
    np.random.seed(231)
    x, dout = np.random.randn(3, 2, 8, 8), np.random.randn(3, 2, 4, 4)
    printed = (3.27562514223145e-12,)
    params = (TWO_BY_TWO,)
    assert_gradients(rel_error, forward, backward, (x,), params, dout, printed)


def test_fast_convolution_is_the_naive_one(rel_error):
    """Cell 10, with a tenth of its images."""
    np.random.seed(231)
    x, w = np.random.randn(10, 3, 31, 31), np.random.randn(25, 3, 3, 3)
    b, dout = np.random.randn(25), np.random.randn(10, 25, 16, 16)
    conv_param = {"stride": 2, "pad": 1}
    out_naive, cache_naive = conv_forward_naive(x, w, b, conv_param)
    out_fast, cache_fast = conv_forward_fast(x, w, b, conv_param)
    assert rel_error(out_naive, out_fast) < 10 * 4.926407851494105e-11
    dx_naive, dw_naive, db_naive = conv_backward_naive(dout, cache_naive)
    dx_fast, dw_fast, db_fast = conv_backward_fast(dout, cache_fast)
    assert rel_error(dx_naive, dx_fast) < 10 * 1.949764775345631e-11
    assert rel_error(dw_naive, dw_fast) < 10 * 3.681156828004736e-13
    assert rel_error(db_naive, db_fast) < 10 * 3.481354613192702e-14


def test_fast_pooling_is_the_naive_one():
    """Cell 11, with a tenth of its images: differences 0.0."""
    np.random.seed(231)
    x, dout = np.random.randn(10, 3, 32, 32), np.random.randn(10, 3, 16, 16)
    out_naive, cache_naive = max_pool_forward_naive(x, TWO_BY_TWO)
    out_fast, cache_fast = max_pool_forward_fast(x, TWO_BY_TWO)
    np.testing.assert_array_equal(out_naive, out_fast)
    dx_naive = max_pool_backward_naive(dout, cache_naive)
    np.testing.assert_array_equal(dx_naive, max_pool_backward_fast(dout, cache_fast))


@pytest.mark.parametrize(
    ("forward", "backward", "size", "params", "out_size", "printed"),
    [
        (
            conv_relu_pool_forward,
            conv_relu_pool_backward,
            16,
            ({"stride": 1, "pad": 1}, TWO_BY_TWO),
            8,
            (9.591132621921372e-09, 5.802391137330214e-09, 1.0146343411762047e-09),
        ),
        (
            conv_relu_forward,
            conv_relu_backward,
            8,
            ({"stride": 1, "pad": 1},),
            8,
            (1.5218619980349303e-09, 2.702022646099404e-10, 1.451272393591721e-10),
        ),
    ],
    ids=["cell 12", "cell 13"],
)
def test_sandwich_layers(rel_error, forward, backward, size, params, out_size, printed):
    """Cells 12 and 13."""
    np.random.seed(231)
    x, w = np.random.randn(2, 3, size, size), np.random.randn(3, 3, 3, 3)
    b, dout = np.random.randn(3), np.random.randn(2, 3, out_size, out_size)
    assert_gradients(rel_error, forward, backward, (x, w, b), params, dout, printed)


def test_loss_of_three_layer_conv_net_before_training():
    """Cell 14, which draws without a seed: the losses agree to their spread."""
    np.random.seed(0)
    net = ThreeLayerConvNet()
    X, y = np.random.randn(50, 3, 32, 32), np.random.randint(10, size=50)
    loss, _ = net.loss(X, y)
    assert loss == pytest.approx(2.302586071243987, abs=5e-6)
    net.reg = 0.5
    loss, _ = net.loss(X, y)
    assert loss == pytest.approx(2.508255638232932, abs=2e-3)


def test_gradients_of_three_layer_conv_net(gradient_errors):
    """Cell 15.

    The gradients are tiny, and the errors those of rounding: two digits of leeway.
    """
    np.random.seed(231)
    X, y = np.random.randn(2, 3, 16, 16), np.random.randint(10, size=2)
    net = ThreeLayerConvNet(
        num_filters=3,
        filter_size=3,
        input_dim=(3, 16, 16),
        hidden_dim=7,
        dtype=np.float64,
    )
    printed = {"W1": 3.053965e-04, "W2": 1.822723e-02, "W3": 3.422399e-04}
    printed |= {"b1": 3.397321e-06, "b2": 2.517459e-03, "b3": 9.711800e-10}
    errors = gradient_errors(net, X, y, h=1e-6)
    for name, bound in printed.items():
        assert errors[name] < 100 * bound, name
