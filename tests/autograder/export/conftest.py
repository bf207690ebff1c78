"""A graded class of three, on disk as ``numgrade grade`` leaves it."""

import pytest

from autograder.grade.errormap import ErrorMap
from autograder.grade.outcome import CheckOutcome, SubmissionOutcome
from autograder.report import write_class, write_submission


def made(question="scale_forward", kind="passed", points=1.0, **fields):
    fields = {"title": "on ones", "visibility": "visible", "seconds": 0.25, **fields}
    return CheckOutcome(question=question, kind=kind, points=points, **fields)


ADA = [
    made(points=2.0),
    made("scale_backward", points=2.0),
    made("net_loss", points=1.0),
]
BOB = [
    made(points=0.5),
    made(
        kind="wrong",
        points=1.5,
        title="of random inputs",
        visibility="hidden",
        lines=("out: 3 of 4 values are off", "after scale_forward(x)"),
        secret_lines=("out[0] should be 7",),
        hint="The scale is squared.",
        misconception="squared",
        max_rel_error=0.5,
        errors=ErrorMap((2, 2), ("01", "23")),
    ),
    made("scale_backward", "timeout", 2.0, lines=("killed after 2 s",)),
    made("net_loss", "partial", 1.0, share=0.25),
]


def a_class():
    return [
        SubmissionOutcome("ada", list(ADA), seconds=1.5, layers=("rlimits",)),
        SubmissionOutcome("bob", list(BOB), seconds=2.5),
        SubmissionOutcome("cy", refused="holds no files"),
    ]


@pytest.fixture
def store(tmp_path):
    """Return a function that writes outcomes as results, and gives their folder."""

    def store(outcomes, assignment, name="results"):
        folder = tmp_path / name
        for outcome in outcomes:
            write_submission(outcome, assignment, folder)
        write_class(outcomes, assignment, folder)
        return folder

    return store


@pytest.fixture
def results(store, pristine_course):
    return store(a_class(), pristine_course.load())


@pytest.fixture
def export(numgrade, course, results, tmp_path):
    """Return a function that exports the class; it gives status, text, messages."""

    def export(kind, *options, folder=results):
        out = tmp_path / f"out.{kind}"
        words = ("--out", out, "--course", course.root, *options)
        status, printed, err = numgrade("export", kind, folder, *words)
        content = out.read_bytes() if out.exists() else b""
        assert printed == (f"{out}\n" if content else "")
        return status or 0, content, err

    return export
