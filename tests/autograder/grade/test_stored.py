"""What grading wrote can be read back."""

import json
from dataclasses import replace

import pytest

from autograder.errors import UsageError
from autograder.grade.errormap import ErrorMap
from autograder.grade.outcome import CheckOutcome, SubmissionOutcome
from autograder.grade.stored import (
    read_outcome,
    read_outcomes,
    stored_assignment_id,
)
from autograder.report import write_class, write_submission

PUBLIC = CheckOutcome(
    question="scale_forward",
    title="on ones: twice [2]",
    visibility="visible",
    points=1 / 3,
    kind="partial",
    seconds=0.125,
    lines=("out is wrong",),
    secret_lines=("out should be 7",),
    max_rel_error=0.5,
    misconception="squared",
    hint="Not squared.",
    share=0.25,
    errors=ErrorMap((2, 2), ("01", "23")),
)
HIDDEN = replace(PUBLIC, visibility="hidden", kind="needs_data", share=0.0)
OUTCOME = SubmissionOutcome(
    "ada", [PUBLIC, HIDDEN], seconds=1.5, layers=("rlimits", "seccomp")
)


@pytest.fixture
def assignment(pristine_course):
    return pristine_course.load()


def test_an_outcome_comes_back_but_for_what_a_hidden_check_keeps_secret(
    assignment, tmp_path
):
    write_submission(OUTCOME, assignment, tmp_path)
    again = read_outcome(tmp_path / "ada" / "results.json", assignment)
    assert again == replace(OUTCOME, checks=[PUBLIC, replace(HIDDEN, secret_lines=())])


def test_a_class_comes_back_in_the_order_of_its_names(assignment, tmp_path):
    refused = SubmissionOutcome("zoë", refused="holds no files")
    for outcome in (refused, OUTCOME):
        write_submission(outcome, assignment, tmp_path)
    write_class([refused, OUTCOME], assignment, tmp_path)
    assert stored_assignment_id(tmp_path) == "tiny-a1"
    names = [outcome.name for outcome in read_outcomes(tmp_path, assignment)]
    assert names == ["ada", "zoë"]


def test_a_folder_without_results_says_what_to_name(tmp_path):
    with pytest.raises(UsageError, match=r"no summary\.json; name the folder"):
        stored_assignment_id(tmp_path)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "[" * 100_000,
        lambda text: "[]",
        lambda text: text.replace('"points"', '"pints"'),
        lambda text: text.replace('"kind": "partial"', '"kind": 3'),
    ],
)
def test_a_damaged_file_is_one_line_to_mend(assignment, tmp_path, spoil):
    write_submission(OUTCOME, assignment, tmp_path)
    file = tmp_path / "ada" / "results.json"
    file.write_text(spoil(file.read_text()))
    with pytest.raises(UsageError, match="is damaged, or of another version") as error:
        read_outcome(file, assignment)
    assert "\n" not in str(error.value)


def test_results_of_questions_that_are_gone_ask_to_grade_again(assignment, tmp_path):
    write_submission(OUTCOME, assignment, tmp_path)
    file = tmp_path / "ada" / "results.json"
    table = json.loads(file.read_text())
    table["tests"][0]["extra_data"]["question"] = "old_one"
    file.write_text(json.dumps(table))
    with pytest.raises(UsageError, match="old_one, which tiny-a1 no longer asks"):
        read_outcome(file, assignment)
