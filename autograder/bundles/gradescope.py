"""Building ``<id>-gradescope.zip``; what runs in it is ``gradescope_run``."""

from importlib import resources
from pathlib import Path

from autograder.bundles.contents import course_files, data_files, wheel_files
from autograder.course import Assignment
from autograder.release.wheel import build_wheel


def build_gradescope(
    assignment: Assignment, wheels: Path | None = None, data: Path | None = None
) -> dict[str, bytes]:
    """Return the files of a Gradescope autograder.

    Parameters
    ----------
    assignment : Assignment
        What it grades.
    wheels : Path, optional
        Folder of wheels that set-up installs from, without a network; else from PyPI.
    data : Path, optional
        Folder of data sets to put in, for trained models; else set-up fetches them.

    Raises
    ------
    CourseError, UsageError
        If numgrade isn't installed, or a folder doesn't hold what it should.
    """
    name, wheel = build_wheel()
    templates = resources.files("autograder.bundles") / "templates"
    tree = {
        "setup.sh": (templates / "gradescope_setup.sh").read_bytes(),
        "run_autograder": (templates / "gradescope_run.sh").read_bytes(),
        f"numgrade/{name}": wheel,
        "datasets.txt": "".join(f"{d}\n" for d in _datasets(assignment)).encode(),
        **course_files(assignment),
    }
    if wheels is not None:
        tree |= wheel_files(wheels)
    if data is not None:
        tree |= data_files(data)
    return dict(sorted(tree.items()))


def _datasets(assignment: Assignment) -> list[str]:
    """Name the data sets that trained models are scored on."""
    return sorted({q.training.data for q in assignment.questions if q.training})
