"""Finding a model's parameters where students choose the names."""

from collections.abc import Sequence

import numpy as np

from autograder.grade.failures import check
from autograder.grade.proxies import Handle

Shape = tuple[int, ...]


def name_by_shape(params: Handle, shape: Shape) -> str:
    """Return the name of the one parameter of this shape.

    Parameters
    ----------
    params : Handle
        The model's dict of parameters.
    shape : tuple of int
        Which no other of its parameters should have.

    Raises
    ------
    CheckFailed
        If none has it, or several do.
    """
    names = [name for name in params if np.shape(params[name]) == shape]
    words = f"the network has {len(names)} parameters of shape {shape}"
    check(len(names) == 1, f"{words}; it should have one")
    return str(names[0])


def check_names(params: Handle, names: Sequence[str], shapes: Sequence[Shape]) -> None:
    """Check that names, such as a notebook's cell gives, are those of parameters.

    Parameters
    ----------
    params : Handle
        The model's dict of parameters.
    names : sequence of str
        What the submission calls them.
    shapes : sequence of tuple
        What they should be, in the same order.

    Raises
    ------
    CheckFailed
        Naming the first that isn't there, or is another one.
    """
    for name, shape in zip(names, shapes, strict=True):
        check(name in params, f"the network has no parameter {name!r}")
        found = np.shape(params[name])
        check(found == shape, f"{name} is the parameter of shape {found}, not {shape}")
