"""The container: whose parameters they are, what is gathered when, the penalties."""

import numpy as np
import pytest
import torch
from sequential.cnn import layer_utils as cnn_layer_utils
from sequential.mlp.layer_utils import fc, flatten, gelu, sequential


def small_net():
    return sequential(
        flatten(name="flat"), fc(3, 4, name="a"), gelu(), fc(4, 2, 1, "b")
    )


def test_names_lead_to_layers_and_parameters():
    net = small_net()
    assert list(net.layer_names) == ["flat", "a", "gelu", "b"]
    assert net.paramName2Indices == {"a_w": 1, "a_b": 1, "b_w": 3, "b_b": 3}
    assert list(net.params) == list(net.grads) == ["a_w", "a_b", "b_w", "b_b"]
    assert [layer.name for layer in net.layers] == ["flat", "a", "gelu", "b"]


def test_a_name_that_occurs_twice_is_refused():
    with pytest.raises(ValueError, match="'fc'"):
        sequential(fc(2, 3), gelu(), fc(3, 2))


def test_assigning_reaches_the_layer_and_gathering_the_container():
    net = small_net()
    w, dw = np.ones((3, 4)), np.full((3, 4), 2.0)
    net.assign("a_w", w)
    net.assign_grads("a_w", dw)
    assert net.layers[1].params["a_w"] is w
    assert net.layers[1].grads["a_w"] is dw
    assert net.get_params("a_w") is not w
    assert net.get_grads("a_w") is None
    net.gather_params()
    net.gather_grads()
    assert net.get_params("a_w") is w
    assert net.get_grads("a_w") is dw


def test_parameters_survive_saving_and_loading(capsys):
    source, target = small_net(), small_net()
    target.load({**source.params, "of_another_net": np.ones(3)})
    target.gather_params()
    for name, value in source.params.items():
        np.testing.assert_array_equal(target.get_params(name), value)
        assert not np.shares_memory(target.get_params(name), value)
    assert capsys.readouterr().out.splitlines()[0] == (
        "Loading Params: a_w Shape: (3, 4)"
    )


def test_parameters_missing_from_what_is_loaded_stay_as_they_are():
    net = small_net()
    before = net.params["b_w"]
    net.load({"a_b": np.ones(4)})
    assert net.layers[3].params["b_w"] is before
    np.testing.assert_array_equal(net.layers[1].params["a_b"], np.ones(4))


def test_loading_a_wrong_shape_names_both():
    with pytest.raises(ValueError, match=r"a_w is \(3, 4\), but \(4, 3\)"):
        small_net().load({"a_w": np.ones((4, 3))})


PENALTIES = {
    "l1": ("apply_l1_regularization", lambda p: p.abs().sum()),
    "l2": ("apply_l2_regularization", lambda p: (p * p).sum()),
}


@pytest.mark.parametrize(("method", "penalty"), PENALTIES.values(), ids=PENALTIES)
def test_penalties_add_their_gradient_for_all_parameters_biases_too(
    torch_says, method, penalty
):
    net, rng, lam = small_net(), np.random.RandomState(0), 0.3
    expected = {}
    for name, param in net.params.items():
        value, grad = rng.randn(*param.shape), rng.randn(*param.shape)
        net.assign(name, value)
        net.assign_grads(name, grad)
        _, (slope,) = torch_says.gradients(penalty, lam, value)
        expected[name] = grad + slope
    getattr(net, method)(lam)
    net.gather_grads()
    for name, grad in expected.items():
        torch_says.agrees(net.get_grads(name), grad)


def test_the_convolutional_part_has_the_same_container():
    assert cnn_layer_utils.sequential is sequential


def test_pytorch_takes_the_same_slope_of_the_absolute_value_at_zero():
    zero = torch.zeros(1, requires_grad=True)
    zero.abs().sum().backward()
    assert zero.grad.item() == np.sign(0.0) == 0
