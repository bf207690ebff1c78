"""Reading an ``assignment.toml``, and checking what its schema can't say."""

import difflib
import keyword
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from autograder.course.assignment import Assignment, Question
from autograder.course.root import assignment_ids
from autograder.course.tables import convert, read_toml
from autograder.course.tools import check_tools
from autograder.errors import CourseError, UsageError


def load(root: Path, assignment_id: str) -> Assignment:
    """Read and check ``assignments/<assignment_id>/assignment.toml`` below ``root``.

    Raises
    ------
    UsageError
        If the course has no such assignment; names those that it has.
    CourseError
        If the file is wrong; names file, key and mend.
    """
    known = assignment_ids(root)
    if assignment_id not in known:
        raise UsageError(_unknown_assignment(assignment_id, known, root))
    file = root / "assignments" / assignment_id / "assignment.toml"
    table = _expand_package(read_toml(file))
    if "folder" in table:
        raise CourseError(f"{file}: unknown key 'folder'; remove it")
    assignment = convert(table, Assignment, file)
    assignment = msgspec.structs.replace(assignment, folder=file.parent)
    _check(assignment, file)
    return assignment


def _unknown_assignment(assignment_id: str, known: list[str], root: Path) -> str:
    close = difflib.get_close_matches(assignment_id, known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(known)}"
    if not known:
        hint = f"{root / 'assignments'} holds none"
    return f"no assignment {assignment_id!r}; {hint}"


def _expand_package(table: dict[str, Any]) -> dict[str, Any]:
    """Write the package's name wherever a path says ``{package}``."""
    package = table.get("package", "")
    if not isinstance(package, str):
        return table  # the schema's complaint is the better one
    prefix = f"{package}/" if package else ""

    def expand(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace("{package}/", prefix)
        if isinstance(value, list):
            return [expand(item) for item in value]
        if isinstance(value, dict):
            return {key: expand(item) for key, item in value.items()}
        return value

    return {key: expand(value) for key, value in table.items()}


def _check(assignment: Assignment, file: Path) -> None:
    """Check what a schema can't say."""
    if assignment.id != file.parent.name:
        raise CourseError(
            f"{file}: id: is {assignment.id!r} but the folder is {file.parent.name!r}; "
            "make them equal"
        )
    if keyword.iskeyword(assignment.package):
        raise CourseError(
            f"{file}: package: {assignment.package!r} is a word of Python's own and "
            "can't be imported; choose another"
        )
    names = [question.name for question in assignment.questions]
    _refuse_repeats(file, "questions: name", names)
    notebooks = {PurePosixPath(spec.path).stem for spec in assignment.notebooks}
    for question in assignment.questions:
        _check_training(question, notebooks, file)
        if question.document:
            _check_path(file, question.document, [])
        if question.extra and question.kind != "written":
            raise CourseError(
                f"{file}: questions: extra: {question.name} is graded by checks, whose "
                'points count in the total; remove it, or add kind = "written"'
            )
        for used in question.uses:
            if used not in names or used == question.name:
                raise CourseError(
                    f"{file}: questions: uses: {question.name} can't use {used!r}; "
                    "name other questions"
                )
    _refuse_repeats(
        file,
        "questions: todo",
        [s for q in assignment.questions for s in q.todo] + [*assignment.optional],
    )
    check_tools(assignment.tools, file)
    paths = [spec.path for spec in assignment.files]
    paths += [spec.path for spec in assignment.notebooks]
    _refuse_repeats(file, "path", paths)
    _refuse_repeats(file, "data: name", [spec.name for spec in assignment.data])
    for path in paths:
        _check_path(file, path, paths)


def _check_path(file: Path, path: str, others: list[str]) -> None:
    """Check that ``path`` names a file of the student tree, on any system."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts:
        raise CourseError(
            f"{file}: path: {path!r} leaves the student tree; name a place in it"
        )
    if str(pure) != path or not pure.parts or "\\" in path or "\0" in path:
        raise CourseError(f"{file}: path: {path!r} names no file; write 'folder/file'")
    for other in others:
        if pure in PurePosixPath(other).parents:
            raise CourseError(
                f"{file}: path: {path!r} is a file, but {other!r} needs it to be a "
                "folder; rename one"
            )


def _check_training(question: Question, notebooks: set[str], file: Path) -> None:
    training = question.training
    where = f"{file}: questions: training: {question.name}"
    if training is not None and question.kind != "training":
        raise CourseError(f'{where} needs kind = "training"; add it')
    if training is not None:
        if (training.linear is None) == (not training.steps):
            raise CourseError(f"{where}: give either linear or steps")
        if training.rerun is not None and question.notebook not in notebooks:
            raise CourseError(f"{where}: rerun needs the question's notebook; name it")
        if training.linear is not None and training.linear[0] >= training.linear[1]:
            raise CourseError(f"{where}: linear: the first accuracy is the lower one")


def _refuse_repeats(file: Path, key: str, values: list[str]) -> None:
    repeated = sorted({value for value in values if values.count(value) > 1})
    if repeated:
        raise CourseError(f"{file}: {key}: {repeated[0]!r} occurs twice; keep one")
