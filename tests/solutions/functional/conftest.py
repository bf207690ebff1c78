"""What the tests of the functional family share: comparing, and asking PyTorch."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from functional.gradient_check import eval_numerical_gradient

TOLERANCE = 1e-10


def error(x: np.ndarray, y: np.ndarray) -> float:
    """Return the courses' relative error: the largest |x - y| / (|x| + |y|)."""
    assert np.shape(x) == np.shape(y)
    return float(np.max(np.abs(x - y) / np.maximum(1e-8, np.abs(x) + np.abs(y))))


@pytest.fixture(scope="session")
def rel_error() -> Callable[..., float]:
    return error


@pytest.fixture(scope="session")
def gradient_errors() -> Callable[..., dict[str, float]]:
    """Compare a network's gradients with numerical ones, parameter by parameter."""

    def errors(model, X, y, h=1e-5):
        _, grads = model.loss(X, y)
        assert set(grads) == set(model.params)
        numerical = {
            name: eval_numerical_gradient(
                lambda _: model.loss(X, y)[0], param, verbose=False, h=h
            )
            for name, param in model.params.items()
        }
        return {name: error(numerical[name], grads[name]) for name in grads}

    return errors


class Torch:
    """Runs the same computation in PyTorch, in double precision."""

    @staticmethod
    def gradients(function, dout, *args):
        """Return ``function(*args)``, and the gradients of ``sum(dout * it)``."""
        tensors = [torch.tensor(arg, requires_grad=True) for arg in args]
        out = function(*tensors)
        out.backward(torch.tensor(dout, dtype=out.dtype).expand(out.shape))
        return out.detach().numpy(), [tensor.grad.numpy() for tensor in tensors]

    @staticmethod
    def agrees(ours, theirs):
        """Assert the same shape, and the same values to 1e-10 of the largest."""
        assert np.shape(ours) == np.shape(theirs)
        largest = float(np.max(np.abs(theirs), initial=1.0))
        np.testing.assert_allclose(
            ours, theirs, rtol=TOLERANCE, atol=TOLERANCE * largest
        )


@pytest.fixture(scope="session")
def torch_says() -> type[Torch]:
    return Torch
