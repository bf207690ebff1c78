"""The next thing to try after a failed check, from how it failed."""

from autograder.grade.errormap import CLEAR, RIGHT, ErrorMap

_BY_KIND = {
    "passed": "",
    "partial": "train longer, or change the hyperparameters one at a time",
    "not_implemented": "write it, save the file, and check again",
    "error": "call it yourself with arrays of these shapes, and read the traceback",
    "missing_module": "use numpy and Python's own modules alone",
    "forbidden": "write it without that import",
    "timeout": "look for a loop that doesn't end, or one over elements where one numpy "
    "operation does; time it on smaller arrays",
    "crash": "call it yourself on smaller arrays and watch the memory that it takes",
    "garbled": "return plain numpy arrays and numbers, as the docstring says",
    "not_run": "mend the check before this one",
    "needs_data": "",
}


def next_step(kind: str, summary: str, errors: ErrorMap | None, public: bool) -> str:
    """Say what to try next.

    Parameters
    ----------
    kind : str
        What the check came to, one of ``outcome.KINDS``.
    summary : str
        What the student was told first.
    errors : ErrorMap or None
        Where a wrong array is off.
    public : bool
        Whether the student can run the check.

    Returns
    -------
    str
        "" if there is nothing to do.
    """
    if kind != "wrong":
        return _BY_KIND[kind]
    if "has shape" in summary:
        return "print the shape after each step, and compare with the docstring's"
    if summary.endswith((" is nan", " is inf", " is -inf")):
        return (
            "find the first step that gives it: a division by 0, a log of 0, an exp of "
            "a large number"
        )
    if errors is not None:
        return _from_map(errors)
    if public:
        return "open the check in tests/public, and do its steps in the notebook"
    return "its inputs are hidden, its claim isn't: try it on arrays of your own"


def _from_map(errors: ErrorMap) -> str:
    rows = [[int(level) for level in row] for row in errors.rows]
    cells = [level for row in rows for level in row]
    if max(cells) < CLEAR:
        return (
            "nearly right: look at an epsilon, at a mean against a sum, at what is "
            "left out of a sum"
        )
    if all(level != RIGHT for level in cells):
        if len(cells) == 1:
            return "do it by hand on two or three numbers, and compare step by step"
        return (
            "wrong everywhere: compare with the formula for a missing factor, a sign, "
            "an axis"
        )
    if _only_at_edges(rows):
        return "wrong at the edges alone: look at padding and where loops begin and end"
    if _whole_lines(rows) or _whole_lines(
        [list(line) for line in zip(*rows, strict=True)]
    ):
        return "wrong in whole rows or columns: look at axes, and at what is indexed"
    return "right in places: compare an element that is right with one that isn't"


def _only_at_edges(rows: list[list[int]]) -> bool:
    inner = [level for row in rows[1:-1] for level in row[1:-1]]
    return bool(inner) and not any(inner)


def _whole_lines(rows: list[list[int]]) -> bool:
    """Tell whether each row is right throughout, or wrong throughout."""
    return all(all(row) or not any(row) for row in rows)
