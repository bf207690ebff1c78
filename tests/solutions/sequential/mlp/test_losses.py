"""Softmax and cross-entropy: against seed 000, PyTorch, and scores of any size."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sequential.grad_check import eval_numerical_gradient, rel_error
from sequential.mlp.layer_utils import cross_entropy, softmax

sizes = st.integers(1, 9)
seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=40, deadline=None)
@given(n=sizes, c=sizes, seed=seeds, average=st.booleans())
def test_cross_entropy_agrees_with_pytorch(torch_says, n, c, seed, average):
    rng = np.random.RandomState(seed)
    x, y = 5 * rng.randn(n, c), rng.randint(c, size=n)
    loss, (dx,) = torch_says.gradients(
        lambda x: torch.nn.functional.cross_entropy(
            x, torch.tensor(y), reduction="mean" if average else "sum"
        ),
        1.0,
        x,
    )
    ours = cross_entropy(size_average=average)
    torch_says.agrees(ours.forward(x, y), loss)
    torch_says.agrees(ours.backward(), dx)


@settings(max_examples=25, deadline=None)
@given(shape=st.lists(sizes, min_size=1, max_size=3), seed=seeds)
def test_softmax_agrees_with_pytorch_along_the_last_axis(torch_says, shape, seed):
    x = 5 * np.random.RandomState(seed).randn(*shape)
    torch_says.agrees(softmax(x), torch.softmax(torch.tensor(x), dim=-1).numpy())


def test_loss_of_small_scores_is_log_6_as_in_seed_000():
    rng = np.random.RandomState(0)
    x, y = 0.001 * rng.randn(100, 6), rng.randint(6, size=100)
    loss_func = cross_entropy()
    numeric = eval_numerical_gradient(
        lambda x: loss_func.forward(x, y), x, verbose=False
    )
    assert loss_func.forward(x, y) == pytest.approx(1.7918038711988697, abs=5e-4)
    assert rel_error(numeric, loss_func.backward()) < 1e-7


def test_scores_beyond_the_range_of_exp_give_the_exact_loss():
    x = np.array([[1e4, 0.0, -1e4], [0.0, 1e4, 0.0]])
    loss_func = cross_entropy()
    # -log p is 1e4 for the first sample, 0 for the second
    assert loss_func.forward(x, np.array([1, 1])) == 5e3
    expected = np.array([[0.5, -0.5, 0.0], [0.0, 0.0, 0.0]])
    np.testing.assert_array_equal(loss_func.backward(), expected)


def test_logit_holds_the_probabilities_until_backward_uses_them_up():
    x = np.random.RandomState(0).randn(4, 5)
    loss_func = cross_entropy()
    loss_func.forward(x, np.array([0, 1, 2, 3]))
    np.testing.assert_array_equal(loss_func.logit, softmax(x))
    loss_func.backward()
    assert loss_func.logit is None
    with pytest.raises(ValueError, match="without a forward"):
        loss_func.backward()


def test_float32_scores_give_a_float32_gradient_and_stay_unchanged():
    x = np.random.RandomState(0).randn(4, 5).astype(np.float32)
    before = x.copy()
    loss_func = cross_entropy()
    loss = loss_func.forward(x, np.array([0, 1, 2, 3], np.uint8))
    assert loss.dtype == loss_func.backward().dtype == softmax(x).dtype == np.float32
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize(
    ("scores", "labels"), [((4, 5), (3,)), ((4, 5), (4, 1)), ((4,), (4,))]
)
def test_scores_and_labels_that_do_not_fit_are_both_named(scores, labels):
    with pytest.raises(ValueError, match=r"not \(4.* and \([34]"):
        cross_entropy().forward(np.ones(scores), np.zeros(labels, int))
