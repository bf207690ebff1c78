"""What the tests of the sequential family share: PyTorch as the second opinion."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

TOLERANCE = 1e-10


class Torch:
    """Runs the same computation in PyTorch, in double precision."""

    @staticmethod
    def gradients(
        function: Callable[..., torch.Tensor], dout: np.ndarray | float, *args
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        """Return ``function(*args)``, and the gradients of ``sum(dout * it)``."""
        tensors = [torch.tensor(arg, requires_grad=True) for arg in args]
        out = function(*tensors)
        out.backward(torch.tensor(dout, dtype=out.dtype).expand(out.shape))
        return out.detach().numpy(), [tensor.grad.numpy() for tensor in tensors]

    @staticmethod
    def agrees(ours: np.ndarray, theirs: np.ndarray) -> None:
        """Assert the same shape, and the same values to 1e-10."""
        assert np.shape(ours) == np.shape(theirs)
        np.testing.assert_allclose(ours, theirs, rtol=TOLERANCE, atol=TOLERANCE)


@pytest.fixture(scope="session")
def torch_says() -> Torch:
    return Torch()
