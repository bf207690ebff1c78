"""The recipes: linted, and every step of theirs run in order."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from autograder.recipe import recipe
from autograder.release import build_extras, write_tree

from .jobs import BIN, Runner, workflow

GITHUB = ("workflows/grade.yml", "workflows/release.yml")
STUDENTS = ("student/autograde.yml", "student/check.yml")


@pytest.fixture(scope="module")
def repository(pristine_course, tmp_path_factory):
    """The course's private repository, with its recipes where they belong."""
    root = tmp_path_factory.mktemp("repository") / "course"
    shutil.copytree(pristine_course.root, root)
    shutil.copytree(recipe("github") / "actions", root / ".github" / "actions")
    return root


@pytest.fixture(scope="module")
def pushed(edited, tmp_path_factory):
    """A student's repository, right but for one function."""
    folder = tmp_path_factory.mktemp("student") / "pushed"
    wrong = "raise ValueError('::error::mine')"
    write_tree(edited("tn/layers.py", "dx = dout * a", wrong), folder)
    return folder


@pytest.fixture(scope="module")
def graded(repository, pushed, tmp_path_factory):
    """The job of a push, done."""
    runner = Runner(
        tmp_path_factory.mktemp("job"),
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
    return runner


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
        ("grade.yml", "inputs.{} ", "course", "cuorse"),
        ("grade.yml", "          {}:", "assignment", "assinment"),
        ("action.yml", "inputs.{} ", "assignment", "assinment"),
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


@pytest.mark.parametrize(
    ("schema", "path", "right", "wrong"),
    [
        ("gitlab-ci", "gitlab/grade.gitlab-ci.yml", "reports:", "reprots:"),
        ("github-actions", "github/actions/numgrade/action.yml", "shell:", "shall:"),
    ],
)
def test_the_services_own_schemas_are_met(tmp_path, schema, path, right, wrong):
    service, _, name = path.partition("/")
    text = (recipe(service) / name).read_text()
    (tmp_path / "right.yml").write_text(text)
    (tmp_path / "wrong.yml").write_text(text.replace(right, wrong))
    command = [BIN / "check-jsonschema", "--builtin-schema", f"vendor.{schema}"]
    command += ["--data-transform", "gitlab-ci"] if schema == "gitlab-ci" else []
    for file, status in (("right.yml", 0), ("wrong.yml", 1)):
        done = subprocess.run([*command, tmp_path / file], capture_output=True)
        assert done.returncode == status, done.stdout
    assert wrong.strip(":") in done.stdout.decode()


@pytest.mark.parametrize("path", GITHUB + STUDENTS + ("actions/numgrade/action.yml",))
def test_actions_of_others_are_pinned_to_a_commit(path):
    text = (recipe("github") / path).read_text()
    used = re.findall(r"uses: (actions/.*)", text)
    for action in used:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)
    assert used or path == "student/autograde.yml"


def test_a_push_is_graded_with_summary_marks_and_result(graded, pushed):
    summary = graded.summary.read_text()
    assert "## Two tiny layers: " in summary
    assert r"| ✅ | scale\_forward | 2 / 2 |" in summary
    assert r"| ❌ | scale\_backward | 0 / 2 |" in summary
    source = (pushed / "tn/layers.py").read_text().splitlines()
    (line,) = (n for n, row in enumerate(source, 1) if "::error::mine" in row)
    mark = f"::error file=tn/layers.py,line={line},title=scale_backward::"
    assert mark in graded.log
    result = json.loads((graded.workspace / "result.json").read_text())
    assert result["schema"] == "classroom50/result/v1"
    assert [test["test-name"] for test in result["tests"]] == [
        "scale_forward",
        "scale_backward",
        "net_loss",
    ]
    assert result["commit"] == "https://github.com/school/course/commit/0123abc"
    names = sorted(path.rpartition("/")[2] for path in graded.uploaded)
    assert names == ["feedback.html", "result.json"]


def test_no_hidden_check_can_be_seen_by_a_student(graded):
    assert graded.fetched["course"] == ("school/course", "xyz")
    shown = graded.summary.read_text() + graded.log
    shown += "".join(Path(file).read_text() for file in graded.uploaded)
    for path in (graded.workspace / "submission").rglob("*.*"):
        shown += path.read_text(errors="ignore")
    for secret in ("tests/hidden", "test_scale_backward_of_random_inputs", "seed = 7"):
        assert secret not in shown


def test_a_job_turns_red_only_when_asked_to(graded):
    last = workflow("actions/numgrade/action.yml")["steps"][-1]
    for percent, status in (("60", 0), ("61", 1)):
        assert graded.run([{**last, "env": {"FAIL_UNDER": percent}}]) == status


def test_a_print_is_no_command_to_the_runner(graded):
    lines = graded.log.splitlines()
    (first,) = (row for row in lines if row.startswith("::stop-commands::"))
    token = first.rpartition("::")[2]
    assert f"::{token}::" in lines[lines.index(first) :]
    (mark,) = (row for row in lines if row.startswith("::error"))
    assert mark.startswith("::error file=tn/layers.py,line=")


def test_staff_can_grade_a_repository_that_holds_no_secret(
    repository, pushed, tmp_path
):
    asked = {
        "inputs.assignment": "tiny-a1",
        "inputs.submission": "school/hw1-ada",
        "secrets.SUBMISSIONS_TOKEN": "s",
    }
    places = {"submission": pushed, "course": repository}
    runner = Runner(tmp_path / "job", places, asked)
    *before, grade = workflow("workflows/grade.yml")["steps"]
    assert runner.run(before) == 0
    assert runner.fetched == {
        "submission": ("school/hw1-ada", "s"),
        "course": ("school/course", "t"),
    }
    given = {name: runner.fill(value) for name, value in grade["with"].items()}
    assert given == {"assignment": "tiny-a1", "sandbox": "strict", "fail-under": "0"}


def test_a_tag_releases_and_attaches_the_archives(repository, tmp_path):
    runner = Runner(tmp_path / "job", {"": repository}, {})
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
    needed = {k for k, spec in offered["secrets"].items() if spec["required"]}
    assert set(call["secrets"]) == needed


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
