"""What seed 001 prints of its normalisations: notebooks on normalisation and on CNNs.

Means that should be zero are printed as rounding errors, such as 5.3e-17; here they
are bounded. Where a cell prints the error of a gradient, ours may be ten times that:
the digits of a rounding error depend on the BLAS.
"""

import numpy as np
import pytest
from functional.gradient_check import eval_numerical_gradient_array
from functional.layers import (
    batchnorm_backward,
    batchnorm_backward_alt,
    batchnorm_forward,
    layernorm_backward,
    layernorm_forward,
    spatial_batchnorm_backward,
    spatial_batchnorm_forward,
    spatial_groupnorm_backward,
    spatial_groupnorm_forward,
)

PRINTED = {"rtol": 0, "atol": 5.1e-9}  # eight digits
ZERO = {"rtol": 0, "atol": 1e-14}


def activations(N):
    """Return the second layer's, as the cells simulate them."""
    np.random.seed(231)
    X, W1 = np.random.randn(N, 50), np.random.randn(50, 60)
    return np.maximum(0, X.dot(W1)).dot(np.random.randn(60, 3))


def test_batchnorm_in_training():
    """Cell "Check the training-time forward pass"."""
    a = activations(200)
    means, stds = [-2.3814598, -13.18038246, 1.91780462], [27.18502186, 34.21455511]
    np.testing.assert_allclose(a.mean(axis=0), means, **PRINTED)
    np.testing.assert_allclose(a.std(axis=0), [*stds, 37.68611762], **PRINTED)

    out, _ = batchnorm_forward(a, np.ones(3), np.zeros(3), {"mode": "train"})
    np.testing.assert_allclose(out.mean(axis=0), 0, **ZERO)
    np.testing.assert_allclose(out.std(axis=0), [0.99999999, 1, 1], **PRINTED)

    gamma, beta = np.array([1.0, 2.0, 3.0]), np.array([11.0, 12.0, 13.0])
    out, _ = batchnorm_forward(a, gamma, beta, {"mode": "train"})
    stds = [0.99999999, 1.99999999, 2.99999999]
    np.testing.assert_allclose(out.mean(axis=0), [11, 12, 13], **PRINTED)
    np.testing.assert_allclose(out.std(axis=0), stds, **PRINTED)


def test_batchnorm_in_testing():
    """Cell "Check the test-time forward pass"."""
    np.random.seed(231)
    W1, W2 = np.random.randn(50, 60), np.random.randn(60, 3)
    bn_param = {"mode": "train"}
    for _ in range(50):
        a = np.maximum(0, np.random.randn(200, 50).dot(W1)).dot(W2)
        batchnorm_forward(a, np.ones(3), np.zeros(3), bn_param)
    bn_param["mode"] = "test"
    a = np.maximum(0, np.random.randn(200, 50).dot(W1)).dot(W2)
    out, _ = batchnorm_forward(a, np.ones(3), np.zeros(3), bn_param)
    means = [-0.03927354, -0.04349152, -0.10452688]
    stds = [1.01531428, 1.01238373, 0.97819988]
    np.testing.assert_allclose(out.mean(axis=0), means, **PRINTED)
    np.testing.assert_allclose(out.std(axis=0), stds, **PRINTED)


def features():
    np.random.seed(231)
    x = 5 * np.random.randn(4, 5) + 12
    return x, np.random.randn(5), np.random.randn(5), np.random.randn(4, 5)


# errors of dx, dgamma and dbeta as printed
@pytest.mark.parametrize(
    ("forward", "backward", "param", "printed"),
    [
        (
            batchnorm_forward,
            batchnorm_backward,
            {"mode": "train"},
            (1.7029235612572515e-09, 7.420414216247087e-13, 2.8795057655839487e-12),
        ),
        (
            layernorm_forward,
            layernorm_backward,
            {},
            (1.4336161049967258e-09, 4.519489546032799e-12, 2.276445013433725e-12),
        ),
    ],
)
def test_gradients_of_features(rel_error, forward, backward, param, printed):
    """Cells "Gradient check batchnorm backward pass", of batch and layer."""
    *args, dout = features()
    gradients = backward(dout, forward(*args, param)[1])
    for arg, gradient, bound in zip(args, gradients, printed, strict=True):
        numerical = eval_numerical_gradient_array(
            lambda _: forward(*args, param)[0], arg, dout
        )
        assert rel_error(numerical, gradient) < 10 * bound


def test_both_backward_passes_of_batchnorm(rel_error):
    """Cell after "Batch Normalization: Alternative Backward Pass"."""
    np.random.seed(231)
    x = 5 * np.random.randn(100, 500) + 12
    gamma, beta = np.random.randn(500), np.random.randn(500)
    dout = np.random.randn(100, 500)
    _, cache = batchnorm_forward(x, gamma, beta, {"mode": "train"})
    dx1, dgamma1, dbeta1 = batchnorm_backward(dout, cache)
    dx2, dgamma2, dbeta2 = batchnorm_backward_alt(dout, cache)
    assert rel_error(dx1, dx2) < 10 * 1.6697540272642257e-12
    assert rel_error(dgamma1, dgamma2) == 0.0
    assert rel_error(dbeta1, dbeta2) == 0.0


def test_layernorm():
    """Cell "Check the training-time forward pass", of layer normalisation."""
    a = activations(4)
    means = [-59.06673243, -47.60782686, -43.31137368, -26.40991744]
    stds = [10.07429373, 28.39478981, 35.28360729, 4.01831507]
    np.testing.assert_allclose(a.mean(axis=1), means, **PRINTED)
    np.testing.assert_allclose(a.std(axis=1), stds, **PRINTED)

    out, _ = layernorm_forward(a, np.ones(3), np.zeros(3), {"mode": "train"})
    stds = [0.99999995, 0.99999999, 1, 0.99999969]
    np.testing.assert_allclose(out.mean(axis=1), 0, **ZERO)
    np.testing.assert_allclose(out.std(axis=1), stds, **PRINTED)

    gamma, beta = np.full(3, 3.0), np.full(3, 5.0)
    out, _ = layernorm_forward(a, gamma, beta, {"mode": "train"})
    stds = [2.99999985, 2.99999998, 2.99999999, 2.99999907]
    np.testing.assert_allclose(out.mean(axis=1), 5, **PRINTED)
    np.testing.assert_allclose(out.std(axis=1), stds, **PRINTED)


def channels(x):
    return x.mean(axis=(0, 2, 3)), x.std(axis=(0, 2, 3))


def test_spatial_batchnorm_in_training():
    """Notebook on CNNs, cell 9."""
    np.random.seed(231)
    x = 4 * np.random.randn(2, 3, 4, 5) + 10
    means, stds = channels(x)
    np.testing.assert_allclose(means, [9.33463814, 8.90909116, 9.11056338], **PRINTED)
    np.testing.assert_allclose(stds, [3.61447857, 3.19347686, 3.5168142], **PRINTED)

    bn_param = {"mode": "train"}
    out, _ = spatial_batchnorm_forward(x, np.ones(3), np.zeros(3), bn_param)
    assert out.shape == (2, 3, 4, 5)
    means, stds = channels(out)
    np.testing.assert_allclose(means, 0, **ZERO)
    np.testing.assert_allclose(stds, [0.99999962, 0.99999951, 0.9999996], **PRINTED)

    gamma, beta = np.asarray([3, 4, 5]), np.asarray([6, 7, 8])
    means, stds = channels(spatial_batchnorm_forward(x, gamma, beta, bn_param)[0])
    np.testing.assert_allclose(means, [6, 7, 8], **PRINTED)
    np.testing.assert_allclose(stds, [2.99999885, 3.99999804, 4.99999798], **PRINTED)


def test_spatial_batchnorm_in_testing():
    """Notebook on CNNs, cell 10."""
    np.random.seed(231)
    bn_param = {"mode": "train"}
    for _ in range(50):
        x = 2.3 * np.random.randn(10, 4, 11, 12) + 13
        spatial_batchnorm_forward(x, np.ones(4), np.zeros(4), bn_param)
    bn_param["mode"] = "test"
    x = 2.3 * np.random.randn(10, 4, 11, 12) + 13
    out, _ = spatial_batchnorm_forward(x, np.ones(4), np.zeros(4), bn_param)
    means, stds = channels(out)
    printed = [-0.08034406, 0.07562881, 0.05716371, 0.04378383]
    np.testing.assert_allclose(means, printed, **PRINTED)
    printed = [0.96718744, 1.0299714, 1.02887624, 1.00585577]
    np.testing.assert_allclose(stds, printed, **PRINTED)


def test_gradients_of_spatial_batchnorm(rel_error):
    """Notebook on CNNs, cell 4 after "Spatial Batch Normalization: Backward Pass"."""
    np.random.seed(231)
    x = 5 * np.random.randn(2, 3, 4, 5) + 12
    args = x, np.random.randn(3), np.random.randn(3)
    dout = np.random.randn(2, 3, 4, 5)
    _, cache = spatial_batchnorm_forward(*args, {"mode": "train"})
    gradients = spatial_batchnorm_backward(dout, cache)
    printed = 2.786648193872555e-07, 7.0974817113608705e-12, 3.275608725278405e-12
    for arg, gradient, bound in zip(args, gradients, printed, strict=True):
        numerical = eval_numerical_gradient_array(
            lambda _: spatial_batchnorm_forward(*args, {"mode": "train"})[0], arg, dout
        )
        assert rel_error(numerical, gradient) < 10 * bound


def test_spatial_groupnorm():
    """Notebook on CNNs, cell 5 after "Spatial Group Normalization: Forward Pass"."""
    np.random.seed(231)
    x = 4 * np.random.randn(2, 6, 4, 5) + 10
    groups = x.reshape(4, -1)
    means = [9.72505327, 8.51114185, 8.9147544, 9.43448077]
    stds = [3.67070958, 3.09892597, 4.27043622, 3.97521327]
    np.testing.assert_allclose(groups.mean(axis=1), means, **PRINTED)
    np.testing.assert_allclose(groups.std(axis=1), stds, **PRINTED)

    gamma, beta = np.ones((1, 6, 1, 1)), np.zeros((1, 6, 1, 1))
    out, _ = spatial_groupnorm_forward(x, gamma, beta, 2, {"mode": "train"})
    assert out.shape == (2, 6, 4, 5)
    groups = out.reshape(4, -1)
    stds = [0.99999963, 0.99999948, 0.99999973, 0.99999968]
    np.testing.assert_allclose(groups.mean(axis=1), 0, **ZERO)
    np.testing.assert_allclose(groups.std(axis=1), stds, **PRINTED)


def test_gradients_of_spatial_groupnorm(rel_error):
    """Notebook on CNNs, cell 6 after "Spatial Group Normalization: Backward Pass"."""
    np.random.seed(231)
    x = 5 * np.random.randn(2, 6, 4, 5) + 12
    args = x, np.random.randn(1, 6, 1, 1), np.random.randn(1, 6, 1, 1)
    dout = np.random.randn(2, 6, 4, 5)
    _, cache = spatial_groupnorm_forward(*args, 2, {})
    gradients = spatial_groupnorm_backward(dout, cache)
    printed = 7.413109332145332e-08, 9.468195772749234e-12, 3.354494437653335e-12
    for arg, gradient, bound in zip(args, gradients, printed, strict=True):
        numerical = eval_numerical_gradient_array(
            lambda _: spatial_groupnorm_forward(*args, 2, {})[0], arg, dout
        )
        assert rel_error(numerical, gradient) < 10 * bound
