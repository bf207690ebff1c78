"""What every layer keeps to, whatever it computes."""

import numpy as np
import pytest
from layered.layers import (
    Convolution,
    Dropout,
    FCLayer,
    Flatten,
    Pooling,
    ReLU,
    image_windows,
)
from layered.layers import Layer as BaseLayer
from layered.utils.tools import Guassian

IMAGES = (2, 3, 7, 5)


def conv_params(**changes):
    params = {
        "kernel_h": 3,
        "kernel_w": 2,
        "stride": 2,
        "pad": 1,
        "in_channel": 3,
        "out_channel": 4,
    }
    return {**params, **changes}


def pool_params(pool_type, **changes):
    params = {"pool_type": pool_type, "pool_height": 3, "pool_width": 2}
    return {**params, "stride": 2, "pad": 1, **changes}


def make_layer(name, dtype=np.float64):
    """Return a layer and the shape of inputs for it."""
    start = Guassian(dtype=dtype)
    layers = {
        "convolution": (Convolution(conv_params(), start), IMAGES),
        "max pooling": (Pooling(pool_params("max")), IMAGES),
        "average pooling": (Pooling(pool_params("avg")), IMAGES),
        "fully connected": (FCLayer(5, 4, initializer=start), (6, 5)),
        "relu": (ReLU(), IMAGES),
        "dropout": (Dropout(0.3, seed=1), IMAGES),
        "flatten": (Flatten(), IMAGES),
    }
    return layers[name]


every_layer = pytest.mark.parametrize(
    "name",
    [
        "convolution",
        "max pooling",
        "average pooling",
        "fully connected",
        "relu",
        "dropout",
        "flatten",
    ],
)


@every_layer
def test_single_precision_stays_single(name):
    layer, shape = make_layer(name, np.float32)
    inputs = np.random.randn(*shape).astype(np.float32)
    outputs = layer.forward(inputs)
    out_grads = layer.backward(np.ones_like(outputs), inputs)
    dtypes = {outputs.dtype, out_grads.dtype}
    if layer.trainable:
        dtypes |= {layer.w_grad.dtype, layer.b_grad.dtype}
    assert dtypes == {np.dtype(np.float32)}


@every_layer
def test_nothing_given_is_changed(name):
    layer, shape = make_layer(name)
    inputs = np.random.randn(*shape)
    in_grads = np.random.randn(*layer.forward(inputs).shape)
    before = [inputs.copy(), in_grads.copy()]
    if layer.trainable:
        before += [layer.weights.copy(), layer.bias.copy()]
    layer.forward(inputs)
    layer.backward(in_grads, inputs)
    after = [inputs, in_grads]
    if layer.trainable:
        after += [layer.weights, layer.bias]
    for old, new in zip(before, after, strict=True):
        np.testing.assert_array_equal(old, new)


@every_layer
def test_strides_of_the_inputs_make_no_difference(name):
    layer, shape = make_layer(name)
    inputs = np.random.randn(*shape)
    wanted = layer.forward(inputs)
    in_grads = np.random.randn(*wanted.shape)
    wanted_grads = layer.backward(in_grads, inputs)
    for strange in (np.asfortranarray, lambda a: a[::-1].copy()[::-1]):
        outputs = layer.forward(strange(inputs))
        out_grads = layer.backward(strange(in_grads), strange(inputs))
        np.testing.assert_allclose(outputs, wanted, rtol=0, atol=1e-13)
        np.testing.assert_allclose(out_grads, wanted_grads, rtol=0, atol=1e-13)


@every_layer
def test_each_sample_of_a_batch_is_treated_alike(name):
    layer, shape = make_layer(name)
    layer.set_mode(False)  # dropout's mask differs from sample to sample
    inputs = np.random.randn(*shape)
    outputs = layer.forward(inputs)
    in_grads = np.random.randn(*outputs.shape)
    out_grads = layer.backward(in_grads, inputs)
    one = slice(1, 2)
    np.testing.assert_allclose(layer.forward(inputs[one]), outputs[one], rtol=1e-12)
    np.testing.assert_allclose(
        layer.backward(in_grads[one], inputs[one]), out_grads[one], rtol=1e-12
    )


@every_layer
def test_a_gradient_of_another_shape_is_refused(name):
    layer, shape = make_layer(name)
    inputs = np.random.randn(*shape)
    right = layer.forward(inputs).shape
    wrong = (*right[:-1], right[-1] + 1)
    with pytest.raises(ValueError, match="in_grads") as refused:
        layer.backward(np.zeros(wrong), inputs)
    assert str(wrong) in str(refused.value)
    assert str(right) in str(refused.value)


@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        ("convolution", (2, 4, 7, 5), "(4, 3, 3, 2)"),
        ("convolution", (3, 7, 5), "(4, 3, 3, 2)"),
        ("convolution", (2, 3, 0, 5), "(3, 2)"),
        ("max pooling", (2, 3, 7), "(N, C, H, W)"),
        ("average pooling", (2, 3, 0, 5), "(3, 2)"),
        ("fully connected", (6, 4), "(5, 4)"),
        ("fully connected", (5,), "(5, 4)"),
    ],
)
def test_inputs_of_another_shape_are_refused(name, wrong, said):
    layer, _ = make_layer(name)
    with pytest.raises(ValueError, match=r"\d") as refused:
        layer.forward(np.zeros(wrong))
    assert str(wrong) in str(refused.value)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "changes", [{"stride": 0}, {"pad": -1}, {"kernel_h": 0}, {"kernel_w": 0}]
)
def test_a_convolution_that_cannot_be_is_refused(changes):
    with pytest.raises(ValueError, match="no windows"):
        Convolution(conv_params(**changes))


def test_a_pooling_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="'median'"):
        Pooling(pool_params("median"))
    with pytest.raises(ValueError, match="stride 0"):
        Pooling(pool_params("max", stride=0))


def test_relu_passes_the_gradient_at_zero():
    inputs = np.array([-1.0, 0.0, 2.0])
    assert ReLU().forward(inputs).tolist() == [0, 0, 2]
    assert ReLU().backward(np.full(3, 5.0), inputs).tolist() == [0, 5, 5]


def test_zeros_of_the_border_take_part_in_pooling():
    inputs = -np.ones((1, 1, 1, 1))
    around = {"pool_height": 3, "pool_width": 3, "stride": 1}
    largest = Pooling(pool_params("max", **around))
    assert largest.forward(inputs).item() == 0
    assert largest.backward(np.ones((1, 1, 1, 1)), inputs).item() == 0
    average = Pooling(pool_params("avg", **around))
    assert average.forward(inputs).item() == pytest.approx(-1 / 9)
    assert average.backward(np.ones((1, 1, 1, 1)), inputs).item() == pytest.approx(
        1 / 9
    )


def test_of_equal_maxima_the_first_gets_the_gradient():
    pooling = Pooling(pool_params("max", pool_height=2, pad=0))
    inputs = np.ones((1, 1, 2, 2))
    out_grads = pooling.backward(np.full((1, 1, 1, 1), 3.0), inputs)
    assert out_grads.tolist() == [[[[3, 0], [0, 0]]]]


def test_dropout_drops_its_share_and_keeps_the_mean():
    np.random.seed(0)
    dropout, inputs = Dropout(0.25), np.ones((200, 500))
    outputs = dropout.forward(inputs)
    assert set(np.unique(outputs)) == {0, 1 / 0.75}
    assert np.mean(outputs == 0) == pytest.approx(0.25, abs=0.01)
    np.testing.assert_array_equal(outputs != 0, dropout.mask)
    np.testing.assert_array_equal(dropout.backward(inputs, inputs), outputs)


def test_dropout_draws_anew_unless_seeded():
    inputs = np.ones((10, 10))
    free, seeded = Dropout(0.5), Dropout(0.5, seed=3)
    assert (free.forward(inputs) != free.forward(inputs)).any()
    np.testing.assert_array_equal(seeded.forward(inputs), seeded.forward(inputs))


def test_dropout_does_nothing_outside_of_training():
    dropout, inputs = Dropout(0.5), np.random.randn(4, 5)
    dropout.set_mode(False)
    np.testing.assert_array_equal(dropout.forward(inputs), inputs)
    np.testing.assert_array_equal(dropout.backward(inputs, inputs), inputs)


@pytest.mark.parametrize("ratio", [-0.1, 1, 1.5])
def test_dropout_refuses_a_ratio_out_of_range(ratio):
    with pytest.raises(ValueError, match=str(ratio)):
        Dropout(ratio)


def test_parameters_go_out_and_in_by_name():
    layer = FCLayer(2, 3, name="fc")
    params, grads = layer.get_params("layer-7th")
    assert list(params) == ["layer-7th:fc/weights", "layer-7th:fc/bias"]
    assert params["layer-7th:fc/weights"] is layer.weights
    assert grads["layer-7th:fc/bias"] is layer.b_grad
    assert layer.bias.tolist() == [0, 0, 0]
    new = {name: value + 1 for name, value in params.items()}
    layer.update(new)
    assert layer.weights is new["layer-7th:fc/weights"]
    assert layer.bias.tolist() == [1, 1, 1]


def test_a_layer_that_is_not_to_be_trained_has_no_parameters():
    layer = FCLayer(2, 3)
    layer.set_trainable(False)
    assert layer.get_params("p") is None
    assert ReLU().get_params("p") is None


def test_windows_write_to_their_image():
    images = np.zeros((1, 1, 3, 5))
    windows = image_windows(images, 2, 3, 2)
    assert windows.shape == (1, 1, 1, 2, 2, 3)
    windows[0, 0, 0, 1, 1, 2] = 7
    assert images[0, 0, 1, 4] == 7


def test_the_base_class_has_no_function():
    layer = BaseLayer("base")
    with pytest.raises(NotImplementedError, match="Layer has no forward"):
        layer.forward(np.zeros(1))
    with pytest.raises(NotImplementedError, match="Layer has no backward"):
        layer.backward(np.zeros(1), np.zeros(1))
