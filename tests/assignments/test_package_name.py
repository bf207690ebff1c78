"""The students' package is called what one line of assignment.toml says.

And work as a course's own starters begin it is graded, whatever they import.
"""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STARTERS = ("past", "six", "imageio")  # what the courses' starters import


def numgrade(*words):
    return subprocess.run(
        [sys.executable, "-m", "autograder", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def renamed(tmp_path_factory):
    """A course whose dl-a1 calls its package cs231n, and the folder of its release."""
    course = tmp_path_factory.mktemp("course")
    (course / "solutions").symlink_to(ROOT / "solutions")
    folder = course / "assignments" / "dl-a1"
    shutil.copytree(ROOT / "assignments" / "dl-a1", folder)
    toml = folder / "assignment.toml"
    lines = toml.read_text().split("\n")
    (number,) = [i for i, line in enumerate(lines) if line.startswith("package = ")]
    lines[number] = 'package = "cs231n"'
    toml.write_text("\n".join(lines))
    done = numgrade("release", "dl-a1", "--course", course, "--out", course / "out")
    assert done.returncode == 0, done.stderr  # its proofs held
    return course, course / "out" / "dl-a1"


def test_modules_notebooks_and_archives_follow(renamed):
    student = renamed[1] / "student"
    assert (student / "cs231n" / "layers.py").is_file()
    assert not (student / "dl").exists()
    for notebook in student.glob("*.ipynb"):
        text = notebook.read_text()
        assert "from cs231n." in text
        assert "from dl" not in text
        assert "`dl/" not in text
    for path in ("README.md", "get_datasets.sh"):
        assert "cs231n/" in (student / path).read_text()


def test_the_checks_follow(renamed):
    done = numgrade("check", renamed[1] / "solution", "--question", "affine_forward")
    assert done.returncode == 0
    assert "affine_forward: Affine layer: forward: 1 of 1 checks passed" in done.stdout
    done = numgrade("check", renamed[1] / "student", "--question", "affine_forward")
    assert done.returncode == 1
    assert "is not written yet" in done.stdout


def test_grading_follows_and_names_each_package_that_is_missing(renamed, tmp_path):
    course, release = renamed
    for name in STARTERS:
        shutil.copytree(release / "solution" / "cs231n", tmp_path / name / "cs231n")
        softmax = tmp_path / name / "cs231n" / "classifiers" / "softmax.py"
        text = softmax.read_text()
        softmax.write_text(text.replace("import numpy", f"import {name}, numpy", 1))
    students = [tmp_path / name for name in STARTERS]
    out = tmp_path / "out"
    done = numgrade("grade", "dl-a1", *students, "--course", course, "--out", out)
    assert done.returncode == 0, done.stderr
    for name in STARTERS:
        results = json.loads((out / name / "results.json").read_text())
        said = {t["extra_data"]["question"]: t for t in results["tests"]}
        assert said["affine_forward"]["status"] == "passed"
        if importlib.util.find_spec(name):
            assert said["softmax_vectorized_loss"]["status"] == "passed"
        else:
            told = said["softmax_vectorized_loss"]["output"]
            assert f"needs the module '{name}', which is not installed here" in told
            assert "Traceback" not in told
