"""The layers, public checks: the notebook's own inputs, so that both agree."""

import contextlib

import numpy as np

from autograder.grade import check, question
from autograder.grade.compare import close
from autograder.sandbox import Raised


def random_state():
    return np.random.RandomState(5242)


def run_forward(layer, inputs):
    """Let a layer keep what its backward pass needs; other checks judge the outputs."""
    with contextlib.suppress(Raised):
        layer.forward(inputs)


def notebooks_convolution(submission):
    """Return the notebook's layer of 2 kernels (3, 2), and its images."""
    params = {"kernel_h": 3, "kernel_w": 2, "stride": 2, "pad": 1}
    params |= {"in_channel": 2, "out_channel": 2}
    layer = submission.module("layers").Convolution(params)
    layer.weights = np.linspace(-0.3, 0.4, num=24).reshape(2, 2, 3, 2)
    layer.bias = np.array([0.1, -0.2])
    return layer, np.linspace(-1, 1, num=40).reshape(1, 2, 5, 4)


@question("convolution_forward", points=2)
def test_convolution_forward_on_the_notebooks_images(submission, expected):
    layer, inputs = notebooks_convolution(submission)
    expected.close("outputs", layer.forward(inputs))


@question("convolution_backward", points=3)
def test_convolution_backward_on_the_notebooks_images(
    submission, expected, numeric_gradient
):
    params = {"kernel_h": 3, "kernel_w": 3, "stride": 2, "pad": 0}
    params |= {"in_channel": 3, "out_channel": 10}
    layer = submission.module("layers").Convolution(params)
    draw = random_state()
    layer.weights, layer.bias = 0.1 * draw.randn(10, 3, 3, 3), draw.randn(10)
    inputs, in_grads = draw.rand(4, 3, 10, 20), draw.rand(4, 10, 4, 9)
    run_forward(layer, inputs)
    out_grads = layer.backward(in_grads, inputs)
    expected.close("w_grad", layer.w_grad)
    expected.close("b_grad", np.ravel(layer.b_grad))
    numeric_gradient.check(
        layer.forward, (inputs,), in_grads, {"out_grads": out_grads}, pick=None
    )


@question("dropout_forward", points=2)
def test_dropout_forward_drops_a_tenth_and_scales_the_rest(submission):
    dropout = submission.module("layers").Dropout(0.1, seed=1234)
    dropout.set_mode(True)
    inputs = 1 + random_state().rand(10, 10, 10, 20)
    factors = np.asarray(dropout.forward(inputs)) / inputs
    check(factors.shape == inputs.shape, "the outputs have another shape than inputs")
    dropped = float((factors == 0).mean())
    # 20,000 draws: the bound is over 9 standard errors wide
    check(abs(dropped - 0.1) < 0.02, f"a share of {dropped:.3f} is zero; should be 0.1")
    kept = factors[factors != 0]
    close("what is kept, over its input", kept, np.full(kept.shape, 1 / 0.9))


@question("dropout_backward", points=1)
def test_dropout_backward_passes_what_the_forward_passed(submission):
    dropout = submission.module("layers").Dropout(0.1, seed=1234)
    dropout.set_mode(True)
    draw = random_state()
    inputs, in_grads = 1 + draw.rand(10, 10, 10, 20), draw.rand(10, 10, 10, 20)
    factors = np.asarray(dropout.forward(inputs)) / inputs
    check(bool((factors == 0).any()), "the forward pass drops nothing to begin with")
    close("out_grads", dropout.backward(in_grads, inputs), in_grads * factors)


def notebooks_pooling(submission, pool_type):
    """Return the notebook's layer of windows (2, 3), and its images."""
    params = {"pool_type": pool_type, "pool_height": 2, "pool_width": 3}
    params |= {"stride": 2, "pad": 0}
    layer = submission.module("layers").Pooling(params)
    return layer, np.sin(np.arange(30.0)).reshape(1, 1, 5, 6)


@question("pooling_forward", points=1)
def test_max_pooling_forward_on_the_notebooks_image(submission, expected):
    layer, inputs = notebooks_pooling(submission, "max")
    expected.close("outputs", layer.forward(inputs))


@question("pooling_forward", points=1)
def test_average_pooling_forward_on_the_notebooks_image(submission, expected):
    layer, inputs = notebooks_pooling(submission, "avg")
    expected.close("outputs", layer.forward(inputs))


@question("pooling_backward", points=1.5)
def test_max_pooling_backward_on_the_notebooks_image(submission, numeric_gradient):
    layer, inputs = notebooks_pooling(submission, "max")
    in_grads = random_state().rand(1, 1, 2, 2)
    run_forward(layer, inputs)
    out_grads = layer.backward(in_grads, inputs)
    numeric_gradient.check(
        layer.forward, (inputs,), in_grads, {"out_grads": out_grads}, pick=None
    )


@question("pooling_backward", points=1.5)
def test_average_pooling_backward_on_the_notebooks_image(submission, numeric_gradient):
    layer, inputs = notebooks_pooling(submission, "avg")
    in_grads = random_state().rand(1, 1, 2, 2)
    run_forward(layer, inputs)
    out_grads = layer.backward(in_grads, inputs)
    numeric_gradient.check(
        layer.forward, (inputs,), in_grads, {"out_grads": out_grads}, pick=None
    )


@question("fclayer_forward", points=1)
def test_fclayer_forward_on_the_notebooks_rows(submission, expected):
    layer = submission.module("layers").FCLayer(in_features=4, out_features=3)
    layer.weights = np.linspace(-0.2, 0.3, num=12).reshape(4, 3)
    layer.bias = np.array([0.5, 0.0, -0.5])
    inputs = np.linspace(-1, 1, num=8).reshape(2, 4)
    expected.close("outputs", layer.forward(inputs))


@question("fclayer_backward", points=2)
def test_fclayer_backward_on_the_notebooks_rows(submission, expected, numeric_gradient):
    layer = submission.module("layers").FCLayer(in_features=20, out_features=100)
    draw = random_state()
    layer.weights, layer.bias = 0.1 * draw.randn(20, 100), draw.randn(100)
    inputs, in_grads = draw.rand(10, 20), draw.rand(10, 100)
    run_forward(layer, inputs)
    out_grads = layer.backward(in_grads, inputs)
    expected.close("w_grad", layer.w_grad)
    expected.close("b_grad", np.ravel(layer.b_grad))
    numeric_gradient.check(
        layer.forward, (inputs,), in_grads, {"out_grads": out_grads}, pick=None
    )
