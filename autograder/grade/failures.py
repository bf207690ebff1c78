"""How a check says that it has failed, in the student's terms."""

from dataclasses import dataclass

from autograder.grade.errormap import ErrorMap, ValueMap


@dataclass
class CheckFailed(AssertionError):  # noqa: N818  (says what happened)
    """The submission answered, and the answer is wrong.

    Attributes
    ----------
    summary : str
        One line: what is wrong, how far off and where.
    expected : str
        One line that gives the right value away: shown in public checks only.
    max_rel_error : float or None
        The largest relative error met.
    lookalikes : tuple of str
        The known mistakes that give this very answer.
    errors : ErrorMap or None
        Where the answer is off.
    values : ValueMap or None
        The answer beside the right one: shown in public checks only.
    """

    summary: str
    expected: str = ""
    max_rel_error: float | None = None
    lookalikes: tuple[str, ...] = ()
    errors: ErrorMap | None = None
    values: ValueMap | None = None

    def __str__(self) -> str:
        return self.summary


class NeedsData(Exception):  # noqa: N818  (says what happened)
    """A check needs a data set that isn't here: nobody's fault, and no zero."""


def check(condition: bool, otherwise: str) -> None:
    """Fail with a message for the student, unless ``condition`` holds.

    Raises
    ------
    CheckFailed
        With ``otherwise`` as its summary, one line.
    """
    if not condition:
        raise CheckFailed(otherwise)
