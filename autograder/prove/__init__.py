"""What a release and its expected outputs must stand up to, by grading them."""

from autograder.prove.expected import rebuild_expected
from autograder.prove.misconceptions import apply_misconception, prove_misconceptions
from autograder.prove.release import prove_release
from autograder.prove.variants import replace_definitions

__all__ = [
    "apply_misconception",
    "prove_misconceptions",
    "prove_release",
    "rebuild_expected",
    "replace_definitions",
]
