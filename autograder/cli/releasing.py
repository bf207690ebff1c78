"""``numgrade release``: build trees and archives, prove them, put them in place."""

import contextlib
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.bundles import build_gradescope, build_otter, with_otter_cells
from autograder.cli.output import prepare_output
from autograder.cli.progress import Progress
from autograder.course import (
    Assignment,
    assignment_ids,
    find_root,
    load,
    load_misconceptions,
)
from autograder.errors import UsageError
from autograder.grade.outcome import SubmissionOutcome
from autograder.prove import prove_misconceptions, prove_release
from autograder.release import (
    build_extras,
    build_tree,
    refuse_leaks,
    write_tree,
    write_zip,
)

FLAVORS = ("numgrade", "otter")


@dataclass(frozen=True)
class Request:
    """What the command line asks for, beside which assignments."""

    out: Path
    mistakes: bool = False
    wheels: Path | None = None
    data: Path | None = None
    flavor: str = "numgrade"
    jupyterlite: bool = False
    pyodide: str = ""


def run(course: Path, ids: list[str], request: Request) -> None:
    """Release the assignments named, or all of the course's."""
    if request.flavor not in FLAVORS:
        raise UsageError(f"--flavor {request.flavor}: choose {' or '.join(FLAVORS)}")
    root = find_root(course)
    assignments = [load(root, name) for name in ids or assignment_ids(root)]
    if not assignments:
        raise UsageError(f"{root / 'assignments'} holds no assignment to release")
    with pyodide(request) as site:
        prepare_output(request.out)
        with Progress(len(assignments)) as progress:
            for assignment in assignments:
                release_one(assignment, request, site)
                progress.step(assignment.id)
    for assignment in assignments:
        place = request.out / assignment.id
        print(f"{assignment.id}: {assignment.total:g} points, proven; {place}")


@contextlib.contextmanager
def pyodide(request: Request) -> Iterator[Path | None]:
    """Give the Pyodide distribution that sites are built with, if any is asked for."""
    if not request.jupyterlite:
        if request.pyodide:
            raise UsageError("--pyodide goes with --jupyterlite alone")
        yield None
        return
    from autograder.lite import distribution, latest_pyodide

    with distribution(request.pyodide or latest_pyodide()) as folder:
        yield folder


def release_one(
    assignment: Assignment, request: Request, pyodide: Path | None = None
) -> None:
    """Build one release beside its place, prove it, and only then move it there."""
    out = request.out
    with tempfile.TemporaryDirectory(dir=out, prefix=".unfinished-") as folder:
        work = Path(folder, assignment.id)
        extras = build_extras(assignment)
        student = {**build_tree(assignment, filled=False), **extras}
        solution = {**build_tree(assignment, filled=True), **extras}
        write_tree(student, work / "student")
        write_tree(solution, work / "solution")
        reference = prove_release(assignment, work / "solution", work / "student")
        if request.flavor == "otter":
            student = with_otter_cells(student, reference.checks)
            write_tree(student, work / "student")
        write_archives(assignment, student, reference, request, work / "dist")
        if pyodide is not None:
            from autograder.lite import build_site

            build_site(student, pyodide, work / "jupyterlite")
        if request.mistakes:
            known = load_misconceptions(assignment)
            prove_misconceptions(assignment, known, solution)
        write_manifest(work)
        place = out / assignment.id
        if place.exists():
            shutil.rmtree(place)
        work.rename(place)


def write_archives(
    assignment: Assignment,
    student: Mapping[str, bytes],
    reference: SubmissionOutcome,
    request: Request,
    dist: Path,
) -> None:
    """Write what is handed out and uploaded; refuse a student's zip that leaks."""
    dist.mkdir()
    archive = dist / f"{assignment.id}-student.zip"
    write_zip(student, archive, top=assignment.id)
    refuse_leaks(assignment, archive)
    gradescope = build_gradescope(assignment, request.wheels, request.data)
    write_zip(gradescope, dist / f"{assignment.id}-gradescope.zip")
    otter = build_otter(assignment, reference.checks, request.data)
    write_zip(otter, dist / f"{assignment.id}-otter.zip")


def write_manifest(folder: Path) -> None:
    """Write ``manifest.json``: each file of the release and its SHA-256."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    digests = {path.relative_to(folder).as_posix(): _sha256(path) for path in files}
    text = json.dumps(digests, indent=1) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
