"""What layers, losses and networks refuse, and that they say both shapes."""

import numpy as np
import pytest
from functional import fast_layers, layer_utils, layers
from functional.classifiers.cnn import ThreeLayerConvNet
from functional.classifiers.fc_net import FullyConnectedNet

CONV = {"stride": 2, "pad": 1}
POOL = {"pool_height": 3, "pool_width": 2, "stride": 2}
TRAIN = {"mode": "train"}
CONVOLUTIONS = [layers.conv_forward_naive, fast_layers.conv_forward_fast]
POOLINGS = [layers.max_pool_forward_naive, fast_layers.max_pool_forward_fast]


def ones(*shapes):
    return [np.ones(shape) for shape in shapes]


def test_batchnorm_needs_a_mode():
    args = ones((3, 4), 4, 4)
    for bn_param in ({}, {"mode": "tset"}):
        with pytest.raises(ValueError, match="mode"):
            layers.batchnorm_forward(*args, bn_param)


def test_batchnorm_can_not_be_differentiated_in_testing():
    x, gamma, beta = ones((3, 4), 4, 4)
    _, cache = layers.batchnorm_forward(x, gamma, beta, {"mode": "test"})
    for backward in (layers.batchnorm_backward, layers.batchnorm_backward_alt):
        with pytest.raises(ValueError, match="'test'"):
            backward(x, cache)


@pytest.mark.parametrize("p", [0, -0.1, 1.1])
def test_dropout_needs_a_probability(p):
    with pytest.raises(ValueError, match=str(p)):
        layers.dropout_forward(np.ones(3), {"mode": "train", "p": p})


def test_dropout_needs_a_mode():
    with pytest.raises(ValueError, match="'tset'"):
        layers.dropout_forward(np.ones(3), {"mode": "tset", "p": 0.5})


def test_dropout_in_testing_passes_everything():
    x = np.arange(12.0).reshape(3, 4)
    out, cache = layers.dropout_forward(x, {"mode": "test", "p": 0.5})
    np.testing.assert_array_equal(out, x)
    np.testing.assert_array_equal(layers.dropout_backward(x, cache), x)


def test_normalization_is_one_of_three():
    with pytest.raises(ValueError, match="'groupnorm'"):
        FullyConnectedNet([5], normalization="groupnorm")


# the forward, its arguments' shapes, and what it takes besides
MISFITS = {
    "affine, features": (layers.affine_forward, [(3, 4), (5, 2), (2,)], ()),
    "affine, biases": (layers.affine_forward, [(3, 4), (4, 2), (3,)], ()),
    "batchnorm": (layers.batchnorm_forward, [(3, 4), (5,), (5,)], (TRAIN,)),
    "layernorm": (layers.layernorm_forward, [(3, 4), (5,), (5,)], ({},)),
    "spatial batchnorm": (
        layers.spatial_batchnorm_forward,
        [(2, 3, 5, 5), (2,), (2,)],
        (TRAIN,),
    ),
    "spatial groupnorm": (
        layers.spatial_groupnorm_forward,
        [(2, 4, 5, 5), (4,), (4,)],
        (2, {}),
    ),
}


@pytest.mark.parametrize("name", MISFITS)
def test_shapes_that_do_not_fit_are_told(name):
    forward, shapes, params = MISFITS[name]
    with pytest.raises(ValueError, match="must be") as caught:
        forward(*ones(*shapes), *params)
    for shape in shapes:
        assert str(shape) in str(caught.value)


@pytest.mark.parametrize("forward", CONVOLUTIONS)
@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        ([(2, 3, 5, 5), (4, 2, 3, 3), (4,)], "takes"),
        ([(2, 3, 5, 5), (4, 3, 3, 3), (3,)], "takes"),
        ([(3, 5, 5), (4, 3, 3, 3), (4,)], "takes"),
        ([(2, 3, 5, 5), (4, 3, 8, 3), (4,)], "do not fit"),
    ],
)
def test_filters_that_do_not_fit_are_told(forward, shapes, message):
    with pytest.raises(ValueError, match=message) as caught:
        forward(*ones(*shapes), CONV)
    assert str(shapes[0]) in str(caught.value)
    assert str(shapes[1]) in str(caught.value)


@pytest.mark.parametrize("forward", CONVOLUTIONS)
@pytest.mark.parametrize("param", [{"stride": 0, "pad": 0}, {"stride": 1, "pad": -1}])
def test_strides_and_borders_that_can_not_be_are_told(forward, param):
    with pytest.raises(ValueError, match=f"stride {param['stride']}, pad"):
        forward(*ones((1, 1, 3, 3), (1, 1, 2, 2), 1), param)


@pytest.mark.parametrize("forward", POOLINGS)
def test_windows_larger_than_the_images_are_told(forward):
    with pytest.raises(ValueError, match=r"\(3, 2\).*\(1, 1, 2, 2\)"):
        forward(np.ones((1, 1, 2, 2)), POOL)


@pytest.mark.parametrize("forward", POOLINGS)
def test_windows_that_never_move_are_told(forward):
    with pytest.raises(ValueError, match="stride 0"):
        forward(np.ones((1, 1, 4, 4)), {**POOL, "stride": 0})


def test_groups_that_do_not_divide_the_channels_are_told():
    args = ones((2, 4, 3, 3), (1, 4, 1, 1), (1, 4, 1, 1))
    with pytest.raises(ValueError, match=r"\(2, 4, 3, 3\).*4 channels.*3 equal"):
        layers.spatial_groupnorm_forward(*args, 3, {})


CONV_ARGS = [*ones((3, 4, 7, 6), (5, 4, 3, 2), 5), CONV]
BACKWARDS = [
    (layers.affine_forward, layers.affine_backward, ones((3, 4), (4, 5), 5)),
    (layers.relu_forward, layers.relu_backward, ones((3, 4))),
    (layers.conv_forward_naive, layers.conv_backward_naive, CONV_ARGS),
    (fast_layers.conv_forward_fast, fast_layers.conv_backward_fast, CONV_ARGS),
    (
        layers.max_pool_forward_naive,
        layers.max_pool_backward_naive,
        [np.ones((3, 4, 7, 6)), POOL],
    ),
    (
        fast_layers.max_pool_forward_fast,
        fast_layers.max_pool_backward_fast,
        [np.ones((3, 4, 7, 6)), POOL],
    ),
    (layer_utils.conv_relu_forward, layer_utils.conv_relu_backward, CONV_ARGS),
]


@pytest.mark.parametrize(("forward", "backward", "args"), BACKWARDS)
def test_a_gradient_of_another_shape_than_the_output_is_told(forward, backward, args):
    out, cache = forward(*args)
    wrong = (out.shape[0] + 1, *out.shape[1:])
    with pytest.raises(ValueError, match="dout") as caught:
        backward(np.ones(wrong), cache)
    assert str(wrong) in str(caught.value)
    assert str(out.shape) in str(caught.value)


@pytest.mark.parametrize("loss_function", [layers.softmax_loss, layers.svm_loss])
def test_scores_and_labels_of_other_numbers_are_told(loss_function):
    with pytest.raises(ValueError, match=r"\(3, 4\).*\(2,\)"):
        loss_function(np.ones((3, 4)), np.array([0, 1]))


def test_images_of_another_size_than_the_networks_are_told():
    net = ThreeLayerConvNet((3, 8, 8), num_filters=2, filter_size=3)
    with pytest.raises(ValueError, match=r"\(2, 2, 5, 5\).*\(32, 100\)"):
        net.loss(np.ones((2, 3, 10, 10)))
