"""The convolutional networks: seed 000's scores and loss, the free design's rules."""

import numpy as np
from sequential.cnn.cnn_models import SmallConvolutionalNetwork, TestCNN
from sequential.cnn.layer_utils import ConvLayer2D, MaxPoolingLayer
from sequential.grad_check import eval_numerical_gradient, rel_error
from sequential.mlp.layer_utils import cross_entropy
from sequential.optim import SGD


def seed_cnn():
    """Return network and images of seed 000, "Test a Small Convolutional ..."."""
    model = TestCNN()
    model.net.assign("conv1_w", np.linspace(-0.7, 0.3, num=81).reshape(3, 3, 3, 3))
    model.net.assign("conv1_b", np.linspace(-0.6, 0.2, num=3))
    model.net.assign("fc1_w", np.linspace(-0.2, 0.2, num=135).reshape(27, 5))
    model.net.assign("fc1_b", np.linspace(-0.9, 0.1, num=5))
    feats = np.linspace(-5.5, 4.5, num=768).reshape(4, 8, 8, 3)
    return model, feats, np.array([0, 2, 1, 4])


def test_cnn_gives_seed_000s_scores_and_loss():
    model, feats, y = seed_cnn()
    scores = model.forward(feats)
    correct_scores = np.array(
        [
            [-13.85107294, -11.52845818, -9.20584342, -6.88322866, -4.5606139],
            [-11.44514171, -10.21200524, -8.97886878, -7.74573231, -6.51259584],
            [-9.03921048, -8.89555231, -8.75189413, -8.60823596, -8.46457778],
            [-6.63327925, -7.57909937, -8.52491949, -9.4707396, -10.41655972],
        ]
    )
    assert abs(np.sum(np.abs(scores - correct_scores)) - 5.304109507e-08) < 1e-12
    assert abs(cross_entropy().forward(scores, y) - 4.56046848799693) < 1e-14


def test_cnns_gradients_stay_within_seed_000s_errors():
    model, feats, y = seed_cnn()
    loss_func = cross_entropy()
    loss_func.forward(model.forward(feats), y)
    model.backward(loss_func.backward())
    for name, grad in dict(model.net.grads).items():
        numeric = eval_numerical_gradient(
            lambda _: loss_func.forward(model.forward(feats), y),
            model.net.params[name],
            verbose=False,
        )
        assert rel_error(numeric, grad) < 1e-6


def test_cnn_starts_at_scale_002_with_zero_biases():
    np.random.seed(1234)
    params = TestCNN().net.params
    assert abs(params["conv1_w"].std() - 0.02) < 0.004  # 81 draws
    assert abs(params["fc1_w"].std() - 0.02) < 0.004
    assert not params["conv1_b"].any()
    assert not params["fc1_b"].any()


def test_small_network_keeps_to_two_convolutions_and_two_poolings():
    layers = SmallConvolutionalNetwork().net.layers
    assert sum(isinstance(layer, ConvLayer2D) for layer in layers) <= 2
    assert sum(isinstance(layer, MaxPoolingLayer) for layer in layers) <= 2


def test_small_network_computes_and_trains_in_its_dtype():
    np.random.seed(0)
    model = SmallConvolutionalNetwork()
    x = np.random.randn(4, 32, 32, 3).astype(np.float32)
    loss_func, optimizer = cross_entropy(), SGD(model.net, 0.05, 1e-3)
    losses = []
    for _ in range(5):
        scores = model.forward(x)
        losses.append(loss_func.forward(scores, np.arange(4)))
        dx = model.backward(loss_func.backward())
        optimizer.step()
    assert scores.shape == (4, 20)
    assert scores.dtype == dx.dtype == np.float32
    assert {param.dtype for param in model.net.params.values()} == {np.dtype("f4")}
    assert abs(losses[0] - np.log(20)) < 0.5
    assert losses[-1] < losses[0]
