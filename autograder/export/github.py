"""What GitHub shows of a graded push: the job's summary, and marks at lines of files.

All text of a submission is escaped: for Markdown, and for the commands that GitHub
reads from a job's output.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from autograder.course import Assignment
from autograder.export.ci import rows, told
from autograder.export.done import Done
from autograder.grade.outcome import CheckOutcome, SubmissionOutcome
from autograder.inert import inert

MAX_SUMMARY = 900_000  # bytes; GitHub drops a step's summary above 1 MiB
MAX_MARKS = 10  # of a kind that GitHub shows a step
_AT = re.compile(r"at (?P<file>[^,]+), line (?P<line>\d+)")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$@:])")


class Place(NamedTuple):
    """A line of a submission's file."""

    file: str
    line: int


def summary(outcome: SubmissionOutcome, assignment: Assignment) -> Done:
    """Return a job's summary in Markdown: a table, and what went wrong below it."""
    if outcome.refused:
        words = _plain(f"{assignment.title}: not graded, it {outcome.refused}.")
        return Done(f"## {words}\n".encode())
    found = rows(outcome, assignment)
    earned, total = outcome.score, outcome.total(assignment)
    lines = [f"## {_plain(assignment.title)}: {earned:g} of {total:g} points", ""]
    lines += ["| | question | points |", "|---|---|---|"]
    for name, score, most in found:
        mark = "✅" if score == most else "🟡" if score else "❌"
        lines.append(f"| {mark} | {_plain(name)} | {score:g} / {most:g} |")
    for name, score, most in found:
        if score < most and (words := told(outcome.checks, name)):
            lines += ["", f"<details><summary>{_plain(name)}</summary>", ""]
            lines += [f"    {line}" for line in words.splitlines()]
            lines += ["", "</details>"]
    text = "\n".join(lines) + "\n"
    content = text.encode()
    if len(content) > MAX_SUMMARY:
        cut = content[:MAX_SUMMARY].decode(errors="ignore").rpartition("\n")[0]
        content = f"{cut}\n\nThe rest is in the results' artifact.\n".encode()
    return Done(content)


def annotations(
    outcome: SubmissionOutcome, assignment: Assignment, source: Path | None
) -> Done:
    """Return workflow commands, a line each, that mark what failed where it stands.

    Where no traceback names a line, it is that of the function's definition in
    ``source``, the submission's folder.
    See https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions.
    """
    marks: dict[tuple[str, Place | None], str] = {}
    for check in outcome.checks:
        if not check.passed and check.public and check.graded:
            place = _place(check) or _definition(check.question, assignment, source)
            marks.setdefault(
                (check.question, place), check.told[0] if check.told else ""
            )
    lines = []
    for (question, place), words in list(marks.items())[:MAX_MARKS]:
        where = f"file={_property(place.file)},line={place.line}," if place else ""
        text = inert(words).replace("%", "%25").replace("\n", "%0A")
        lines.append(f"::error {where}title={_property(question)}::{text}")
    more = len(marks) - MAX_MARKS
    notes = [f"{more} more marks are left out: GitHub shows {MAX_MARKS}"] * (more > 0)
    return Done("".join(f"{line}\n" for line in lines).encode(), notes)


def _place(check: CheckOutcome) -> Place | None:
    found = next(filter(None, map(_AT.match, check.lines)), None)
    return Place(found["file"], int(found["line"])) if found else None


def _definition(
    question: str, assignment: Assignment, source: Path | None
) -> Place | None:
    """Find the first function that students write for a question."""
    (asked,) = (q for q in assignment.questions if q.name == question)
    if source is None:
        return None
    for symbol in asked.todo:
        for file, names in _files_of(symbol, assignment):
            line = _line_of(source / file, names)
            if line:
                return Place(file, line)
    return None


def _files_of(symbol: str, assignment: Assignment) -> Iterator[tuple[str, list[str]]]:
    """Split ``layers.affine_forward`` into files that may hold it, and a path there."""
    *parts, last = symbol.split(".")
    known = set(assignment.student_files)
    for cut in range(len(parts), 0, -1):
        module = assignment.module(".".join(parts[:cut])).replace(".", "/")
        for file in (f"{module}.py", f"{module}/__init__.py"):
            if file in known:
                yield file, [*parts[cut:], last]


def _line_of(file: Path, names: list[str]) -> int:
    """Return the line of a function or method; 0 if it isn't there."""
    try:
        body = ast.parse(file.read_bytes()).body
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return 0
    kinds = (ast.FunctionDef, ast.ClassDef)
    line = 0
    for name in names:
        defined = [n for n in body if isinstance(n, kinds) and n.name == name]
        if not defined:
            return 0
        body, line = defined[-1].body, defined[-1].lineno
    return line


def _plain(text: str) -> str:
    """Escape text for one line of Markdown."""
    line = " ".join(inert(text).split())
    return _MARKDOWN.sub(r"\\\1", line.replace("&", "&amp;").replace("<", "&lt;"))


def _property(text: str) -> str:
    words = " ".join(inert(text).split()).replace("%", "%25")
    return words.replace(":", "%3A").replace(",", "%2C")
