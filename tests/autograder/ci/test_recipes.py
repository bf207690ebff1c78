"""The recipes: linted, and every step of theirs run in order."""

import json
import re
import shutil
import subprocess

import pytest
import yaml

from autograder.recipe import recipe
from autograder.release import build_extras, write_tree

from .jobs import BIN, Runner, workflow

GITHUB = ("workflows/grade.yml", "workflows/release.yml")
STUDENTS = ("student/autograde.yml", "student/check.yml")


@pytest.fixture
def repository(course):
    """The course's private repository, with its recipes where they belong."""
    shutil.copytree(recipe("github") / "actions", course.root / ".github" / "actions")
    return course.root


@pytest.fixture
def pushed(edited, tmp_path):
    """A student's repository, right but for one function."""
    tree = edited("tn/layers.py", "dx = dout * a", "dx = dout + a")
    write_tree(tree, tmp_path / "pushed")
    return tmp_path / "pushed"


def test_actionlint_finds_nothing(tmp_path):
    # the action where grade.yml looks for it, and its steps once more as a workflow's
    shutil.copytree(recipe("github") / "actions", tmp_path / "course/.github/actions")
    place = tmp_path / ".github" / "workflows"
    place.mkdir(parents=True)
    for path in GITHUB + STUDENTS:
        shutil.copy(recipe("github") / path, place)
    (place / "action.yml").write_text(yaml.safe_dump(_action_as_workflow()))
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    assert _actionlint(tmp_path) == (0, "")
    for file, around, right, wrong in (
        ("grade.yml", "inputs.{} }}", "course", "cuorse"),
        ("grade.yml", "          {}:", "assignment", "assinment"),
        ("action.yml", "inputs.{} }}", "assignment", "assinment"),
    ):
        text = (place / file).read_text()
        spoilt = text.replace(around.format(right), around.format(wrong))
        (place / file).write_text(spoilt)
        status, found = _actionlint(tmp_path)
        assert (status, wrong in found) == (1, True)
        (place / file).write_text(text)


def _actionlint(folder):
    # its helpers are left out: what is found shall not depend on what is installed
    command = [BIN / "actionlint", "-no-color", "-shellcheck=", "-pyflakes="]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout


def _action_as_workflow():
    file = recipe("github") / "actions/numgrade/action.yml"
    action = yaml.safe_load(file.read_text())
    inputs = {name: {"type": "string"} for name in action["inputs"]}
    job = {"runs-on": "ubuntu-24.04", "steps": action["runs"]["steps"]}
    return {"on": {"workflow_call": {"inputs": inputs}}, "jobs": {"action": job}}


@pytest.mark.parametrize("path", GITHUB + STUDENTS + ("actions/numgrade/action.yml",))
def test_actions_of_others_are_pinned_to_a_commit(path):
    text = (recipe("github") / path).read_text()
    used = re.findall(r"uses: (actions/.*)", text)
    for action in used:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)
    assert used or path == "student/autograde.yml"


def test_a_push_is_graded_with_summary_marks_and_result(repository, pushed, tmp_path):
    runner = Runner(
        tmp_path / "job",
        {"submission": pushed, "course": repository},
        {
            "inputs.course": "school/course",
            "inputs.course-ref": "main",
            "inputs.assignment": "tiny-a1",
            "inputs.sandbox": "strict",
            "inputs.fail-under": "0",
            "secrets.course-token": "xyz",
        },
    )
    assert runner.run(workflow("workflows/grade.yml")["steps"]) == 0, runner.log
    summary = runner.summary.read_text()
    assert "## Two tiny layers: " in summary
    assert r"| ✅ | scale\_forward | 2 / 2 |" in summary
    assert r"| ❌ | scale\_backward | 0 / 2 |" in summary
    source = (pushed / "tn/layers.py").read_text().splitlines()
    (line,) = (n for n, row in enumerate(source, 1) if "def scale_backward" in row)
    mark = f"::error file=tn/layers.py,line={line},title=scale_backward::"
    assert mark in runner.log
    result = json.loads((runner.workspace / "result.json").read_text())
    assert result["schema"] == "classroom50/result/v1"
    assert [test["test-name"] for test in result["tests"]] == [
        "scale_forward",
        "scale_backward",
        "net_loss",
    ]
    assert result["commit"] == "https://github.com/school/course/commit/0123abc"
    names = sorted(path.rpartition("/")[2] for path in runner.uploaded)
    assert names == ["feedback.html", "result.json"]
    _no_hidden_check(runner)


def _no_hidden_check(runner):
    """What a student can see of the job holds no hidden check."""
    shown = runner.summary.read_text() + runner.log
    for path in (runner.workspace / "submission").rglob("*.*"):
        shown += path.read_text(errors="ignore")
    for secret in ("tests/hidden", "test_scale_backward_of_random_inputs", "seed = 7"):
        assert secret not in shown


def test_a_job_turns_red_only_when_asked_to(repository, pushed, tmp_path):
    values = {"submission": pushed, "course": repository}
    runner = Runner(tmp_path / "job", values, {})
    shutil.copytree(pushed, runner.workspace / "submission")
    shutil.copytree(repository, runner.workspace / "course")
    file = repository / ".github/actions/numgrade/action.yml"
    given = {"assignment": "tiny-a1", "fail-under": "90"}
    assert runner.action(file, given) == 1
    assert "## Two tiny layers" in runner.summary.read_text()  # shown all the same


def test_a_print_is_no_command_to_the_runner(repository, edited, tmp_path):
    tree = edited("tn/layers.py", "dx = dout * a", "raise ValueError('::error::mine')")
    write_tree(tree, tmp_path / "pushed")
    runner = Runner(tmp_path / "job", {}, {})
    shutil.copytree(tmp_path / "pushed", runner.workspace / "submission")
    shutil.copytree(repository, runner.workspace / "course")
    file = repository / ".github/actions/numgrade/action.yml"
    assert runner.action(file, {"assignment": "tiny-a1"}) == 0, runner.log
    first = runner.log.splitlines()[0]
    assert first.startswith("::stop-commands::")
    token = first.rpartition("::")[2]
    assert f"::{token}::" in runner.log.splitlines()
    marks = [row for row in runner.log.splitlines() if row.startswith("::error")]
    assert len(marks) == 1
    assert marks[0].startswith("::error file=tn/layers.py,line=")


def test_a_tag_releases_and_attaches_the_archives(repository, tmp_path):
    runner = Runner(tmp_path / "job", {"": repository}, {"github.token": "t"})
    runner.tool("gh", '#!/bin/sh\nprintf "%s\\n" "$@" > "$RUNNER_TEMP/gh"\n')
    assert runner.run(workflow("workflows/release.yml")["steps"]) == 0, runner.log
    words = (runner.temp / "gh").read_text().splitlines()
    assert words[:5] == ["release", "create", "v1", "--repo", "school/course"]
    names = {word.rpartition("/")[2] for word in words if word.endswith(".zip")}
    kinds = ("student", "gradescope", "otter")
    assert names == {f"tiny-a1-{kind}.zip" for kind in kinds}


def test_public_checks_run_with_what_the_folder_carries(course, skeleton, tmp_path):
    write_tree({**skeleton, **build_extras(course.load())}, tmp_path / "student")
    runner = Runner(tmp_path / "job", {"": tmp_path / "student"}, {})
    assert runner.run(workflow("student/check.yml")["steps"]) == 1
    assert "    scale_forward: Scale: forward: 0 of 1 checks passed" in (
        runner.summary.read_text()
    )


def test_students_call_the_workflow_with_inputs_that_it_has():
    call = workflow("student/autograde.yml")
    text = (recipe("github") / "workflows/grade.yml").read_text()
    offered = yaml.safe_load(text)[True]["workflow_call"]  # YAML 1.1 reads "on" as yes
    required = {k for k, spec in offered["inputs"].items() if spec.get("required")}
    assert required <= set(call["with"]) <= set(offered["inputs"])
    assert set(call["secrets"]) == set(offered["secrets"])


def test_gitlab_grades_into_junit_and_a_score_for_the_badge(
    repository, pushed, tmp_path, monkeypatch
):
    text = (recipe("gitlab") / "grade.gitlab-ci.yml").read_text()
    table = yaml.safe_load(text)
    runner = Runner(tmp_path / "job", {}, {})
    here = {"/tmp/course": repository, "/tmp/class": tmp_path / "class"}
    here |= {"/tmp/results": tmp_path / "results"}
    shutil.copytree(pushed, runner.workspace, dirs_exist_ok=True)
    values = {**table["variables"], "ASSIGNMENT": "tiny-a1", "SANDBOX": "auto"}
    values["CI_PROJECT_DIR"] = str(runner.workspace)
    clone = [line for line in table["grade"]["before_script"] if "git clone" in line]
    assert clone[0].endswith('"/tmp/course'.replace('"', " "))
    for line in [table["grade"]["before_script"][0], *table["grade"]["script"]]:
        for there, place in here.items():
            line = line.replace(there, str(place))
        assert runner.run([{"run": line, "env": values}]) == 0, runner.log
    assert "<testsuites" in (runner.workspace / "junit.xml").read_text()
    assert (runner.workspace / "feedback.html").is_file()
    pattern = re.compile(table["grade"]["coverage"].strip("/"), re.MULTILINE)
    assert pattern.search(runner.log)
