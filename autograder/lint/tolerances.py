"""Tolerances: a right solution that computes in float32 must pass."""

import ast
from collections.abc import Iterator, Sequence

import numpy as np

from autograder.course import Assignment
from autograder.lint.findings import Finding
from autograder.lint.tests import TestFile, called, keyword, number

RULE = "tolerance"

#: A few operations' rounding, each of half a float32 epsilon.
LIMIT = 10 * float(np.finfo(np.float32).eps)


def find_tight_tolerances(
    assignment: Assignment, tests: Sequence[TestFile]
) -> Iterator[Finding]:
    """Find relative tolerances below ``LIMIT`` that no ``reason`` is given for."""
    for file in tests:
        for node in ast.walk(file.tree):
            if isinstance(node, ast.Call) and keyword(node, "reason") is None:
                tolerance = _tolerance(node)
                if tolerance is not None and tolerance < LIMIT:
                    yield Finding(
                        RULE,
                        file.at(node.lineno),
                        f"{tolerance:g} is tighter than float32 allows: a right "
                        f"solution may be off by {LIMIT:.1e}; loosen it or say why "
                        "with reason=",
                    )


def _tolerance(call: ast.Call) -> float | None:
    """Return the relative tolerance that a comparison asks for; None if it is none."""
    for name in ("tolerance", "rtol", "rel"):
        value = keyword(call, name)
        if value is not None:
            return number(value)
    if called(call) == "assert_allclose":
        return number(call.args[2]) if len(call.args) > 2 else 1e-7  # numpy's default
    if called(call) == "approx":
        return 1e-6  # pytest's default
    return None
