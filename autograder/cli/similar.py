"""``numgrade similarity``: which submissions are alike."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.cli.output import prepare_output
from autograder.cli.progress import Progress
from autograder.cli.submissions import find_submissions
from autograder.cli.trees import Trees
from autograder.course import Assignment, find_root, load
from autograder.errors import SubmissionError, UsageError
from autograder.inert import inert
from autograder.release import build_tree

if TYPE_CHECKING:  # needs the extra
    from autograder.similarity import Pair, Work
    from autograder.similarity.own import Origin

_MOST = 200  # pairs
_PRINTED = 20


@dataclass(frozen=True)
class Request:
    """What the command line asks for; ``at_least`` is in percent."""

    submissions: list[Path]
    class_folder: Path | None
    earlier: list[Path]
    out: Path
    at_least: float


def run(course: Path, assignment_id: str, request: Request) -> None:
    """Compare, write the page, print the pairs.

    Raises
    ------
    UsageError
        If there is nothing to compare, or nothing to compare with.
    """
    try:
        import copydetect  # noqa: F401
    except ModuleNotFoundError as error:
        raise UsageError(
            f"similarity needs {error.name}: pip install 'numgrade[similarity]'"
        ) from None
    from autograder.similarity import Work, find_pairs, own_code, write_pairs

    assignment = load(find_root(course), assignment_id)
    paths = find_submissions(request.submissions, request.class_folder)
    before = [
        path for folder in request.earlier for path in find_submissions([], folder)
    ]
    prepare_output(request.out)
    given = Trees.of(assignment).given()
    model = own_code(assignment, build_tree(assignment, filled=True), given)
    works = [Work("model", "model", model), *_read(assignment, paths, before, given)]
    with Progress(len(works)) as progress:
        pairs = find_pairs(works, request.at_least / 100, _MOST, progress.step)
    page = write_pairs(pairs, assignment, request.out)
    _print(pairs)
    print(page)


def _read(
    assignment: Assignment,
    paths: list[Path],
    before: list[Path],
    given: Mapping[str, bytes],
) -> "list[Work]":
    """Read all works; say which can't be."""
    from autograder.similarity import read_work

    works = []
    with Progress(len(paths) + len(before)) as progress:
        for path in [*paths, *before]:
            origin: Origin = "class" if path in paths else "earlier"
            try:
                works.append(read_work(assignment, path, given, origin))
            except SubmissionError as error:
                words = f"not compared: {path.name}: it {error}"
                print(inert(words), file=sys.stderr)
            progress.step(path.name)
    return works


def _print(pairs: "Sequence[Pair]") -> None:
    from autograder.similarity.write import called, where

    table = Table("alike", "one", "two", "most in", box=None, header_style="bold")
    for pair in pairs[:_PRINTED]:
        names = (pair.one.name, called(pair.two), where(pair))
        table.add_row(f"{pair.share:.0%}", *(Text(inert(name)) for name in names))
    Console().print(table)
