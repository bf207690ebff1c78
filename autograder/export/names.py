"""Whose submission it is: from a file's name to a row of the LMS, or to a pseudonym."""

import csv
import io
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from autograder.grade.results import write_text
from autograder.intake import CANVAS

#: As Moodle names a participant's folder in "Download all submissions". See
#: https://github.com/moodle/moodle, mod/assign/feedback/file/importziplib.php.
MOODLE = re.compile(r"(?P<name>[^_]+)_(?P<participant>\d+)_assignsubmission_\w+")

PSEUDONYMS = "pseudonyms.csv"


def keys_of(name: str) -> list[str]:
    """Return by what an LMS may know the student of a submission, surest first."""
    canvas, moodle = CANVAS.fullmatch(name), MOODLE.fullmatch(name)
    if canvas:
        return [canvas_key(canvas["user"])]
    if moodle:
        return [moodle_key(moodle["participant"]), moodle["name"].casefold()]
    return [name.strip().casefold()]


def canvas_key(user: str) -> str:
    """Return the key of a number that is Canvas's own, and not an institution's."""
    return f"canvas {user}"


def moodle_key(participant: str) -> str:
    """Return the key of a number that is Moodle's own for one assignment."""
    return f"moodle {participant}"


def match_rows(
    names: Iterable[str], rows: Sequence[Sequence[str]]
) -> tuple[dict[str, int], dict[str, str]]:
    """Find each submission's row, whose cells say who the student is.

    Returns
    -------
    found : dict
        Submission -> place in ``rows``.
    lost : dict
        Submission -> why it has none.
    """
    owners: dict[str, set[int]] = {}
    for place, cells in enumerate(rows):
        keys = {cell.strip().casefold() for cell in cells}
        keys |= {key.partition("@")[0] for key in keys}
        for key in keys - {""}:
            owners.setdefault(key, set()).add(place)
    found: dict[str, int] = {}
    lost: dict[str, str] = {}
    for name in names:
        candidates = (owners.get(key, set()) for key in keys_of(name))
        places = next(filter(None, candidates), set())
        if len(places) == 1:
            found[name] = next(iter(places))
        else:
            lost[name] = "fits several students" if places else "no such student"
    return _without_doubles(found, lost), lost


def _without_doubles(found: dict[str, int], lost: dict[str, str]) -> dict[str, int]:
    """Take out submissions that share a student: which of them counts isn't ours."""
    places = list(found.values())
    for name, place in found.items():
        if places.count(place) > 1:
            lost[name] = "one of several submissions of this student"
    return {name: place for name, place in found.items() if name not in lost}


def pseudonyms(folder: Path, names: Iterable[str]) -> Mapping[str, str]:
    """Give each submission a pseudonym, the same one in every export of ``folder``.

    The key to them stays in ``folder/pseudonyms.csv``.
    """
    file = folder / PSEUDONYMS
    known: dict[str, str] = {}
    if file.is_file():
        with file.open(encoding="utf-8", newline="") as stream:
            known = {
                row["submission"]: row["pseudonym"] for row in csv.DictReader(stream)
            }
    new = [name for name in names if name not in known]
    random.SystemRandom().shuffle(new)  # so that their order tells nothing
    for number, name in enumerate(new, start=len(known) + 1):
        known[name] = f"student-{number:04d}"
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([("submission", "pseudonym"), *sorted(known.items())])
    write_text(file, text.getvalue())
    return known
