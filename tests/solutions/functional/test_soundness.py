"""What every layer, loss, rule and network owes its caller, whatever it computes.

Single precision stays single, arguments stay as they are, strides and a batch of one
make no difference.
"""

from functools import partial

import numpy as np
import pytest
from functional import fast_layers, layer_utils, layers, optim
from functional.classifiers.cnn import ThreeLayerConvNet
from functional.classifiers.fc_net import FullyConnectedNet
from functional.nndl import fc_net as nndl_fc_net

CONV = {"stride": 2, "pad": 1}
POOL = {"pool_height": 3, "pool_width": 2, "stride": 2}
TRAIN = {"mode": "train"}
IMAGES = (3, 4, 7, 6)
FILTERS = [(5, 4, 3, 2), (5,)]


def fresh(forward, param):
    """Give every call a dict of its own: batch normalisation writes in it."""
    return lambda *args: forward(*args, dict(param))


def groupnorm(x, gamma, beta):
    return layers.spatial_groupnorm_forward(x, gamma, beta, 2, {})


def conv_bn_relu(x, w, b, gamma, beta):
    return layer_utils.conv_bn_relu_forward(x, w, b, gamma, beta, CONV, dict(TRAIN))


def conv_relu_pool(x, w, b):
    return layer_utils.conv_relu_pool_forward(x, w, b, CONV, POOL)


# forward, backward, shapes of what the forward takes
LAYERS = {
    "affine": (
        layers.affine_forward,
        layers.affine_backward,
        [(3, 4, 2), (8, 5), (5,)],
    ),
    "relu": (layers.relu_forward, layers.relu_backward, [(3, 4)]),
    "batchnorm": (
        fresh(layers.batchnorm_forward, TRAIN),
        layers.batchnorm_backward,
        [(6, 4), (4,), (4,)],
    ),
    "batchnorm, alternative": (
        fresh(layers.batchnorm_forward, TRAIN),
        layers.batchnorm_backward_alt,
        [(6, 4), (4,), (4,)],
    ),
    "layernorm": (
        fresh(layers.layernorm_forward, {}),
        layers.layernorm_backward,
        [(6, 4), (4,), (4,)],
    ),
    "dropout": (
        fresh(layers.dropout_forward, {"mode": "train", "p": 0.6, "seed": 0}),
        layers.dropout_backward,
        [(6, 4)],
    ),
    "conv, naive": (
        fresh(layers.conv_forward_naive, CONV),
        layers.conv_backward_naive,
        [IMAGES, *FILTERS],
    ),
    "conv, fast": (
        fresh(fast_layers.conv_forward_fast, CONV),
        fast_layers.conv_backward_fast,
        [IMAGES, *FILTERS],
    ),
    "max pool, naive": (
        fresh(layers.max_pool_forward_naive, POOL),
        layers.max_pool_backward_naive,
        [IMAGES],
    ),
    "max pool, fast": (
        fresh(fast_layers.max_pool_forward_fast, POOL),
        fast_layers.max_pool_backward_fast,
        [IMAGES],
    ),
    "spatial batchnorm": (
        fresh(layers.spatial_batchnorm_forward, TRAIN),
        layers.spatial_batchnorm_backward,
        [IMAGES, (4,), (4,)],
    ),
    "spatial groupnorm": (
        groupnorm,
        layers.spatial_groupnorm_backward,
        [IMAGES, (1, 4, 1, 1), (1, 4, 1, 1)],
    ),
    "affine, relu": (
        layer_utils.affine_relu_forward,
        layer_utils.affine_relu_backward,
        [(3, 4, 2), (8, 5), (5,)],
    ),
    "conv, relu": (
        fresh(layer_utils.conv_relu_forward, CONV),
        layer_utils.conv_relu_backward,
        [IMAGES, *FILTERS],
    ),
    "conv, batchnorm, relu": (
        conv_bn_relu,
        layer_utils.conv_bn_relu_backward,
        [IMAGES, *FILTERS, (5,), (5,)],
    ),
    "conv, relu, pool": (
        conv_relu_pool,
        layer_utils.conv_relu_pool_backward,
        [IMAGES, *FILTERS],
    ),
}


@pytest.fixture(params=LAYERS)
def layer(request):
    return LAYERS[request.param]


def draw(shapes, dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape).astype(dtype) for shape in shapes]


def run(forward, backward, args, arrange=np.array):
    """Return out and all gradients, of arrays arranged in memory in some way."""
    out, cache = forward(*map(arrange, args))
    (dout,) = draw([out.shape], out.dtype, seed=1)
    gradients = backward(arrange(dout), cache)
    return [out, *(gradients if isinstance(gradients, tuple) else (gradients,))]


def test_single_precision_stays_single(layer):
    forward, backward, shapes = layer
    results = run(forward, backward, draw(shapes, np.float32))
    assert {result.dtype for result in results} == {np.dtype(np.float32)}
    exact = run(forward, backward, draw(shapes))
    for result, right in zip(results, exact, strict=True):
        largest = max(1, np.abs(right).max())
        np.testing.assert_allclose(result, right, rtol=0, atol=1e-5 * largest)


def frozen(array):
    array = np.array(array)
    array.setflags(write=False)
    return array


def test_no_argument_is_written_to(layer):
    forward, backward, shapes = layer
    # writing to such an array raises
    results = run(forward, backward, draw(shapes), frozen)
    right = run(forward, backward, draw(shapes))
    for result, other in zip(results, right, strict=True):
        np.testing.assert_array_equal(result, other)


def test_a_backward_pass_can_be_run_twice(layer):
    forward, backward, shapes = layer
    out, cache = forward(*draw(shapes))
    first, second = backward(out, cache), backward(out, cache)
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


def fortran(array):
    return np.asfortranarray(array)


def reversed_in_memory(array):
    every_axis = (slice(None, None, -1),) * array.ndim
    return np.array(array[every_axis])[every_axis]


def every_other(array):
    spaced = np.full([2 * size for size in array.shape], np.nan, array.dtype)
    spaced[(slice(None, None, 2),) * array.ndim] = array
    return spaced[(slice(None, None, 2),) * array.ndim]


@pytest.mark.parametrize("arrange", [fortran, reversed_in_memory, every_other])
def test_strides_make_no_difference(layer, arrange):
    forward, backward, shapes = layer
    results = run(forward, backward, draw(shapes), arrange)
    right = run(forward, backward, draw(shapes))
    for result, other in zip(results, right, strict=True):
        np.testing.assert_allclose(result, other, rtol=1e-12, atol=1e-12)


EACH_SAMPLE_ON_ITS_OWN = [
    name for name in LAYERS if "batchnorm" not in name and name != "dropout"
]


@pytest.mark.parametrize("name", EACH_SAMPLE_ON_ITS_OWN)
def test_a_batch_of_one_gives_what_the_sample_gives_in_a_larger_one(name):
    forward, backward, shapes = LAYERS[name]
    x, *weights = draw(shapes)
    out, cache = forward(x, *weights)
    out_alone, cache_alone = forward(x[:1], *weights)
    np.testing.assert_allclose(out_alone, out[:1], rtol=1e-12, atol=1e-12)

    # only the first sample has a gradient, so that it alone makes the weights'
    (dout,) = draw([out.shape], seed=1)
    dout[1:] = 0
    if not weights:
        dx, dx_alone = backward(dout, cache), backward(dout[:1], cache_alone)
        np.testing.assert_allclose(dx_alone, dx[:1], rtol=1e-12, atol=1e-12)
        return
    dx, *dweights = backward(dout, cache)
    dx_alone, *dweights_alone = backward(dout[:1], cache_alone)
    np.testing.assert_allclose(dx_alone, dx[:1], rtol=1e-12, atol=1e-12)
    for alone, among_others in zip(dweights_alone, dweights, strict=True):
        np.testing.assert_allclose(alone, among_others, rtol=1e-12, atol=1e-12)


def test_batchnorm_of_one_sample_is_beta():
    x, gamma, beta = draw([(1, 4), (4,), (4,)])
    out, cache = layers.batchnorm_forward(x, gamma, beta, {"mode": "train"})
    np.testing.assert_array_equal(out, beta[np.newaxis])
    for backward in (layers.batchnorm_backward, layers.batchnorm_backward_alt):
        dx, _, _ = backward(np.ones((1, 4)), cache)
        np.testing.assert_allclose(dx, 0, atol=1e-10)


LOSSES = [layers.softmax_loss, layers.svm_loss]


@pytest.mark.parametrize("loss_function", LOSSES)
def test_losses_keep_precision_and_arguments(loss_function):
    x = frozen(draw([(5, 4)], np.float32)[0])
    y = frozen(np.array([0, 3, 1, 1, 2]))
    loss, dx = loss_function(x, y)
    assert dx.dtype == np.float32
    assert np.result_type(loss) == np.float32
    right, right_dx = loss_function(x.astype(np.float64), y)
    assert loss == pytest.approx(right, rel=1e-5)
    np.testing.assert_allclose(dx, right_dx, atol=1e-6)


@pytest.mark.parametrize("size", [1e3, 1e300])
def test_softmax_of_huge_scores_neither_overflows_nor_warns(size):
    x = size * np.array([[1.0, -1.0], [1.0, -1.0]])
    loss, dx = layers.softmax_loss(x, np.array([0, 1]))
    assert loss == size  # the mean of 0 and 2 * size
    np.testing.assert_array_equal(dx, [[0, 0], [0.5, -0.5]])


RULES = [optim.sgd, optim.sgd_momentum, optim.rmsprop, optim.adam]


@pytest.mark.parametrize("rule", RULES)
def test_rules_keep_precision_and_arguments(rule):
    w, dw = map(frozen, draw([(3, 4), (3, 4)], np.float32))
    first, config = rule(w, dw)
    second, _ = rule(first, dw, config)
    assert first.dtype == second.dtype == np.float32
    assert np.all(np.sign(first - w) == -np.sign(dw))


@pytest.mark.parametrize("rule", RULES)
def test_rules_enter_their_defaults_in_the_dict_they_get(rule):
    defaults = {
        optim.sgd: {"learning_rate": 1e-2},
        optim.sgd_momentum: {"learning_rate": 1e-2, "momentum": 0.9},
        optim.rmsprop: {"learning_rate": 1e-2, "decay_rate": 0.99, "epsilon": 1e-8},
        optim.adam: {
            **{"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
            "t": 1,  # after the step
        },
    }
    config = {}
    _, returned = rule(np.ones(2), np.ones(2), config)
    assert returned is config
    numbers = {key: v for key, v in config.items() if not isinstance(v, np.ndarray)}
    assert numbers == defaults[rule]


NETWORKS = {
    "fully connected": partial(FullyConnectedNet, [5], 12, 3),
    "with batchnorm": partial(FullyConnectedNet, [5], 12, 3, normalization="batchnorm"),
    "with layernorm": partial(FullyConnectedNet, [5], 12, 3, normalization="layernorm"),
    "with dropout": partial(FullyConnectedNet, [5], 12, 3, 0.5, seed=0),
    "nndl's": partial(nndl_fc_net.FullyConnectedNet, [5], 12, 3),
    "convolutional": partial(ThreeLayerConvNet, (3, 2, 2), 4, 3, 5, 3),
}


@pytest.mark.parametrize("make", NETWORKS.values(), ids=NETWORKS)
def test_networks_of_single_precision_train_in_it(make):
    net = make(dtype=np.float32)
    X, y = frozen(draw([(4, 3, 2, 2)])[0]), np.array([0, 2, 1, 1])
    for name, param in net.params.items():
        net.params[name] = frozen(param)
    loss, grads = net.loss(X, y)
    scores = net.loss(X)
    assert np.result_type(loss) == scores.dtype == np.float32
    assert {grad.dtype for grad in grads.values()} == {np.dtype(np.float32)}
