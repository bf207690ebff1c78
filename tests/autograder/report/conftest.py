"""Outcomes to make pages of."""

import pytest

from autograder.grade.errormap import ErrorMap, ValueMap
from autograder.grade.outcome import CheckOutcome, SubmissionOutcome


@pytest.fixture
def assignment(pristine_course):
    return pristine_course.load()


def made(question="scale_forward", kind="passed", points=1.0, **fields):
    fields = {"title": "on ones", "visibility": "visible", "seconds": 0.25, **fields}
    return CheckOutcome(question=question, kind=kind, points=points, **fields)


def wrong(question="scale_forward", visibility="visible", **fields):
    """Return a check that failed with all there is to show."""
    fields = {
        "lines": ("out: 3 of 4 values are off",),
        "secret_lines": ("out[0, 1] should be 7",),
        "max_rel_error": 0.5,
        "misconception": "squared",
        "hint": "The scale is squared.",
        "errors": ErrorMap((2, 2), ("01", "23")),
        "values": ValueMap(7.0, ("08", "4x"), ("88", "44")),
        "call": "layers.scale_forward(float64 (2, 2), float64 (2,))",
        **fields,
    }
    return made(question, "wrong", visibility=visibility, **fields)


def full(name):
    checks = [made(points=2.0), made("scale_backward", points=2.0), made("net_loss")]
    return SubmissionOutcome(name, checks)


@pytest.fixture
def a_class():
    """Three students: all right, one known mistake and a time-out, refused."""
    bob = [
        wrong(points=2.0),
        made("scale_backward", "timeout", 2.0, lines=("killed after 2 s",)),
        made("net_loss"),
    ]
    return [
        full("ada"),
        SubmissionOutcome("bob", bob),
        SubmissionOutcome("cy", refused="holds no files"),
    ]
