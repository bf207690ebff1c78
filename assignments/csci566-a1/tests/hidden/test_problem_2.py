"""Problem 2, hidden checks: other shapes, other numbers, the corners."""

import numpy as np
import pytest

from autograder.grade import check, question
from autograder.grade.compare import as_array
from autograder.grade.gradients import Forward, compare_numerically
from autograder.grade.parameters import name_by_shape

# images (N, H, W, C), window, stride, padding: tall and wide, no border, a wide border,
# windows that leave a rest, that have gaps between them, one pixel
CONVOLUTIONS = {
    "wide, with a border": ((2, 5, 7, 3), 3, 1, 1),
    "tall, no border": ((2, 8, 5, 2), 3, 1, 0),
    "windows that leave a rest": ((1, 8, 6, 2), 3, 2, 0),
    "gaps, and a border": ((3, 9, 7, 1), 2, 3, 1),
    "a border wider than the filter": ((1, 4, 3, 2), 2, 1, 3),
    "filters of one pixel": ((2, 3, 4, 4), 1, 1, 0),
}
POOLINGS = {
    "wide images": ((2, 4, 6, 3), 2, 2),
    "overlap": ((1, 7, 5, 2), 3, 1),
    "windows that leave a rest": ((2, 7, 8, 2), 3, 2),
    "gaps between windows": ((2, 8, 5, 1), 2, 3),
    "one window": ((3, 3, 3, 2), 3, 1),
    "windows of one pixel": ((2, 4, 5, 2), 1, 2),
}
every_convolution = pytest.mark.parametrize(
    "geometry", CONVOLUTIONS.values(), ids=CONVOLUTIONS
)
every_pooling = pytest.mark.parametrize("geometry", POOLINGS.values(), ids=POOLINGS)


def output_size(shape, k, stride, padding=0):
    """Return how many windows fit below and beside each other."""
    return [1 + (length + 2 * padding - k) // stride for length in shape[1:3]]


def random_convolution(submission, rng, geometry, filters=4):
    """Return a layer with weights and a bias of its own, and images for it."""
    shape, k, stride, padding = geometry
    layer = submission.module("cnn.layer_utils").ConvLayer2D(
        shape[3], k, filters, stride=stride, padding=padding, name="conv"
    )
    layer.params[layer.w_name] = rng.randn(k, k, shape[3], filters)
    layer.params[layer.b_name] = rng.randn(filters)
    return layer, rng.randn(*shape)


def bias_gradient(value):
    """Return a bias's gradient as a vector: a row (1, F) works as well."""
    return as_array("the gradient of b", value).ravel()


def own_gradients(layer):
    """Return what a layer stored for its weights and its bias."""
    w, b = layer.grads[layer.w_name], layer.grads[layer.b_name]
    return {layer.w_name: w, layer.b_name: bias_gradient(b)}


@question("conv_output_size", points=1)
@every_convolution
def test_output_size_of_other_convolutions(submission, expected, geometry):
    shape, k, stride, padding = geometry
    layer = submission.module("cnn.layer_utils").ConvLayer2D(
        shape[3], k, 5, stride=stride, padding=padding
    )
    expected.close("the size", layer.get_output_size(shape))


@question("conv_forward", points=3.5)
@every_convolution
def test_convolution_of_other_shapes(submission, expected, rng, geometry):
    layer, img = random_convolution(submission, rng, geometry)
    expected.close("out", layer.forward(img))


@question("conv_backward", points=3.5)
@every_convolution
def test_convolution_backward_of_other_shapes(
    submission, numeric_gradient, rng, geometry
):
    layer, img = random_convolution(submission, rng, geometry)
    shape, k, stride, padding = geometry
    dout = rng.randn(shape[0], *output_size(shape, k, stride, padding), 4)
    layer.forward(img)
    dimg, grads = layer.backward(dout), own_gradients(layer)
    numeric_gradient.check(layer.forward, (img,), dout, {"dimg": dimg}, pick=None)
    numeric_gradient.check_params(
        layer.forward, (img,), layer.params, grads, list(grads), dout=dout, pick=None
    )


@question("max_pool_forward", points=3.5)
@every_pooling
def test_max_pooling_of_other_shapes(submission, expected, rng, geometry):
    shape, k, stride = geometry
    layer = submission.module("cnn.layer_utils").MaxPoolingLayer(k, stride, "pool")
    # negative pixels: what lies outside of a window must not win
    expected.close("out", layer.forward(rng.randn(*shape) - 3))


@question("max_pool_backward", points=3.5)
@every_pooling
def test_max_pooling_backward_of_other_shapes(
    submission, numeric_gradient, rng, geometry
):
    shape, k, stride = geometry
    layer = submission.module("cnn.layer_utils").MaxPoolingLayer(k, stride, "pool")
    img = rng.randn(*shape) - 3
    dout = rng.randn(shape[0], *output_size(shape, k, stride), shape[3])
    layer.forward(img)
    dimg = layer.backward(dout)
    numeric_gradient.check(layer.forward, (img,), dout, {"dimg": dimg}, pick=None)


@question("cnn_network", points=0.5)
def test_small_cnns_parameters_start_as_asked(submission):
    net = submission.module("cnn.cnn_models").TestCNN().net
    for shape in ((3, 3, 3, 3), (27, 5)):
        spread = float(np.std(net.params[name_by_shape(net.params, shape)]))
        # 81 draws or more: a deviation is within 8 % of the true one
        check(0.012 < spread < 0.028, f"{shape}: deviates by {spread:.3g}, not 0.02")
    for shape in ((3,), (5,)):
        bias = as_array("the bias", net.params[name_by_shape(net.params, shape)])
        check(not bias.any(), f"the bias {shape} should start at zero")


@question("cnn_network", points=1.5)
@pytest.mark.parametrize("batch", [1, 3])
def test_small_cnn_for_other_batches(
    submission, expected, numeric_gradient, rng, batch
):
    model = submission.module("cnn.cnn_models").TestCNN()
    sizes = ((3, 3, 3, 3), (3,), (27, 5), (5,))
    names = [name_by_shape(model.net.params, size) for size in sizes]
    for name, size in zip(names, sizes, strict=True):
        model.net.assign(name, rng.randn(*size))
    x, dout = rng.randn(batch, 8, 8, 3), rng.randn(batch, 5)
    expected.close("scores", model.forward(x))
    dx = model.backward(dout)
    for name, size in zip(names, sizes, strict=True):
        gradient = model.net.get_grads(name)
        if len(size) == 1:
            gradient = bias_gradient(gradient)
        expected.close(f"the gradient of the parameter {size}", gradient)
    numeric_gradient.check(model.forward, (x,), dout, {"dx": dx}, pick=None)


@question("small_cnn", points=3)
def test_your_networks_gradients_are_those_of_its_scores(submission, rng):
    model = submission.module("cnn.cnn_models").SmallConvolutionalNetwork()
    layers = [layer for layer in model.net.layers if len(layer.params)]
    # parameters may begin in single precision, too coarse for numeric gradients
    for layer in layers:
        for name in layer.params:
            layer.params[name] = as_array(name, layer.params[name]).astype(np.float64)
    x, dout = rng.randn(1, 32, 32, 3), rng.randn(1, 20)
    scores = as_array("scores", model.forward(x, False))
    check(bool(scores.any()), "all scores are zero")
    dx = model.backward(dout)
    random, args = np.random.RandomState(0), (x, False)
    compare_numerically("dx", Forward(model.forward, args, 0, None, dout), dx, random)
    # the first layer's gradient has come through all the others
    for layer in (layers[0], layers[-1]):
        for name in layer.params:
            gradient = layer.grads[name]
            if np.ndim(layer.params[name]) == 1:
                gradient = bias_gradient(gradient)
            forward = Forward(model.forward, args, (layer.params, name), None, dout)
            compare_numerically(f"grads[{name!r}]", forward, gradient, random)


@question("small_cnn_training", points=20)
def test_accuracy_on_the_validation_images(submission, training):
    images, labels = training.images("train")
    count = len(images) * 4 // 5
    mean = images[:count].mean(axis=(0, 1, 2)) / 255
    std = images[:count].std(axis=(0, 1, 2)) / 255
    model = submission.module("cnn.cnn_models").SmallConvolutionalNetwork()
    # what was saved may be hostile: it is opened in the submission's own process
    saved = submission.library("numpy").load(
        submission.file("best_small_cnn.npy"), allow_pickle=True
    )
    model.net.load(saved.item())

    def predict(model, batch):
        normal = ((batch / 255 - mean) / std).astype(np.float32)
        scores = [model.forward(part, False) for part in np.array_split(normal, 5)]
        return np.concatenate([as_array("scores", part) for part in scores])

    training.score(model, predict, images[count:], labels[count:])
