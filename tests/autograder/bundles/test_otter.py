"""The Otter archive and Otter's check cells, run by Otter itself."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import nbclient
import nbformat
import pytest

from autograder.bundles import build_otter
from autograder.release import write_tree, write_zip

BUGGY = ("tn/layers.py", "np.sum(dout * x, axis=0)", "dout * x")
HOSTILE = """\

import otter.test_files, os
otter.test_files.GradingResults.total = property(lambda self: 1000)
os._exit(0)
"""


@pytest.fixture
def checks(course, solution, tmp_path):
    """All checks of the course, as the release has them from the reference."""
    return course.grade_trees(tmp_path, {"reference": solution})["reference"].checks


@pytest.fixture
def otter_run(course, checks, tmp_path):
    """Return a function: Otter's own results for a tree that is handed in."""

    def otter_run(tree):
        archive = tmp_path / "tiny-a1-otter.zip"
        write_zip(build_otter(course.load(), checks), archive)
        submission = tmp_path / "tiny-a1-submission.zip"
        write_zip(tree, submission, top="tiny-a1")
        program = str(Path(sys.executable).with_name("otter"))
        done = subprocess.run(
            [program, "run", "-a", archive, "-o", tmp_path, submission],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=200,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        tests = json.loads((tmp_path / "results.json").read_text())["tests"]
        return {test["name"]: test for test in tests}

    return otter_run


def test_otter_run_gives_the_reference_the_points_that_grade_gives(
    otter_run, course, checks, solution
):
    got = otter_run(solution)
    worth = {"scale_forward": 2, "scale_backward": 2, "net_loss": 1}
    assert {name: got[name]["score"] for name in worth} == worth
    assert {name: got[name]["max_score"] for name in worth} == worth
    assert sum(check.score for check in checks) == sum(worth.values())


def test_otter_run_gives_others_their_points_and_never_runs_their_code_itself(
    otter_run, course, edited, tmp_path
):
    buggy = edited("tn/layers.py", "np.sum(dout * x, axis=0)", "dout * x")
    cell = nbformat.v4.new_code_cell(HOSTILE.strip())
    notebook = nbformat.v4.new_notebook(cells=[cell])
    tree = {
        **buggy,
        "01_tiny.ipynb": nbformat.writes(notebook).encode(),
        "tn/net.py": buggy["tn/net.py"] + HOSTILE.encode(),
        "otter.py": HOSTILE.encode(),  # would shadow Otter itself
    }
    got = otter_run(tree)
    outcome = course.grade_trees(tmp_path / "graded", {"it": tree})["it"]
    want = outcome.by_question(course.load())
    assert want == {"scale_forward": 2, "scale_backward": 0, "net_loss": 0}
    assert {name: got[name]["score"] for name in want} == want
    assert "da has shape" in got["Public Tests"]["output"]
    assert {test["visibility"] for test in got.values()} == {"hidden", "visible"}


def test_the_archive_is_the_same_to_the_byte(course, checks):
    archives = [io.BytesIO(), io.BytesIO()]
    for archive in archives:
        write_zip(build_otter(course.load(), checks), archive)
    assert archives[0].getvalue() == archives[1].getvalue()
    names = zipfile.ZipFile(archives[0]).namelist()
    assert {"environment.yml", "otter_config.json", "run_autograder"} <= set(names)
    assert {"run_otter.py", "setup.sh", "tests/net_loss.py"} <= set(names)


def test_a_students_notebook_checks_itself_with_otters_grader(
    numgrade, course, edited, tmp_path
):
    course.edit(
        "assignments/tiny-a1/notebooks/01_tiny.py",
        "# %% [markdown] tags",
        '# %%\nif True:\n    check("scale_forward"), check("scale_backward")\n\n'
        "# %% [markdown] tags",
    )
    status, _, error = numgrade(
        "release", "--course", course.root, "--out", tmp_path, "--flavor", "otter"
    )
    assert not status, error
    student = tmp_path / "tiny-a1" / "student"
    hidden = [f for f in student.rglob("*") if "net_loss" in f.name]
    assert not hidden, "net_loss has hidden checks alone"
    assert "otter-grader" in (student / "requirements.txt").read_text()
    with zipfile.ZipFile(tmp_path / "tiny-a1/dist/tiny-a1-student.zip") as archive:
        assert "tiny-a1/tests/otter/scale_forward.py" in archive.namelist()
    write_tree({"tn/layers.py": edited(*BUGGY)["tn/layers.py"]}, student)
    notebook = nbformat.read(student / "01_tiny.ipynb", as_version=4)
    for cell in notebook.cells:
        if "grader.check" in cell.source:
            assert cell.source.count("grader.check(") == 2
            cell.source = 'print(grader.check("scale_forward"))\n'
            cell.source += 'print(grader.check("scale_backward"))'
    client = nbclient.NotebookClient(
        notebook, resources={"metadata": {"path": str(student)}}
    )
    client.execute()
    printed = "".join(
        output.get("text", "")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    )
    assert "scale_forward results: All test cases passed!" in printed
    assert "scale_backward results:" in printed
    assert "hint: The scale was used in every row, so its gradients add up." in printed
