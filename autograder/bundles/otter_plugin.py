"""Otter's plugin: numgrade grades, in its sandbox, before Otter runs anything.

Otter executes a submission's notebook in the process that runs its tests. Here it never
gets to see one: the plugin takes the submission away, has ``numgrade grade`` judge it,
and gives Otter a notebook that holds the verdicts alone. Cases, points and reports are
Otter's own.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from otter.plugins import AbstractOtterPlugin

from autograder.bundles.contents import COURSE
from autograder.bundles.otter import INSIDE, VERDICTS
from autograder.course import assignment_ids
from autograder.student.otter import read_verdicts

_OTTERS = {"tests", "numgrade", "numgrade_submission.py", "__pycache__"}


class NumgradePlugin(AbstractOtterPlugin):  # type: ignore[misc]
    """Named in ``otter_config.json``; Otter calls its methods in this order."""

    def before_grading(self, config: Any) -> None:
        """Take the submission away and grade it."""
        folder = Path(self.submission_path).parent
        course = folder.parent / "source" / INSIDE / COURSE
        with tempfile.TemporaryDirectory(prefix="numgrade-") as aside:
            submission = Path(aside, "submission")
            submission.mkdir()
            for entry in list(folder.iterdir()):
                if entry.name not in _OTTERS:
                    shutil.move(entry, submission / entry.name)
            self._results = _grade(course, submission, Path(aside, "results"))
        nbformat.write(nbformat.v4.new_notebook(), self.submission_path)

    def before_execution(self, submission: Any) -> Any:
        """Give Otter the verdicts in the place of the submission."""
        verdicts = json.dumps(read_verdicts(self._results))
        cell = f"import json\n{VERDICTS} = json.loads({verdicts!r})"
        return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])

    def after_grading(self, results: Any) -> None:
        """Give partly right answers, which no case of Otter's can be, their points."""
        for name, score in self._results["extra_data"]["questions"].items():
            partial = any(
                test["extra_data"]["kind"] == "partial"
                for test in self._results["tests"]
                if test["extra_data"]["question"] == name
            )
            if partial:
                results.update_score(name, score)


def _grade(course: Path, submission: Path, out: Path) -> dict[str, Any]:
    """Run ``numgrade grade`` and return its results."""
    (name,) = assignment_ids(course)
    words = ["grade", name, str(submission), "--course", str(course), "--out", str(out)]
    data = course.with_name("data")
    if data.is_dir():
        words += ["--data", str(data)]
    done = subprocess.run(
        [sys.executable, "-I", "-m", "autograder", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    file = out / submission.name / "results.json"
    if not file.is_file():
        raise RuntimeError(f"numgrade could not grade: {done.stderr.strip()}")
    results: dict[str, Any] = json.loads(file.read_bytes())
    return results
