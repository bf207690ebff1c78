"""Known wrong implementations: ``assignments/<id>/misconceptions.toml``.

Each is a small edit of the model solution. It shows that the checks notice it, and
gives students who made the same mistake a hint.
"""

from typing import Annotated

from msgspec import Meta

from autograder.course.assignment import Assignment
from autograder.course.tables import Name, Table, convert, read_toml
from autograder.errors import CourseError


class Misconception(Table, frozen=True, kw_only=True):
    """One wrong implementation.

    ``symbol`` names what is edited, as in a question's ``todo``; ``find`` occurs in it
    once and becomes ``replace``. ``costs`` names the questions that it must lose, all
    others it must keep. ``hint`` is for the student.
    """

    name: Name
    symbol: str
    find: Annotated[str, Meta(min_length=1)]
    replace: str
    hint: Annotated[str, Meta(min_length=1)]
    costs: Annotated[tuple[str, ...], Meta(min_length=1)]


class _File(Table, frozen=True, kw_only=True):
    misconceptions: tuple[Misconception, ...] = ()


def load_misconceptions(assignment: Assignment) -> tuple[Misconception, ...]:
    """Read an assignment's misconceptions; none if it has no such file.

    Raises
    ------
    CourseError
        If the file is wrong; names file, key and mend.
    """
    file = assignment.folder / "misconceptions.toml"
    if not file.exists():
        return ()
    found = convert(read_toml(file), _File, file).misconceptions
    questions = {question.name for question in assignment.questions}
    names: set[str] = set()
    for misconception in found:
        if misconception.name in names:
            raise CourseError(
                f"{file}: name: {misconception.name!r} occurs twice; keep one"
            )
        names.add(misconception.name)
        for cost in misconception.costs:
            if cost not in questions:
                raise CourseError(
                    f"{file}: {misconception.name}: costs: no question {cost!r} in "
                    "assignment.toml; correct the name"
                )
    return found
