"""Problem 2, public checks: the notebook's own inputs, so that both agree."""

import numpy as np

from autograder.grade import check, question
from autograder.grade.compare import as_array
from autograder.grade.parameters import check_names, name_by_shape


def random_state():
    return np.random.RandomState(566)


def convolution(submission, w, b, stride, padding):
    """Return a convolution with these weights (k, k, C, F) and this bias."""
    size, _, channels, filters = w.shape
    layer = submission.module("cnn.layer_utils").ConvLayer2D(
        channels, size, filters, stride=stride, padding=padding, name="conv"
    )
    layer.params[layer.w_name] = w
    layer.params[layer.b_name] = b
    return layer


def bias_gradient(value):
    """Return a bias's gradient as a vector: a row (1, F) works as well."""
    return as_array("the gradient of b", value).ravel()


def own_gradients(layer):
    """Return what a layer stored for its weights and its bias."""
    w, b = layer.grads[layer.w_name], layer.grads[layer.b_name]
    return {layer.w_name: w, layer.b_name: bias_gradient(b)}


@question("conv_output_size", points=1)
def test_output_size_on_the_notebooks_sizes(submission, expected):
    layers = submission.module("cnn.layer_utils")
    layer = layers.ConvLayer2D(3, 4, 16, stride=2, padding=3)
    expected.close("the size", layer.get_output_size((32, 28, 28, 3)))


@question("conv_forward", points=1.5)
def test_convolution_on_the_notebooks_arrays(submission, expected):
    image = np.linspace(-0.1, 0.4, num=64).reshape(1, 8, 8, 1)
    w = np.linspace(-0.2, 0.2, num=50).reshape(5, 5, 1, 2)
    layer = convolution(submission, w, np.linspace(-0.3, 0.3, num=2), 1, 0)
    expected.close("out", layer.forward(image))


@question("conv_backward", points=1.5)
def test_convolution_backward_on_the_notebooks_arrays(submission, numeric_gradient):
    draw = random_state()
    img, w, b = draw.randn(15, 8, 8, 3), draw.randn(4, 4, 3, 12), draw.randn(12)
    dout = draw.randn(15, 4, 4, 12)
    layer = convolution(submission, w, b, stride=2, padding=1)
    layer.forward(img)
    dimg, grads = layer.backward(dout), own_gradients(layer)
    numeric_gradient.check(layer.forward, (img,), dout, {"dimg": dimg}, pick=None)
    numeric_gradient.check_params(
        layer.forward, (img,), layer.params, grads, list(grads), dout=dout, pick=None
    )


@question("max_pool_forward", points=1.5)
def test_max_pooling_on_the_notebooks_array(submission, expected):
    image = np.linspace(-0.1, 0.4, num=64).reshape(1, 8, 8, 1)
    layer = submission.module("cnn.layer_utils").MaxPoolingLayer(4, 2, "pool")
    expected.close("out", layer.forward(image))


@question("max_pool_backward", points=1.5)
def test_max_pooling_backward_on_the_notebooks_arrays(submission, numeric_gradient):
    draw = random_state()
    img, dout = draw.randn(15, 8, 8, 3), draw.randn(15, 3, 3, 3)
    layer = submission.module("cnn.layer_utils").MaxPoolingLayer(4, 2, "pool")
    layer.forward(img)
    dimg = layer.backward(dout)
    numeric_gradient.check(layer.forward, (img,), dout, {"dimg": dimg}, pick=None)


@question("cnn_network", points=0.25)
def test_the_notebook_names_the_small_cnns_parameters(submission):
    wanted = ("w1_name", "b1_name", "w2_name", "b2_name")
    names = submission.cell("problem_2.ipynb", "TestCNN()", wanted)
    net = submission.module("cnn.cnn_models").TestCNN().net
    check_names(net.params, names, [(3, 3, 3, 3), (3,), (27, 5), (5,)])


@question("cnn_network", points=0.75)
def test_small_cnn_on_the_notebooks_arrays(submission, expected):
    model = submission.module("cnn.cnn_models").TestCNN()
    values = {
        "w1": np.linspace(-0.7, 0.3, num=81).reshape(3, 3, 3, 3),
        "b1": np.linspace(-0.6, 0.2, num=3),
        "w2": np.linspace(-0.2, 0.2, num=135).reshape(27, 5),
        "b2": np.linspace(-0.9, 0.1, num=5),
    }
    names = {
        what: name_by_shape(model.net.params, value.shape)
        for what, value in values.items()
    }
    for what, name in names.items():
        model.net.assign(name, values[what])
    feats = np.linspace(-5.5, 4.5, num=768).reshape(4, 8, 8, 3)
    expected.close("scores", model.forward(feats))
    model.backward(np.linspace(-0.5, 0.4, num=20).reshape(4, 5))
    for what, name in names.items():
        gradient = model.net.get_grads(name)
        expected.close(f"d{what}", bias_gradient(gradient) if "b" in what else gradient)


@question("small_cnn", points=1)
def test_your_network_takes_images_and_gives_20_scores(submission):
    model = submission.module("cnn.cnn_models").SmallConvolutionalNetwork()
    scores = as_array("scores", model.forward(random_state().randn(2, 32, 32, 3)))
    check(scores.shape == (2, 20), f"the scores are {scores.shape}, not (2, 20)")


@question("small_cnn", points=1)
def test_your_network_has_one_or_two_convolutions(submission):
    net = submission.module("cnn.cnn_models").SmallConvolutionalNetwork().net
    count = sum(np.ndim(net.params[name]) == 4 for name in net.params)
    check(1 <= count <= 2, f"the network has {count} convolutions, not one or two")
