"""How a submission's time grows with its inputs, where the course asks for no loops.

Never an absolute time: a loop over 50 times as many items takes 30 to 50 times as
long, operations on whole arrays of these sizes 1 to 13 times as long, on any machine.
The times are the submission's own word; cheating here earns what a fast answer earns.
"""

from typing import Any

from autograder.grade.compare import as_array
from autograder.grade.failures import CheckFailed
from autograder.grade.proxies import Handle, unwrap

#: What part of the growth of the inputs is a loop's for sure.
LOOPLIKE = 0.4


Call = tuple[Handle, tuple[Any, ...]]


def check_growth(few: Call, many: Call, times: float, items: str) -> None:
    """Check that a call's time doesn't grow as a Python loop over items would.

    Parameters
    ----------
    few, many : (Handle, tuple)
        A function of the submission's and its arguments, with ``times`` as many items
        in ``many``. Items are so many that a loop over them outweighs all else, and so
        small that arrays of them don't.
    times : float
        How many times as many.
    items : str
        What they are, for the message: ``samples``.

    Raises
    ------
    CheckFailed
        If it takes at least ``LOOPLIKE`` as many times as long.
    """
    short, long = (_seconds(*call) for call in (few, many))
    if long >= LOOPLIKE * times * short:
        raise CheckFailed(
            f"{times:g} times as many {items} take {long / short:.0f} times as long, "
            f"as in a Python loop over {items}; operations on whole arrays take a few "
            "times as long"
        )


def _seconds(function: Handle, args: tuple[Any, ...]) -> float:
    session = function._session
    session.last_call = function._label
    got = session.ask("seconds", target=function._ref, args=unwrap(args))
    return max(float(as_array("the time", got)), 1e-9)
