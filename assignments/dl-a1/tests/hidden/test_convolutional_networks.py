"""Convolutional networks, hidden checks: other shapes, other numbers, the corners."""

import numpy as np
import pytest

from autograder.grade import check, question

NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")

# images, filters, stride and pad: tall and wide, no border, a wide border, windows
# that leave a rest, filters that aren't square, one pixel
CONVOLUTIONS = [
    ((2, 3, 7, 5), (4, 3, 3, 3), 1, 1),
    ((2, 2, 5, 8), (3, 2, 3, 3), 2, 0),
    ((1, 2, 6, 4), (2, 2, 2, 3), 1, 2),
    ((2, 1, 8, 7), (2, 1, 3, 2), 3, 1),
    ((3, 4, 3, 4), (2, 4, 1, 1), 1, 0),
]


def output_size(x_shape, height, width, stride, pad=0):
    """Return how many windows fit below and beside each other."""
    return (
        1 + (x_shape[2] + 2 * pad - height) // stride,
        1 + (x_shape[3] + 2 * pad - width) // stride,
    )


@question("conv_forward_naive", points=3.5)
@pytest.mark.parametrize(("images", "filters", "stride", "pad"), CONVOLUTIONS, ids=str)
def test_convolution_of_other_shapes(
    submission, expected, rng, images, filters, stride, pad
):
    layers = submission.module("layers")
    x, w, b = rng.randn(*images), rng.randn(*filters), rng.randn(filters[0])
    out, _ = layers.conv_forward_naive(x, w, b, {"stride": stride, "pad": pad})
    expected.close("out", out)


@question("conv_backward_naive", points=4)
@pytest.mark.parametrize(("images", "filters", "stride", "pad"), CONVOLUTIONS, ids=str)
def test_convolution_backward_of_other_shapes(
    submission, numeric_gradient, rng, images, filters, stride, pad
):
    layers = submission.module("layers")
    x, w, b = rng.randn(*images), rng.randn(*filters), rng.randn(filters[0])
    size = output_size(images, *filters[2:], stride, pad)
    dout = rng.randn(images[0], filters[0], *size)
    conv_param = {"stride": stride, "pad": pad}
    _, cache = layers.conv_forward_naive(x, w, b, conv_param)
    dx, dw, db = layers.conv_backward_naive(dout, cache)
    numeric_gradient.check(
        layers.conv_forward_naive,
        (x, w, b, conv_param),
        dout,
        {"dx": dx, "dw": dw, "db": db},
    )


# images, height and width of a window, stride: windows that aren't square, that
# overlap, that leave a rest, that have gaps between them
POOLINGS = [
    ((2, 3, 6, 4), 3, 2, 2),
    ((2, 2, 5, 7), 3, 3, 1),
    ((1, 2, 7, 5), 2, 2, 2),
    ((2, 1, 8, 6), 2, 1, 3),
]


@question("max_pool_forward_naive", points=2)
@pytest.mark.parametrize(("images", "height", "width", "stride"), POOLINGS, ids=str)
def test_max_pooling_of_other_shapes(
    submission, expected, rng, images, height, width, stride
):
    layers = submission.module("layers")
    pool_param = {"pool_height": height, "pool_width": width, "stride": stride}
    out, _ = layers.max_pool_forward_naive(rng.randn(*images) - 2, pool_param)
    expected.close("out", out)


@question("max_pool_backward_naive", points=2)
@pytest.mark.parametrize(("images", "height", "width", "stride"), POOLINGS, ids=str)
def test_max_pooling_backward_of_other_shapes(
    submission, numeric_gradient, rng, images, height, width, stride
):
    layers = submission.module("layers")
    x = rng.randn(*images) - 2
    dout = rng.randn(*images[:2], *output_size(images, height, width, stride))
    pool_param = {"pool_height": height, "pool_width": width, "stride": stride}
    _, cache = layers.max_pool_forward_naive(x, pool_param)
    dx = layers.max_pool_backward_naive(dout, cache)
    numeric_gradient.check(
        layers.max_pool_forward_naive, (x, pool_param), dout, {"dx": dx}
    )


@question("three_layer_conv_net_init", points=1.5)
def test_initial_weights_are_gaussian_of_the_asked_scale(submission):
    cnn = submission.module("classifiers.cnn")
    net = cnn.ThreeLayerConvNet(
        input_dim=(4, 8, 12),
        num_filters=20,
        filter_size=5,
        hidden_dim=50,
        num_classes=40,
        weight_scale=0.05,
    )
    weights = {"W1": (20, 4, 5, 5), "W2": (480, 50), "W3": (50, 40)}
    for name, shape in weights.items():
        w = np.asarray(net.params[name], dtype=np.float64)
        check(w.shape == shape, f"{name} has shape {w.shape}; should be {shape}")
        z = w / 0.05
        # 2,000 draws or more: each bound is over five standard errors wide
        check(abs(z.mean()) < 0.12, f"the mean of {name} is {w.mean():.1e}, not 0")
        check(abs(z.std() - 1) < 0.1, f"{name} deviates by {w.std():.3g}, not 0.05")
        inner = float((np.abs(z) < 1).mean())
        check(abs(inner - 0.683) < 0.06, f"{name} is not drawn from a Gaussian")
    for name, length in (("b1", 20), ("b2", 50), ("b3", 40)):
        b = np.asarray(net.params[name])
        check(b.shape == (length,), f"{name} has shape {b.shape}, not ({length},)")
        check(bool(np.all(b == 0)), f"{name} should start at zero")


def random_net(submission, rng, filter_size, reg):
    """Return a small network with parameters of its own, and images for it."""
    cnn = submission.module("classifiers.cnn")
    net = cnn.ThreeLayerConvNet(
        input_dim=(2, 8, 6),
        num_filters=3,
        filter_size=filter_size,
        hidden_dim=7,
        num_classes=4,
        reg=reg,
        dtype="float64",
    )
    shapes = {
        "W1": (3, 2, filter_size, filter_size),
        "b1": (3,),
        "W2": (36, 7),
        "b2": (7,),
        "W3": (7, 4),
        "b3": (4,),
    }
    for name, shape in shapes.items():
        net.params[name] = 0.4 * rng.randn(*shape)
    return net, rng.randn(3, 2, 8, 6), rng.randint(4, size=3)


@question("three_layer_conv_net_loss", points=1)
@pytest.mark.parametrize("filter_size", [3, 5])
def test_scores_of_images_that_are_not_square(submission, expected, rng, filter_size):
    net, X, _ = random_net(submission, rng, filter_size, reg=0.0)
    expected.close("scores", net.loss(X))


@question("three_layer_conv_net_loss", points=1)
@pytest.mark.parametrize("reg", [0.0, 0.3])
def test_loss_with_and_without_regularization(submission, expected, rng, reg):
    net, X, y = random_net(submission, rng, 3, reg)
    loss, _ = net.loss(X, y)
    expected.close("loss", loss)


@question("three_layer_conv_net_gradients", points=3)
@pytest.mark.parametrize(("filter_size", "reg"), [(3, 0.0), (5, 0.3)])
def test_gradients_with_and_without_regularization(
    submission, numeric_gradient, rng, filter_size, reg
):
    net, X, y = random_net(submission, rng, filter_size, reg)
    _, grads = net.loss(X, y)
    numeric_gradient.check_params(net.loss, (X, y), net.params, grads, NAMES)


def images(rng, shape):
    """Return images whose channels differ in place and spread, and their dout."""
    C = shape[1]
    spread, place = 1 + 3 * rng.rand(C, 1, 1), 4 * rng.randn(C, 1, 1)
    return spread * rng.randn(*shape) + place, rng.randn(*shape)


# one image, one channel, one pixel, none of the numbers alike
SHAPES = [(1, 3, 4, 5), (4, 1, 3, 2), (6, 5, 1, 1), (3, 4, 2, 5)]


@question("spatial_batchnorm_forward", points=1)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_spatial_batchnorm_of_other_shapes(submission, expected, rng, shape):
    layers = submission.module("layers")
    x, _ = images(rng, shape)
    gamma, beta = rng.randn(shape[1]), rng.randn(shape[1])
    param = {"mode": "train", "eps": 1e-2}
    out, _ = layers.spatial_batchnorm_forward(x, gamma, beta, param)
    expected.close("out", out)


@question("spatial_batchnorm_forward", points=1)
def test_spatial_batchnorm_in_training_and_testing(submission, expected, rng):
    layers = submission.module("layers")
    gamma, beta = rng.randn(3), rng.randn(3)
    bn_param = submission.put({"mode": "train", "momentum": 0.7})
    for step in range(2):
        x, _ = images(rng, (2, 3, 2, 4))
        layers.spatial_batchnorm_forward(x, gamma, beta, bn_param)
        for name in ("running_mean", "running_var"):
            expected.close(f"{name} after step {step + 1}", bn_param[name])
    bn_param["mode"] = "test"
    x, _ = images(rng, (1, 3, 4, 3))
    out, _ = layers.spatial_batchnorm_forward(x, gamma, beta, bn_param)
    expected.close("out in test mode", out)


@question("spatial_batchnorm_backward", points=2)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_spatial_batchnorm_backward_of_other_shapes(
    submission, numeric_gradient, rng, shape
):
    layers = submission.module("layers")
    x, dout = images(rng, shape)
    gamma, beta = rng.randn(shape[1]), rng.randn(shape[1])
    param = {"mode": "train", "eps": 1e-2}
    _, cache = layers.spatial_batchnorm_forward(x, gamma, beta, param)
    dx, dgamma, dbeta = layers.spatial_batchnorm_backward(dout, cache)
    numeric_gradient.check(
        layers.spatial_batchnorm_forward,
        (x, gamma, beta, param),
        dout,
        {"dx": dx, "dgamma": dgamma, "dbeta": dbeta},
    )


# one group, a group a channel, one image, images that aren't square
GROUPS = [((2, 6, 3, 4), 3), ((3, 4, 2, 3), 1), ((2, 5, 4, 2), 5), ((1, 8, 3, 3), 4)]


def per_channel(rng, channels):
    return rng.randn(1, channels, 1, 1)


@question("spatial_groupnorm_forward", points=3)
@pytest.mark.parametrize(("shape", "G"), GROUPS, ids=str)
def test_group_normalization_of_other_shapes(submission, expected, rng, shape, G):
    layers = submission.module("layers")
    x, _ = images(rng, shape)
    gamma, beta = per_channel(rng, shape[1]), per_channel(rng, shape[1])
    for eps in (1e-5, 0.5):
        out, _ = layers.spatial_groupnorm_forward(x, gamma, beta, G, {"eps": eps})
        expected.close(f"out with eps = {eps}", out)


@question("spatial_groupnorm_backward", points=3)
@pytest.mark.parametrize(("shape", "G"), GROUPS, ids=str)
def test_group_normalization_backward_of_other_shapes(
    submission, numeric_gradient, rng, shape, G
):
    layers = submission.module("layers")
    x, dout = images(rng, shape)
    gamma, beta = per_channel(rng, shape[1]), per_channel(rng, shape[1])
    param = {"eps": 1e-2}
    _, cache = layers.spatial_groupnorm_forward(x, gamma, beta, G, param)
    dx, dgamma, dbeta = layers.spatial_groupnorm_backward(dout, cache)
    numeric_gradient.check(
        layers.spatial_groupnorm_forward,
        (x, gamma, beta, G, param),
        dout,
        {"dx": dx, "dgamma": dgamma, "dbeta": dbeta},
    )
