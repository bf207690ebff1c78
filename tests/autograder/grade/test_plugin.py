"""The tests of a course, run on nobody: what is wrong with them, order and worth."""

import pytest

from autograder.errors import CourseError, SubmissionError
from autograder.grade.run import lay_out

PUBLIC = "assignments/tiny-a1/tests/public/test_layers.py"
HIDDEN = "assignments/tiny-a1/tests/hidden/test_layers.py"
TOML = "assignments/tiny-a1/assignment.toml"


@pytest.fixture
def trouble(course, solution, tmp_path):
    """Return a function that grades the model solution, which ends in a CourseError."""

    def trouble():
        with pytest.raises(CourseError) as caught:
            course.grade_trees(tmp_path, {"reference": solution})
        assert "\n" not in str(caught.value)
        return str(caught.value)

    return trouble


def test_checks_come_in_the_order_of_the_questions_public_ones_first(
    course, skeleton, tmp_path
):
    outcome = course.grade_trees(tmp_path, {"skeleton": skeleton})["skeleton"]
    order = [(check.question, check.visibility) for check in outcome.checks]
    assert order == [
        ("scale_forward", "visible"),
        ("scale_forward", "hidden"),
        ("scale_backward", "visible"),
        *3 * [("scale_backward", "hidden")],
        ("net_loss", "hidden"),
    ]


def test_a_parametrized_check_shares_its_points_among_its_cases(
    course, skeleton, tmp_path
):
    outcome = course.grade_trees(tmp_path, {"skeleton": skeleton})["skeleton"]
    worth = {check.title: check.points for check in outcome.checks}
    assert worth["scale backward on ones"] == 0.5
    assert worth["scale backward of random inputs [4]"] == 0.5
    assert sum(worth.values()) == course.load().total


def test_points_that_do_not_add_up_are_told_with_both_sums(course, trouble):
    course.edit(PUBLIC, '"scale_forward", points=1', '"scale_forward", points=3')
    assert trouble() == (
        "question scale_forward: assignment.toml says 2 points, its tests add up to 4"
    )


def test_a_question_without_checks_is_told(course, trouble):
    question = '[[questions]]\nname = "more"\ntitle = "More"\npoints = 1\n'
    course.write(TOML, course.toml.read_text() + question)
    assert "question more: " in trouble()
    assert "add up to 0" in trouble()


def test_a_check_of_an_unknown_question_is_told_with_its_name(course, trouble):
    course.edit(PUBLIC, '"scale_forward", points=1', '"scale_foward", points=1')
    told = trouble()
    assert "public/test_layers.py::test_scale_forward_on_ones" in told
    assert "no question 'scale_foward' in assignment.toml" in told


def test_a_test_without_a_question_is_told(course, trouble):
    text = (course.root / PUBLIC).read_text()
    course.write(PUBLIC, f"{text}\n\ndef test_more(submission):\n    pass\n")
    assert "public/test_layers.py::test_more: say which question" in trouble()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def broken(:\n", "SyntaxError"),
        ("import no_such_module\n", "no_such_module"),
        ("1 / 0\n", "division by zero"),
    ],
)
def test_a_test_file_that_cannot_be_imported_is_named(course, trouble, text, words):
    course.write("assignments/tiny-a1/tests/hidden/test_more.py", text)
    told = trouble()
    assert "hidden/test_more.py" in told
    assert words in told


def test_a_stale_file_of_expected_values_is_the_courses_fault(course, trouble):
    course.edit(PUBLIC, 'expected.close("out", out)', 'expected.close("other", out)')
    told = trouble()
    assert "no expected value 'test_scale_forward_on_ones/other'" in told
    assert "numgrade expected" in told


def test_missing_expected_values_are_the_courses_fault(course, trouble):
    (course.folder / "expected" / "hidden" / "layers.npz").unlink()
    assert "is missing; build it with numgrade expected" in trouble()


def test_settings_of_whoever_grades_change_nothing(
    course, solution, tmp_path, monkeypatch
):
    monkeypatch.setenv("PYTEST_ADDOPTS", "-k nothing --maxfail=1 --no-such-option")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    monkeypatch.chdir(tmp_path)
    outcome = course.grade_trees(tmp_path, {"reference": solution})["reference"]
    assert outcome.score == 5


def test_a_conftest_of_a_submission_is_never_run(course, solution, tmp_path):
    marker = tmp_path / "ran"
    own = f"import pathlib\npathlib.Path({str(marker)!r}).touch()\n".encode()
    tests = {f"{folder}conftest.py": own for folder in ("", "tn/", "tests/")}
    tests |= {"test_own.py": own, "pytest.ini": b"[pytest]\naddopts = -k nothing\n"}
    trees = {"own_tests": {**solution, **tests}}
    assert course.grade_trees(tmp_path, trees)["own_tests"].score == 5
    assert not marker.exists()


def test_inputs_of_hidden_checks_follow_the_assignments_seed(
    course, solution, tmp_path
):
    """Another seed, other inputs: outputs stored for the old ones no longer fit."""
    course.edit(TOML, "seed = 7", "seed = 8")
    outcome = course.grade_trees(tmp_path, {"reference": solution})["reference"]
    passed = {check.visibility for check in outcome.checks if check.passed}
    assert "visible" in passed
    failed = [check for check in outcome.checks if not check.passed]
    assert {check.visibility for check in failed} == {"hidden"}
    assert {check.question for check in failed} >= {"scale_forward", "net_loss"}


def test_what_lies_around_in_a_submission_stays_out_of_the_release(
    course, make_zip, tmp_path
):
    root = tmp_path / "tree"
    file = make_zip({"hw/tn/net.py": b"own", "hw/.git/config": b"secret"})
    lay_out(course.load(), file, tmp_path / "u", root, course.tree(filled=False))
    assert (root / "tn" / "net.py").read_bytes() == b"own"
    assert (root / "tn" / "layers.py").exists()
    assert not (root / ".git").exists()
    assert not (tmp_path / "u").exists()
    with pytest.raises(SubmissionError):
        lay_out(
            course.load(), tmp_path / "none.zip", tmp_path / "v", tmp_path / "w", {}
        )
