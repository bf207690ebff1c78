import numpy as np
import pytest
from layered.loss import L2, Loss, SoftmaxCrossEntropy


def test_scores_of_any_size_give_finite_losses():
    loss = SoftmaxCrossEntropy(3)
    scores, targets = np.array([[1e4, 0.0, -1e4]]), np.array([2])
    value, probs = loss.forward(scores, targets)
    assert value == pytest.approx(2e4)
    assert probs.tolist() == [[1, 0, 0]]
    assert loss.backward(scores, targets).tolist() == [[1, 0, -1]]


def test_single_precision_stays_single():
    loss = SoftmaxCrossEntropy(4)
    scores, targets = np.random.randn(5, 4).astype(np.float32), np.arange(5) % 4
    value, probs = loss.forward(scores, targets)
    dtypes = {value.dtype, probs.dtype, loss.backward(scores, targets).dtype}
    assert dtypes == {np.dtype(np.float32)}


def test_scores_are_not_changed():
    loss, scores = SoftmaxCrossEntropy(4), np.random.randn(5, 4)
    before = scores.copy()
    loss.forward(scores, np.arange(5) % 4)
    loss.backward(scores, np.arange(5) % 4)
    np.testing.assert_array_equal(scores, before)


@pytest.mark.parametrize(("scores", "targets"), [((5, 3), (5,)), ((5, 4), (4,))])
def test_shapes_that_do_not_match_are_refused(scores, targets):
    loss = SoftmaxCrossEntropy(4)
    for call in (loss.forward, loss.backward):
        with pytest.raises(ValueError, match="scores") as refused:
            call(np.zeros(scores), np.zeros(targets, dtype=int))
        assert str(scores) in str(refused.value)
        assert str(targets) in str(refused.value)


def test_l2_counts_every_parameter():
    params = {"weights": np.array([[1.0, 2.0]]), "bias": np.array([3.0])}
    penalty = L2(w=0.5)
    assert penalty.forward(params) == pytest.approx(0.25 * 14)
    grads = penalty.backward(params)
    assert grads["weights"].tolist() == [[0.5, 1.0]]
    assert grads["bias"].tolist() == [1.5]


def test_the_base_class_has_no_function():
    with pytest.raises(NotImplementedError, match="Loss has no forward"):
        Loss().forward(np.zeros(1), np.zeros(1))
    with pytest.raises(NotImplementedError, match="Loss has no backward"):
        Loss().backward(np.zeros(1), np.zeros(1))
