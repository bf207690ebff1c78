"""What a student's tools find in the folder: git hooks, VS Code, conda, badges."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import yaml

from autograder.course import load_released
from autograder.release import build_extras, write_tree
from autograder.student.changed import changed_questions, check_changed


@pytest.fixture
def student(course, skeleton, tmp_path):
    write_tree({**skeleton, **build_extras(course.load())}, tmp_path / "student")
    return tmp_path / "student"


def test_only_the_questions_of_a_changed_file_are_checked(student):
    assignment = load_released(student)
    layers, net = student / "tn/layers.py", student / "tn/net.py"
    both = ["scale_forward", "scale_backward"]
    assert changed_questions(assignment, [layers]) == both
    assert changed_questions(assignment, [net]) == ["net_loss"]
    assert changed_questions(assignment, [student / "README.md"]) == []


def test_what_is_not_written_yet_may_be_committed_and_what_is_wrong_not(
    student, solution, edited
):
    layers = student / "tn/layers.py"
    assert check_changed([layers]) == []
    layers.write_bytes(solution["tn/layers.py"])
    assert check_changed([layers]) == []
    wrong = edited("tn/layers.py", "dx = dout * a", "dx = dout + a")
    layers.write_bytes(wrong["tn/layers.py"])
    (line, *_) = check_changed([layers])
    assert line == "scale_backward: Scale: backward: 0 of 1 checks passed"


def test_the_real_pre_commit_runs_the_hook(student, edited, monkeypatch):
    pre_commit = shutil.which("pre-commit", path=str(Path(sys.executable).parent))
    if pre_commit is None:
        pytest.skip("needs pre-commit: pip install pre-commit")
    monkeypatch.chdir(student)
    monkeypatch.setenv("PRE_COMMIT_HOME", str(student.parent / "cache"))
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", "add", "."], check=True)

    def hook():
        return subprocess.run([pre_commit, "run"], capture_output=True, text=True)

    assert hook().returncode == 0
    wrong = edited("tn/layers.py", "dx = dout * a", "dx = dout + a")
    Path("tn/layers.py").write_bytes(wrong["tn/layers.py"])
    subprocess.run(["git", "add", "."], check=True)
    done = hook()
    assert done.returncode == 1
    assert "scale_backward: Scale: backward: 0 of 1 checks passed" in done.stdout


def test_tasks_offer_every_question(student):
    table = json.loads((student / ".vscode/tasks.json").read_text())
    (picked,) = table["inputs"]
    assert picked["options"] == ["scale_forward", "scale_backward", "net_loss"]
    one = table["tasks"][1]["args"]
    assert one == ["-m", "autograder", "check", "--question", "${input:question}"]


def test_conda_installs_the_requirements(student):
    table = yaml.safe_load((student / "environment.yml").read_text())
    assert table["name"] == "tiny-a1"
    (pip,) = (item for item in table["dependencies"] if isinstance(item, dict))
    assert pip == {"pip": ["--requirement requirements.txt"]}
    assert (student / "requirements.txt").is_file()


def test_badges_need_a_repository(course):
    assignment = course.load()
    assert b"colab" not in build_extras(assignment)["README.md"]
    there = msgspec.structs.replace(assignment, repository="school/tiny")
    text = build_extras(there)["README.md"].decode()
    assert "github/school/tiny/blob/HEAD/01_tiny.ipynb)" in text
    assert "mybinder.org/v2/gh/school/tiny/HEAD?labpath=01_tiny.ipynb)" in text
