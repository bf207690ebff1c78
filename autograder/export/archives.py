"""Zips of many small files: results for Gradescope, feedback for bulk return."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence

from autograder.course import Assignment
from autograder.errors import UsageError
from autograder.export.done import Done, unmarked_note
from autograder.export.moodle import feedback_folders
from autograder.export.sheet import Sheet
from autograder.grade.final import Grade
from autograder.grade.outcome import SubmissionOutcome
from autograder.grade.results import results_json
from autograder.intake import CANVAS

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same input gives the same bytes
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')

Page = Callable[[SubmissionOutcome, Grade], str]


def gradescope_zip(
    outcomes: Sequence[SubmissionOutcome],
    grades: Sequence[Grade],
    assignment: Assignment,
) -> Done:
    """Return ``<submission>/results.json`` of each, with hand marks and lateness in it.

    The schema: https://gradescope-autograders.readthedocs.io/en/latest/specs/.
    """
    files = {}
    for outcome, grade in zip(outcomes, grades, strict=True):
        table = results_json(outcome, assignment)
        checked = outcome.by_question(assignment)
        table["score"], table["max_score"] = grade.total, grade.max
        if grade.late:
            table["output"] += f"; late: {grade.late:g} points off"
        table["tests"] += [
            _by_hand(name, score, assignment)
            for name, score in grade.scores.items()
            if score is not None and checked[name] is None
        ]
        files[f"{_safe(outcome.name)}/results.json"] = json.dumps(
            table, indent=1, ensure_ascii=False
        )
    return Done(_zip(files), unmarked_note(grades))


def _by_hand(name: str, score: float, assignment: Assignment) -> dict[str, object]:
    most = next(q.points for q in assignment.questions if q.name == name)
    return {
        "name": f"{name}: graded by hand",
        "score": score,
        "max_score": most,
        "visibility": "visible",
        "tags": [name],
    }


def feedback_zip(
    outcomes: Sequence[SubmissionOutcome],
    grades: Sequence[Grade],
    page: Page,
    like: str,
    sheet: Sheet | None,
) -> Done:
    """Return every feedback page, named as an LMS wants files for bulk return.

    Canvas takes back the files of "Download Submissions" under the names that it gave
    them ("Upload Submissions", abstract_assignment.rb in
    https://github.com/instructure/canvas-lms); Moodle a folder a participant
    (mod/assign/feedback/file/importziplib.php in https://github.com/moodle/moodle).

    Raises
    ------
    UsageError
        If ``like`` is no LMS that we know.
    """
    names = [outcome.name for outcome in outcomes]
    lost: Mapping[str, str] = {}
    if like == "canvas":
        paths = {name: f"{name}.html" for name in names if CANVAS.fullmatch(name)}
        lost = {
            name: "isn't named as in Canvas's Download Submissions, so it can't go back"
            for name in names
            if name not in paths
        }
    elif like == "moodle":
        folders, lost = feedback_folders(names, sheet)
        paths = {name: f"{folder}/feedback.html" for name, folder in folders.items()}
    elif like == "":
        paths = {name: f"{_safe(name)}.html" for name in names}
    else:
        raise UsageError(f"--like {like}: choose canvas or moodle, or leave it out")
    files = {
        paths[outcome.name]: page(outcome, grade)
        for outcome, grade in zip(outcomes, grades, strict=True)
        if outcome.name in paths
    }
    return Done(_zip(files), unmarked_note(grades), dict(lost))


def _safe(name: str) -> str:
    """Return a name that unpacks on any system, and to nowhere else."""
    return _UNSAFE.sub("_", name).lstrip(".") or "_"


def _zip(files: Mapping[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            info = zipfile.ZipInfo(path, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
    return content.getvalue()
