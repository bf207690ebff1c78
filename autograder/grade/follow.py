"""Follow-through: a model isn't marked down for a layer that was marked already.

Where a question fails and another one that it ``uses`` failed, too, its checks run once
more with the model solution's version of what it uses in the place of the student's.

The process that does so can read that version, so nothing comes back from it but which
checks passed: no message, no output.
"""

import shutil
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from autograder.course import Assignment, Question
from autograder.grade.outcome import Key, SubmissionOutcome

Tree = Mapping[str, bytes]
#: Returns the tree of an assignment in which certain questions are answered, and no
#: others.
Answer = Callable[[frozenset[str]], Tree]

#: Name of the package that holds the model solution's version.
MODEL = "_numgrade_model"


def to_follow(assignment: Assignment, outcome: SubmissionOutcome) -> list[Question]:
    """Return the failed questions that use another failed question."""
    failed = {check.question for check in outcome.checks if not check.passed}
    return [
        question
        for question in assignment.questions
        if question.name in failed and failed.intersection(question.uses)
    ]


def replace_used(
    assignment: Assignment,
    question: Question,
    root: Path,
    broken: Collection[str],
    answer: Answer,
    into: Path,
) -> None:
    """Copy the submission in ``root``, with what ``question`` uses put right.

    Parameters
    ----------
    assignment : Assignment
        What was asked for.
    question : Question
        Which one is checked again.
    root : Path
        The submission, laid out as the released tree.
    broken : collection of str
        Modules of it that can't be imported; they are replaced as a whole.
    answer : callable
        Makes the model solution's tree.
    into : Path
        A folder that doesn't exist yet.
    """
    shutil.copytree(root, into)
    used = frozenset(question.uses)
    tree = answer(used)
    for path in assignment.student_files:
        if not path.endswith(".py"):
            continue
        module = assignment.module_of(path)
        mine = [s for s in assignment.todo if s.startswith(f"{module}.")]
        wanted = [s for s in mine if assignment.todo[s].name in used]
        if wanted and (len(wanted) == len(mine) or module in broken):
            (into / path).write_bytes(tree[path])
        elif wanted and assignment.package:
            _append(into / path, _overrides(module, wanted))
    if assignment.package:
        for path, content in tree.items():
            inside = PurePosixPath(path)
            if path.endswith(".py") and inside.parts[0] == assignment.package:
                file = into / MODEL / inside.relative_to(assignment.package)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)


def credit(outcome: SubmissionOutcome, again: SubmissionOutcome, uses: str) -> None:
    """Give credit for the checks that passed the second time."""
    passed = {check.key for check in again.checks if check.passed}
    note = f"credited: right with the model solution's {uses} in place of yours"
    for place, check in enumerate(outcome.checks):
        if check.key in passed:
            outcome.checks[place] = replace(
                check,
                kind="passed",
                lines=(note,),
                secret_lines=(),
                max_rel_error=None,
                misconception="",
                hint="",
                errors=None,
                values=None,
                call="",
            )


def failed_checks(outcome: SubmissionOutcome, question: Question) -> frozenset[Key]:
    """Return the checks of a question that failed, by their keys."""
    return frozenset(
        check.key
        for check in outcome.checks
        if check.question == question.name and not check.passed
    )


def _overrides(module: str, symbols: list[str]) -> str:
    """Return code that puts the model's versions of ``symbols`` over the student's."""
    lines = [f"\n\nimport {MODEL}.{module} as {MODEL}\n"]
    for symbol in symbols:
        name = symbol.removeprefix(f"{module}.")
        lines.append(f"{name} = {MODEL}.{name}\n")
    return "".join(lines)


def _append(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as stream:
        stream.write(text)
