"""A new assignment works before anything in it was changed."""

import json
import shutil

import pytest

from autograder.course import load
from autograder.release.wheel import build_wheel
from autograder.scaffold import add_service, new_assignment
from autograder.scaffold.writing import package_name


def test_an_empty_folder_becomes_a_course_that_releases_and_grades(
    numgrade, tmp_path, monkeypatch
):
    (tmp_path / "assignments").mkdir()  # a course above doesn't matter
    empty = tmp_path / "my-course"
    empty.mkdir()
    monkeypatch.chdir(empty)
    status, out, err = numgrade("new", "my-hw")
    assert (status or 0, err) == (0, "")
    assert "written: assignments/my-hw/" in out
    assert "numgrade release my-hw --out build" in out
    assert sorted(path.name for path in empty.iterdir()) == [
        "assignments",
        "solutions",
    ]

    status, out, _ = numgrade("release", "my-hw", "--out", "build", "--mistakes")
    assert not status
    assert "my-hw: 4 points, proven" in out

    release = empty / "build" / "my-hw"
    status, out, _ = numgrade("check", release / "student")
    assert status == 1
    assert "question softplus_forward in 01_softplus" in out
    status, out, _ = numgrade("check", release / "solution")
    assert not status

    trees = [release / "student", release / "solution"]
    assert not numgrade("grade", "my-hw", *trees, "--out", "results")[0]
    scores = {
        tree.name: json.loads(
            (empty / "results" / tree.name / "results.json").read_text()
        )["score"]
        for tree in trees
    }
    assert scores == {"student": 0, "solution": 4}
    assert "up to date" in numgrade("expected", "my-hw", "--check")[1]


@pytest.fixture(scope="module")
def two(pristine_course, tmp_path_factory):
    """A course that holds an assignment, and two new ones."""
    root = tmp_path_factory.mktemp("new") / "course"
    shutil.copytree(pristine_course.root, root)
    for name in ("second-hw", "third-hw"):
        new_assignment(root, name)
    return root


def test_it_joins_the_course_that_it_is_made_in(two, numgrade, monkeypatch):
    monkeypatch.chdir(two / "assignments" / "tiny-a1")
    assert (two / "solutions" / "second_hw" / "layers.py").is_file()
    out = numgrade("list")[1]
    for name in ("tiny-a1", "second-hw", "third-hw"):
        assert name in out


def test_two_new_assignments_have_different_secrets(two):
    assert load(two, "second-hw").seed != load(two, "third-hw").seed


def test_what_exists_is_kept_and_nothing_is_half_written(numgrade, course):
    before = course.toml.read_text()
    status, _, err = numgrade("new", "tiny-a1", "--course", course.root)
    assert status == 2
    assert "exists already; choose another id" in err
    assert course.toml.read_text() == before
    assert not (course.root / "solutions" / "tiny_a1").exists()


def test_githubs_workflows_come_to_their_places_and_are_kept(
    numgrade, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    workflow = tmp_path / ".github" / "workflows" / "grade.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text("mine")
    status, out, _ = numgrade("new", "my-hw", "--ci", "github", "--course", tmp_path)
    assert not status
    assert "written: .github/workflows/release.yml" in out
    assert "grade.yml" not in out.replace("autograde.yml", "")
    assert workflow.read_text() == "mine"
    assert (tmp_path / ".github/actions/numgrade/action.yml").is_file()
    student = (tmp_path / "assignments/my-hw/github/autograde.yml").read_text()
    assert "assignment: my-hw" in student


def test_gitlabs_file_names_the_assignment(tmp_path):
    (file,) = add_service(tmp_path, "gitlab", "my-hw")
    assert file == tmp_path / "grade.gitlab-ci.yml"
    assert "ASSIGNMENT: my-hw" in file.read_text()


def test_an_unknown_service_is_refused_before_anything_is_written(numgrade, tmp_path):
    status, _, err = numgrade("new", "my-hw", "--ci", "jenkins", "--course", tmp_path)
    assert status == 2
    assert "choose one of github, gitlab" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../up", "a b", "-x", "", "a/b", "ü"])
def test_an_id_that_is_no_folders_name_is_refused(numgrade, tmp_path, name):
    status, _, err = numgrade("new", "--course", tmp_path, "--", name)
    assert status == 2
    assert "write letters, digits, _ or -" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("assignment_id", "package"),
    [
        ("my-hw", "my_hw"),
        ("HW3", "hw3"),
        ("3-layers", "hw_3_layers"),
        ("class", "class_hw"),
        ("numpy", "numpy_hw"),
        ("random", "random_hw"),
    ],
)
def test_the_package_hides_no_other_module(assignment_id, package):
    assert package_name(assignment_id) == package


def test_students_do_not_get_the_templates():
    _, wheel = build_wheel()
    assert b"layers.py.in" not in wheel
