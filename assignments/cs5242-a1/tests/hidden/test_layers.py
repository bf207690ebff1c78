"""The layers, hidden checks: other shapes, other numbers, the corners."""

import contextlib

import numpy as np
import pytest

from autograder.grade import check, question
from autograder.grade.compare import close
from autograder.grade.growth import check_growth
from autograder.sandbox import Raised

# images (N, C, H, W), window (height, width), stride, pad
GEOMETRIES = {
    "a batch of one": ((1, 1, 5, 5), (3, 3), 1, 0),
    "wide images and a border": ((2, 3, 6, 8), (3, 3), 1, 1),
    "windows that do not tile": ((2, 2, 7, 9), (2, 3), 2, 0),
    "overlap and a border": ((2, 2, 8, 5), (3, 2), 2, 1),
    "gaps between windows": ((3, 2, 9, 7), (2, 2), 3, 1),
    "one window": ((2, 3, 3, 4), (3, 4), 1, 0),
}
every_geometry = pytest.mark.parametrize(
    "geometry", GEOMETRIES.values(), ids=GEOMETRIES
)


def random_convolution(submission, rng, geometry, kernels=4):
    """Return a layer with weights and a bias of its own, and images for it."""
    shape, (height, width), stride, pad = geometry
    params = {"kernel_h": height, "kernel_w": width, "stride": stride, "pad": pad}
    params |= {"in_channel": shape[1], "out_channel": kernels}
    layer = submission.module("layers").Convolution(params)
    layer.weights = rng.randn(kernels, shape[1], height, width)
    layer.bias = rng.randn(kernels)
    return layer, rng.randn(*shape)


def pooling(submission, pool_type, geometry):
    _, (height, width), stride, pad = geometry
    params = {"pool_type": pool_type, "pool_height": height, "pool_width": width}
    return submission.module("layers").Pooling({**params, "stride": stride, "pad": pad})


def gradient_for(rng, inputs, geometry, channels):
    """Draw a gradient of the outputs' shape."""
    _, window, stride, pad = geometry
    size = [
        1 + (length + 2 * pad - side) // stride
        for length, side in zip(inputs.shape[2:], window, strict=True)
    ]
    return rng.randn(len(inputs), channels, *size)


def run_forward(layer, inputs):
    """Let a layer keep what its backward pass needs; other checks judge the outputs."""
    with contextlib.suppress(Raised):
        layer.forward(inputs)


def check_gradients(layer, inputs, in_grads, numeric_gradient, expected=None):
    """Check a layer's gradients; those of weights and bias if ``expected`` is given."""
    run_forward(layer, inputs)
    out_grads = layer.backward(in_grads, inputs)
    if expected is not None:
        expected.close("w_grad", layer.w_grad)
        # a row (1, M) will do: it broadcasts against the bias
        expected.close("b_grad", np.ravel(layer.b_grad))
    numeric_gradient.check(
        layer.forward, (inputs,), in_grads, {"out_grads": out_grads}, pick=None
    )


def few_and_many_kernels(submission, rng):
    """Yield two layers, one of 50 times as many kernels, and a small image for each."""
    for kernels in (100, 5000):
        params = {"kernel_h": 3, "kernel_w": 3, "stride": 1, "pad": 0}
        params |= {"in_channel": 1, "out_channel": kernels}
        layer = submission.module("layers").Convolution(params)
        yield layer, rng.randn(1, 1, 4, 4)


@question("convolution_forward", points=0.5)
def test_convolution_has_no_loop_over_kernels(submission, rng):
    few, many = (
        (layer.forward, (image,))
        for layer, image in few_and_many_kernels(submission, rng)
    )
    check_growth(few, many, 50, "kernels")


@question("convolution_forward", points=5.5)
@every_geometry
def test_convolution_forward(submission, expected, rng, geometry):
    layer, inputs = random_convolution(submission, rng, geometry)
    expected.close("outputs", layer.forward(inputs))


@question("convolution_backward", points=0.5)
def test_convolution_backward_has_no_loop_over_kernels(submission, rng):
    calls = []
    for layer, image in few_and_many_kernels(submission, rng):
        run_forward(layer, image)
        kernels = len(layer.weights)
        calls.append((layer.backward, (rng.randn(1, kernels, 2, 2), image)))
    check_growth(*calls, 50, "kernels")


@question("convolution_backward", points=6.5)
@every_geometry
def test_convolution_backward(submission, expected, numeric_gradient, rng, geometry):
    layer, inputs = random_convolution(submission, rng, geometry)
    in_grads = gradient_for(rng, inputs, geometry, channels=4)
    check_gradients(layer, inputs, in_grads, numeric_gradient, expected)


@question("dropout_forward", points=1.5)
@pytest.mark.parametrize("ratio", [0.0, 0.25, 0.7])
def test_dropout_drops_its_share_and_keeps_the_mean(submission, rng, ratio):
    dropout = submission.module("layers").Dropout(ratio)
    dropout.set_mode(True)
    inputs = 1 + rng.rand(100, 200)
    factors = np.asarray(dropout.forward(inputs)) / inputs
    check(factors.shape == inputs.shape, "the outputs have another shape than inputs")
    dropped = float((factors == 0).mean())
    # 20,000 draws: the bound is over 6 standard errors wide
    words = f"a share of {dropped:.3f} is zero; should be {ratio}"
    check(abs(dropped - ratio) <= 0.02 * (ratio > 0), words)
    kept = factors[factors != 0]
    close("what is kept, over its input", kept, np.full(kept.shape, 1 / (1 - ratio)))


@question("dropout_forward", points=1)
def test_dropout_decides_for_each_element_anew(submission, rng):
    dropout = submission.module("layers").Dropout(0.5)
    dropout.set_mode(True)
    inputs = 1 + rng.rand(40, 50)
    first, second = (np.asarray(dropout.forward(inputs)) != 0 for _ in range(2))
    check(bool((first != second).any()), "two calls without a seed drop the same")
    # by chance alone, a line of 40 fair coins agrees once in 10**11 tries
    whole = (first.all(axis=0) | ~first.any(axis=0)).any()
    whole |= (first.all(axis=1) | ~first.any(axis=1)).any()
    check(not whole, "whole rows or columns are dropped together, not single elements")


@question("dropout_forward", points=0.5)
def test_dropout_with_a_seed_repeats_its_mask(submission, rng):
    dropout = submission.module("layers").Dropout(0.5, seed=7)
    dropout.set_mode(True)
    inputs = 1 + rng.rand(40, 50)
    first, second = (np.asarray(dropout.forward(inputs)) for _ in range(2))
    check(bool((first == 0).any()), "nothing is dropped at all")
    close("the outputs of a second call with the same seed", second, first)


@question("dropout_forward", points=1)
def test_dropout_changes_nothing_in_testing(submission, rng):
    dropout = submission.module("layers").Dropout(0.6)
    dropout.set_mode(False)
    inputs = rng.randn(3, 2, 4, 5)
    close("outputs", dropout.forward(inputs), inputs)


@question("dropout_backward", points=2)
@pytest.mark.parametrize("ratio", [0.25, 0.7])
def test_dropout_backward_has_the_latest_mask(submission, rng, ratio):
    dropout = submission.module("layers").Dropout(ratio)
    dropout.set_mode(True)
    dropout.forward(1 + rng.rand(30, 40))
    inputs, in_grads = 1 + rng.rand(30, 40), rng.randn(30, 40)
    factors = np.asarray(dropout.forward(inputs)) / inputs
    check(bool((factors == 0).any()), "the forward pass drops nothing to begin with")
    close("out_grads", dropout.backward(in_grads, inputs), in_grads * factors)


@question("dropout_backward", points=1)
def test_dropout_passes_every_gradient_in_testing(submission, rng):
    dropout = submission.module("layers").Dropout(0.6)
    inputs, in_grads = rng.randn(5, 6), rng.randn(5, 6)
    dropout.set_mode(True)
    dropout.forward(inputs)
    dropout.set_mode(False)
    dropout.forward(inputs)
    close("out_grads", dropout.backward(in_grads, inputs), in_grads)


@question("pooling_forward", points=2.5)
@every_geometry
def test_max_pooling_forward(submission, expected, rng, geometry):
    # positive pixels: what an implementation has for a border makes no difference
    inputs = rng.rand(*geometry[0])
    layer = pooling(submission, "max", geometry)
    expected.close("outputs", layer.forward(inputs))


@question("pooling_forward", points=2.5)
@every_geometry
def test_average_pooling_forward(submission, expected, rng, geometry):
    inputs = rng.randn(*geometry[0])
    layer = pooling(submission, "avg", geometry)
    expected.close("outputs", layer.forward(inputs))


@question("pooling_forward", points=0.5)
def test_max_pooling_of_negative_pixels(submission, expected, rng):
    geometry = ((2, 3, 6, 4), (2, 2), 2, 0)
    layer = pooling(submission, "max", geometry)
    expected.close("outputs", layer.forward(-1 - rng.rand(*geometry[0])))


@question("pooling_forward", points=0.5)
def test_zeros_of_the_border_are_above_negative_pixels(submission, expected, rng):
    geometry = GEOMETRIES["overlap and a border"]
    layer = pooling(submission, "max", geometry)
    expected.close("outputs", layer.forward(-1 - rng.rand(*geometry[0])))


@question("pooling_backward", points=3)
@every_geometry
def test_max_pooling_backward(submission, numeric_gradient, rng, geometry):
    inputs = rng.rand(*geometry[0])
    layer = pooling(submission, "max", geometry)
    in_grads = gradient_for(rng, inputs, geometry, channels=inputs.shape[1])
    check_gradients(layer, inputs, in_grads, numeric_gradient)


@question("pooling_backward", points=3)
@every_geometry
def test_average_pooling_backward(submission, numeric_gradient, rng, geometry):
    inputs = rng.randn(*geometry[0])
    layer = pooling(submission, "avg", geometry)
    in_grads = gradient_for(rng, inputs, geometry, channels=inputs.shape[1])
    check_gradients(layer, inputs, in_grads, numeric_gradient)


@question("pooling_backward", points=1)
def test_max_pooling_backward_for_negative_pixels(submission, numeric_gradient, rng):
    geometry = ((2, 3, 6, 5), (3, 2), 1, 0)
    inputs = -1 - rng.rand(*geometry[0])
    layer = pooling(submission, "max", geometry)
    in_grads = gradient_for(rng, inputs, geometry, channels=3)
    check_gradients(layer, inputs, in_grads, numeric_gradient)


# rows, features in, features out
SIZES = [(1, 1, 1), (1, 7, 3), (6, 4, 5), (12, 20, 2)]


def random_fclayer(submission, rng, size):
    rows, in_features, out_features = size
    layer = submission.module("layers").FCLayer(in_features, out_features)
    layer.weights = rng.randn(in_features, out_features)
    layer.bias = rng.randn(out_features)
    return layer, rng.randn(rows, in_features)


@question("fclayer_forward", points=3)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_fclayer_forward(submission, expected, rng, size):
    layer, inputs = random_fclayer(submission, rng, size)
    expected.close("outputs", layer.forward(inputs))


@question("fclayer_backward", points=4)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_fclayer_backward(submission, expected, numeric_gradient, rng, size):
    layer, inputs = random_fclayer(submission, rng, size)
    in_grads = rng.randn(size[0], size[2])
    check_gradients(layer, inputs, in_grads, numeric_gradient, expected)
