"""The Dockerfile: linted, and carried out as far as that goes without Docker."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.recipe import recipe
from autograder.release import write_tree

from .jobs import BIN

REPOSITORY = Path(__file__).parents[3]
UID = 12345


def test_hadolint_finds_nothing():
    file = recipe("docker") / "Dockerfile"
    done = subprocess.run([BIN / "hadolint", file], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.skipif(os.geteuid() != 0, reason="mounts and changes users: run as root")
def test_what_the_dockerfile_makes_grades_a_class(course, solution, skeleton, tmp_path):
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(REPOSITORY / name, course.root)
    for name in ("autograder", "ci"):
        shutil.copytree(REPOSITORY / name, course.root / name)
    write_tree(solution, tmp_path / "class" / "ada")
    write_tree(skeleton, tmp_path / "class" / "bob")
    results = tmp_path / "results"
    results.mkdir()
    shutil.chown(results, UID)
    command = [sys.executable, REPOSITORY / "ci/docker/try_it.py", tmp_path / "class"]
    command += [results, "tiny-a1", "--context", course.root]
    done = subprocess.run(command, capture_output=True, text=True)
    if "can't mount" in done.stderr:
        pytest.skip(done.stderr)
    assert done.returncode == 0, done.stdout + done.stderr
    files = {name: results / name / "results.json" for name in ("ada", "bob")}
    found = {name: json.loads(file.read_text()) for name, file in files.items()}
    assert {name: table["score"] for name, table in found.items()} == {
        "ada": 5,
        "bob": 0,
    }
    assert {"landlock", "seccomp"} <= set(found["ada"]["extra_data"]["sandbox"])
    assert files["ada"].stat().st_uid == UID
    assert (REPOSITORY / "autograder" / "__init__.py").exists()  # all was done aside
