"""Convolutional networks, public checks, on the notebook's own inputs."""

import numpy as np

from autograder.grade import check, question

NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")


def random_state():
    return np.random.RandomState(231)


def ramp(low, high, *shape):
    return np.linspace(low, high, num=int(np.prod(shape))).reshape(shape)


@question("conv_forward_naive", points=1.5)
def test_convolution_on_the_notebooks_arrays(submission, expected):
    layers = submission.module("layers")
    x, w = ramp(-0.1, 0.5, 2, 3, 4, 4), ramp(-0.2, 0.3, 3, 3, 4, 4)
    b = np.linspace(-0.1, 0.2, num=3)
    out, _ = layers.conv_forward_naive(x, w, b, {"stride": 2, "pad": 1})
    expected.close("out", out)


@question("conv_backward_naive", points=2)
def test_convolution_backward_on_the_notebooks_arrays(submission, numeric_gradient):
    layers = submission.module("layers")
    draw = random_state()
    x, w, b = draw.randn(4, 3, 5, 5), draw.randn(2, 3, 3, 3), draw.randn(2)
    dout = draw.randn(4, 2, 5, 5)
    conv_param = {"stride": 1, "pad": 1}
    _, cache = layers.conv_forward_naive(x, w, b, conv_param)
    dx, dw, db = layers.conv_backward_naive(dout, cache)
    numeric_gradient.check(
        layers.conv_forward_naive,
        (x, w, b, conv_param),
        dout,
        {"dx": dx, "dw": dw, "db": db},
    )


@question("max_pool_forward_naive", points=1)
def test_max_pooling_on_the_notebooks_array(submission, expected):
    layers = submission.module("layers")
    pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}
    out, _ = layers.max_pool_forward_naive(ramp(-0.3, 0.4, 2, 3, 4, 4), pool_param)
    expected.close("out", out)


@question("max_pool_backward_naive", points=1)
def test_max_pooling_backward_on_the_notebooks_arrays(submission, numeric_gradient):
    layers = submission.module("layers")
    draw = random_state()
    x, dout = draw.randn(3, 2, 8, 8), draw.randn(3, 2, 4, 4)
    pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}
    _, cache = layers.max_pool_forward_naive(x, pool_param)
    dx = layers.max_pool_backward_naive(dout, cache)
    numeric_gradient.check(
        layers.max_pool_forward_naive, (x, pool_param), dout, {"dx": dx}
    )


@question("three_layer_conv_net_init", points=0.5)
def test_initial_parameters_of_the_notebooks_net(submission):
    cnn = submission.module("classifiers.cnn")
    net = cnn.ThreeLayerConvNet(
        num_filters=3, filter_size=3, input_dim=(3, 16, 16), hidden_dim=7
    )
    right = {
        "W1": (3, 3, 3, 3),
        "b1": (3,),
        "W2": (192, 7),
        "b2": (7,),
        "W3": (7, 10),
        "b3": (10,),
    }
    sizes = {name: np.shape(net.params[name]) for name in right}
    check(sizes == right, f"the parameters' shapes are {sizes}; should be {right}")
    for name in ("b1", "b2", "b3"):
        check(np.all(np.asarray(net.params[name]) == 0), f"{name} should start at zero")
    std = float(np.std(net.params["W2"]))
    # 1,344 draws: 20 % is ten standard errors
    check(0.8e-3 < std < 1.2e-3, f"the deviation of W2 is {std:.2e}, not 1e-3")


def notebooks_net(submission, reg):
    """Return the notebook's network with larger weights, and its batch."""
    draw = random_state()
    X, y = draw.randn(2, 3, 16, 16), draw.randint(10, size=2)
    cnn = submission.module("classifiers.cnn")
    net = cnn.ThreeLayerConvNet(
        num_filters=3,
        filter_size=3,
        input_dim=(3, 16, 16),
        hidden_dim=7,
        reg=reg,
        dtype="float64",
    )
    for name, shape in (("W1", (3, 3, 3, 3)), ("W2", (192, 7)), ("W3", (7, 10))):
        net.params[name] = 0.1 * draw.randn(*shape)
    return net, X, y


@question("three_layer_conv_net_loss", points=1)
def test_loss_of_the_notebooks_net(submission, expected):
    net, X, y = notebooks_net(submission, reg=0.0)
    loss, _ = net.loss(X, y)
    expected.close("loss", loss)
    net.reg = 0.5
    loss, _ = net.loss(X, y)
    expected.close("loss with reg = 0.5", loss)


@question("three_layer_conv_net_gradients", points=1)
def test_gradients_of_the_notebooks_net(submission, numeric_gradient):
    net, X, y = notebooks_net(submission, reg=0.0)
    _, grads = net.loss(X, y)
    numeric_gradient.check_params(net.loss, (X, y), net.params, grads, NAMES)


@question("spatial_batchnorm_forward", points=1)
def test_spatial_batchnorm_on_the_notebooks_arrays(submission, expected):
    layers = submission.module("layers")
    x = 4 * random_state().randn(2, 3, 4, 5) + 10
    bn_param = submission.put({"mode": "train"})
    out, _ = layers.spatial_batchnorm_forward(x, np.ones(3), np.zeros(3), bn_param)
    expected.close("out", out)
    gamma, beta = np.array([3.0, 4.0, 5.0]), np.array([6.0, 7.0, 8.0])
    out, _ = layers.spatial_batchnorm_forward(x, gamma, beta, bn_param)
    expected.close("out with gamma and beta", out)
    bn_param["mode"] = "test"
    out, _ = layers.spatial_batchnorm_forward(x, np.ones(3), np.zeros(3), bn_param)
    expected.close("out in test mode", out)


@question("spatial_batchnorm_backward", points=1)
def test_spatial_batchnorm_backward_on_the_notebooks_arrays(
    submission, numeric_gradient
):
    layers = submission.module("layers")
    draw = random_state()
    x = 5 * draw.randn(2, 3, 4, 5) + 12
    gamma, beta, dout = draw.randn(3), draw.randn(3), draw.randn(2, 3, 4, 5)
    _, cache = layers.spatial_batchnorm_forward(x, gamma, beta, {"mode": "train"})
    dx, dgamma, dbeta = layers.spatial_batchnorm_backward(dout, cache)
    numeric_gradient.check(
        layers.spatial_batchnorm_forward,
        (x, gamma, beta, {"mode": "train"}),
        dout,
        {"dx": dx, "dgamma": dgamma, "dbeta": dbeta},
    )


@question("spatial_groupnorm_forward", points=1)
def test_group_normalization_on_the_notebooks_arrays(submission, expected):
    layers = submission.module("layers")
    x = 4 * random_state().randn(2, 6, 4, 5) + 10
    gamma, beta = np.ones((1, 6, 1, 1)), np.zeros((1, 6, 1, 1))
    out, _ = layers.spatial_groupnorm_forward(x, gamma, beta, 2, {"mode": "train"})
    expected.close("out", out)


@question("spatial_groupnorm_backward", points=1)
def test_group_normalization_backward_on_the_notebooks_arrays(
    submission, numeric_gradient
):
    layers = submission.module("layers")
    draw = random_state()
    x = 5 * draw.randn(2, 6, 4, 5) + 12
    gamma, beta = draw.randn(1, 6, 1, 1), draw.randn(1, 6, 1, 1)
    dout = draw.randn(2, 6, 4, 5)
    _, cache = layers.spatial_groupnorm_forward(x, gamma, beta, 2, {})
    dx, dgamma, dbeta = layers.spatial_groupnorm_backward(dout, cache)
    numeric_gradient.check(
        layers.spatial_groupnorm_forward,
        (x, gamma, beta, 2, {}),
        dout,
        {"dx": dx, "dgamma": dgamma, "dbeta": dbeta},
    )
