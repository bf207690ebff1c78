import numpy as np
import pytest
import torch
from functional.classifiers import LinearClassifier, LinearSVM, Softmax
from functional.classifiers.linear_svm import svm_loss_naive, svm_loss_vectorized
from functional.classifiers.softmax import (
    softmax_loss_naive,
    softmax_loss_vectorized,
)
from functional.gradient_check import grad_check_sparse
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

sizes = st.integers(1, 6)
thorough = settings(max_examples=40, deadline=None)


def softmax(scores, y):
    return functional.cross_entropy(scores, y)


def svm(scores, y):
    # PyTorch divides by the number of classes, too
    return scores.shape[1] * functional.multi_margin_loss(scores, y)


LOSSES = [
    (softmax_loss_naive, softmax),
    (softmax_loss_vectorized, softmax),
    (svm_loss_naive, svm),
    (svm_loss_vectorized, svm),
]


@pytest.mark.parametrize(("ours", "theirs"), LOSSES)
@thorough
@given(N=sizes, D=sizes, C=st.integers(2, 6), reg=st.floats(0, 10), seed=sizes)
def test_losses_against_torch(torch_says, ours, theirs, N, D, C, reg, seed):
    rng = np.random.default_rng(seed)
    W, X = rng.standard_normal((D, C)), rng.standard_normal((N, D))
    y = rng.integers(C, size=N)
    loss, dW = ours(W, X, y, reg)
    # the courses' linear classifiers have no half before the penalty
    their_loss, (their_dW,) = torch_says.gradients(
        lambda W: theirs(torch.tensor(X) @ W, torch.tensor(y)) + reg * (W**2).sum(),
        1.0,
        W,
    )
    torch_says.agrees(loss, their_loss)
    torch_says.agrees(dW, their_dW)


@pytest.mark.parametrize("loss_function", [loss for loss, _ in LOSSES])
def test_losses_leave_their_arguments_alone(loss_function):
    rng = np.random.default_rng(0)
    W, X, y = rng.random((3, 4)), rng.random((5, 3)), np.array([0, 1, 2, 3, 0])
    for array in (W, X, y):
        array.setflags(write=False)
    loss_function(W, X, y, 0.1)  # writing to one of them would raise


# as seed 001's cell "Once you've implemented the gradient", on data of our own
@pytest.mark.parametrize("loss_function", [softmax_loss_naive, softmax_loss_vectorized])
@pytest.mark.parametrize("reg", [0.0, 5e1])
def test_softmax_gradient_at_random_elements(loss_function, reg):
    rng = np.random.default_rng(0)
    W, X = 1e-4 * rng.standard_normal((30, 10)), 50 * rng.standard_normal((50, 30))
    y = rng.integers(10, size=50)
    loss, dW = loss_function(W, X, y, reg)
    assert loss == pytest.approx(np.log(10), abs=0.05)
    error = grad_check_sparse(lambda W: loss_function(W, X, y, reg)[0], W, dW)
    assert error < 1e-5


@pytest.fixture
def blobs():
    """Three clouds of points, which lines can tell apart, with a bias feature."""
    rng = np.random.default_rng(0)
    y = rng.integers(3, size=300)
    centres = np.array([[4.0, 0.0], [-4.0, 0.0], [0.0, 6.0]])
    points = centres[y] + rng.standard_normal((300, 2))
    return np.hstack([points, np.ones((300, 1))]), y


@pytest.mark.parametrize("kind", [LinearSVM, Softmax])
def test_training_tells_clouds_of_points_apart(kind, blobs):
    np.random.seed(0)
    X, y = blobs
    classifier = kind()
    assert classifier.W is None
    losses = classifier.train(X, y, learning_rate=1e-2, reg=1e-4, num_iters=200)
    assert len(losses) == 200
    assert np.mean(losses[-20:]) < 0.3 * losses[0]
    predicted = classifier.predict(X)
    assert predicted.shape == (300,)
    assert (predicted == y).mean() > 0.97


def test_a_step_goes_against_the_gradient_of_the_batch_drawn(blobs):
    X, y = blobs
    classifier = Softmax()
    np.random.seed(3)
    losses = classifier.train(
        X, y, learning_rate=0.1, reg=0.2, num_iters=1, batch_size=7
    )
    np.random.seed(3)
    W = 0.001 * np.random.randn(3, 3)
    batch = np.random.choice(300, 7)
    loss, dW = softmax_loss_naive(W, X[batch], y[batch], 0.2)
    assert losses == pytest.approx([loss], rel=1e-12)
    np.testing.assert_allclose(classifier.W, W - 0.1 * dW, rtol=1e-12)


def test_training_goes_on_from_the_weights_there_are(blobs):
    X, y = blobs
    np.random.seed(0)
    classifier = Softmax()
    classifier.train(X, y, num_iters=100, learning_rate=1e-2)
    before = classifier.W
    (loss,) = classifier.train(X, y, num_iters=1, learning_rate=0.0)
    np.testing.assert_array_equal(classifier.W, before)
    assert loss < 0.5


def test_verbose_training_prints_every_hundredth_loss(blobs, capsys):
    X, y = blobs
    losses = Softmax().train(X, y, num_iters=101, verbose=True)
    assert capsys.readouterr().out == (
        f"iteration 0 / 101: loss {losses[0]:f}\n"
        f"iteration 100 / 101: loss {losses[100]:f}\n"
    )


def test_saved_weights_can_be_loaded(blobs, tmp_path):
    X, y = blobs
    classifier, other = Softmax(), Softmax()
    classifier.train(X, y, num_iters=1)
    classifier.save(str(tmp_path / "best.npy"))
    other.load(str(tmp_path / "best.npy"))
    np.testing.assert_array_equal(other.W, classifier.W)


def test_the_base_class_has_no_loss():
    with pytest.raises(NotImplementedError, match="LinearClassifier"):
        LinearClassifier().train(np.ones((2, 2)), np.array([0, 1]))
