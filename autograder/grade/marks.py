"""How a test says which question it belongs to and what it is worth."""

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

Test = TypeVar("Test", bound=Callable[..., Any])


def question(name: str, *, points: float) -> Callable[[Test], Test]:
    """Mark a test as a check of the question ``name``, worth ``points``.

    The points of a question's checks must add up to the question's points in
    ``assignment.toml``. A parametrized test shares its points among its cases.
    """
    return pytest.mark.question(name=name, points=points)
