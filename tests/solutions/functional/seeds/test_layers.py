"""What seeds 001, 002 and 004 print of affine layers, ReLU, losses and dropout.

Cells are named by their first lines. Where a cell prints the error of a gradient, ours
may be ten times that: the digits of a rounding error depend on the BLAS.
"""

import numpy as np
import pytest
from functional.gradient_check import (
    eval_numerical_gradient,
    eval_numerical_gradient_array,
)
from functional.layer_utils import affine_relu_backward, affine_relu_forward
from functional.layers import (
    affine_backward,
    affine_forward,
    dropout_backward,
    dropout_forward,
    relu_backward,
    relu_forward,
    softmax_loss,
    svm_loss,
)


def numerical_gradients(forward, args, dout):
    """Return the gradients of sum(dout * out) by each of the arguments."""
    return [
        eval_numerical_gradient_array(lambda _: forward(*args)[0], arg, dout)
        for arg in args
    ]


def test_affine_forward(rel_error):
    """Seeds 001, 002 and 004, cell "Test the affine_forward function"."""
    x = np.linspace(-0.1, 0.5, num=240).reshape(2, 4, 5, 6)
    w = np.linspace(-0.2, 0.3, num=360).reshape(120, 3)
    out, _ = affine_forward(x, w, np.linspace(-0.3, 0.1, num=3))
    correct_out = [
        [1.49834967, 1.70660132, 1.91485297],
        [3.25553199, 3.5141327, 3.77273342],
    ]
    # the digits printed end there: the error is theirs
    assert rel_error(out, correct_out) == pytest.approx(9.769849468192957e-10, rel=1e-4)


def test_affine_backward(rel_error):
    """Seeds 001 and 004, cell "Test the affine_backward function"."""
    np.random.seed(231)
    x, w = np.random.randn(10, 2, 3), np.random.randn(6, 5)
    b, dout = np.random.randn(5), np.random.randn(10, 5)
    numerical = numerical_gradients(affine_forward, (x, w, b), dout)
    dx, dw, db = affine_backward(dout, affine_forward(x, w, b)[1])
    assert rel_error(numerical[0], dx) < 10 * 5.399100368651805e-11
    assert rel_error(numerical[1], dw) < 10 * 9.904211865398145e-11
    assert rel_error(numerical[2], db) < 10 * 2.4122867568119087e-11


def test_relu_forward(rel_error):
    """Seeds 001, 002 and 004, cell "Test the relu_forward function"."""
    out, _ = relu_forward(np.linspace(-0.5, 0.5, num=12).reshape(3, 4))
    correct_out = [
        [0.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.04545455, 0.13636364],
        [0.22727273, 0.31818182, 0.40909091, 0.5],
    ]
    assert rel_error(out, correct_out) == pytest.approx(4.999999798022158e-08, rel=1e-6)


def test_relu_backward(rel_error):
    """Seeds 001 and 004, the cell after "ReLU activation: backward"."""
    np.random.seed(231)
    x, dout = np.random.randn(10, 10), np.random.randn(10, 10)
    (numerical,) = numerical_gradients(relu_forward, (x,), dout)
    dx = relu_backward(dout, relu_forward(x)[1])
    assert rel_error(numerical, dx) < 10 * 3.2756349136310288e-12


def test_affine_relu(rel_error):
    """Seeds 001 and 004, cell "from ...layer_utils import affine_relu_forward"."""
    np.random.seed(231)
    x, w = np.random.randn(2, 3, 4), np.random.randn(12, 10)
    b, dout = np.random.randn(10), np.random.randn(2, 10)
    numerical = numerical_gradients(affine_relu_forward, (x, w, b), dout)
    dx, dw, db = affine_relu_backward(dout, affine_relu_forward(x, w, b)[1])
    assert rel_error(numerical[0], dx) < 10 * 2.299579177309368e-11
    assert rel_error(numerical[1], dw) < 10 * 8.162011105764925e-11
    assert rel_error(numerical[2], db) < 10 * 7.826724021458994e-12


# loss as printed, error of dx as printed
@pytest.mark.parametrize(
    ("loss_function", "printed", "printed_error"),
    [
        (softmax_loss, 2.3025458445007376, 8.234144091578429e-09),
        (svm_loss, 8.999602749096233, 1.4021566006651672e-09),
    ],
)
def test_losses(rel_error, loss_function, printed, printed_error):
    """Seed 001 (softmax) and 004 (both), the cell after "Loss layers"."""
    np.random.seed(231)
    x = 0.001 * np.random.randn(50, 10)
    y = np.random.randint(10, size=50)
    loss, dx = loss_function(x, y)
    numerical = eval_numerical_gradient(
        lambda x: loss_function(x, y)[0], x, verbose=False
    )
    assert loss == pytest.approx(printed, rel=1e-14)
    assert rel_error(numerical, dx) < 10 * printed_error


def test_dropout_forward():
    """Seed 001, notebook on dropout, cell 4."""
    np.random.seed(231)
    x = np.random.randn(500, 500) + 10
    # p to keep, mean of the output in training, share of it that is zero
    for p, mean, zeros in [
        (0.25, 10.014059116977283, 0.749784),
        (0.4, 9.977917658761159, 0.600796),
        (0.7, 9.987811912159426, 0.30074),
    ]:
        out, _ = dropout_forward(x, {"mode": "train", "p": p})
        out_test, _ = dropout_forward(x, {"mode": "test", "p": p})
        assert out.mean() == pytest.approx(mean, rel=1e-13)
        assert (out == 0).mean() == zeros
        assert out_test.mean() == pytest.approx(10.000207878477502, rel=1e-13)
        assert (out_test == 0).mean() == 0.0


def test_dropout_backward(rel_error):
    """Seed 001, notebook on dropout, cell 5."""
    np.random.seed(231)
    x, dout = np.random.randn(10, 10) + 10, np.random.randn(10, 10)
    dropout_param = {"mode": "train", "p": 0.2, "seed": 123}
    dx = dropout_backward(dout, dropout_forward(x, dropout_param)[1])
    numerical = eval_numerical_gradient_array(
        lambda x: dropout_forward(x, dropout_param)[0], x, dout
    )
    assert rel_error(dx, numerical) < 10 * 5.44560814873387e-11
