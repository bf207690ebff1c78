"""Building ``<id>-otter.zip``, and a student's folder with Otter's check cells.

Otter's test files hold one case a check, with numgrade's points; what decides them is
``otter_plugin``.
"""

import json
from collections.abc import Iterable, Sequence
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from autograder.bundles.contents import course_files, data_files
from autograder.course import Assignment
from autograder.grade.outcome import CheckOutcome
from autograder.release.wheel import build_wheel

#: Where Otter's archive keeps what is numgrade's: all ways of running it carry files/.
INSIDE = "files/numgrade"
VERDICTS = "numgrade_verdicts"
REQUIRED = "otter-grader>=7,<8"

_PLUGIN = "autograder.bundles.otter_plugin.NumgradePlugin"
_ENVIRONMENT = """\
name: otter-env
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - -r requirements.txt
"""
_CASE = '''

@test_case(name={name!r}, points={points!r}, hidden={hidden!r})
def case_{number}({verdicts}):
    """Pass if this check passes."""
    question.passes({title!r}, {verdicts})
'''
_FILE = '''\
"""Question {name}, as Otter's cases: made by numgrade."""

from autograder.student.otter import Question
from otter.test_files import test_case

OK_FORMAT = False

name = {name!r}
points = None
question = Question(name)
'''


def build_otter(
    assignment: Assignment, checks: Sequence[CheckOutcome], data: Path | None = None
) -> dict[str, bytes]:
    """Return the files of an Otter autograder.

    Parameters
    ----------
    assignment : Assignment
        What it grades.
    checks : sequence of CheckOutcome
        All checks and their points, as any graded submission has them.
    data : Path, optional
        Folder of data sets to put in, for trained models.
    """
    name, wheel = build_wheel()
    templates = resources.files("autograder.bundles") / "templates"
    tree = {
        "environment.yml": _ENVIRONMENT.encode(),
        "requirements.txt": _requirements().encode(),
        "otter_config.json": json.dumps(_config(assignment), indent=2).encode(),
        "setup.sh": (templates / "otter_setup.sh").read_bytes(),
        "run_autograder": (templates / "otter_run.sh").read_bytes(),
        "run_otter.py": (templates / "run_otter.py").read_bytes(),
        # Otter wants one notebook or one script; a submission's own files lie in a
        # folder, as numgrade submit packs them
        "files/numgrade_submission.py": b"# The work lies beside this file.\n",
        f"{INSIDE}/{name}": wheel,
    }
    inside = course_files(assignment)
    if data is not None:
        inside |= data_files(data)
    for path, content in inside.items():
        tree[f"{INSIDE}/{path}"] = content
    tree |= {f"tests/{path}": text for path, text in test_files(checks).items()}
    return dict(sorted(tree.items()))


def test_files(checks: Iterable[CheckOutcome]) -> dict[str, bytes]:
    """Return Otter's test files for some checks, one a question: name -> content."""
    files: dict[str, list[str]] = {}
    for check in checks:
        text = files.setdefault(check.question, [_FILE.format(name=check.question)])
        text.append(
            _CASE.format(
                name=f"{check.question}: {check.title}",
                points=check.points,
                hidden=check.visibility != "visible",
                number=len(text),
                title=check.title,
                verdicts=VERDICTS,
            )
        )
    return {f"{name}.py": "".join(text).encode() for name, text in files.items()}


def _config(assignment: Assignment) -> dict[str, Any]:
    return {
        "plugins": [_PLUGIN],
        "show_hidden": assignment.gradescope.hidden == "after_published",
    }


def _requirements() -> str:
    """List Otter and what the wheel needs, which set-up may not have at hand."""
    needs = metadata.requires("numgrade") or []
    own = [need for need in needs if "extra ==" not in need]
    return "".join(f"{need}\n" for need in (REQUIRED, *sorted(own)))
