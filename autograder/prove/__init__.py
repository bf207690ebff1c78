"""What a release and its expected outputs must stand up to, by grading them."""

from autograder.prove.expected import rebuild_expected
from autograder.prove.release import prove_release

__all__ = ["prove_release", "rebuild_expected"]
