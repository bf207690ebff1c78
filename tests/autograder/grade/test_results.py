"""The files that other programs read: results.json, grades.csv, summary.json."""

import csv
import html
import io
import json

import jsonschema
import pytest

from autograder.grade.final import final_grades
from autograder.grade.outcome import CheckOutcome, SubmissionOutcome
from autograder.grade.results import (
    results_json,
    summary_json,
    write_json,
    write_text,
)
from autograder.report import write_class, write_submission
from autograder.report.totals import grades_csv

VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
NUMBER = {"type": "number", "minimum": 0}

#: Gradescope's documentation of results.json: these keys and no others.
GRADESCOPE = {
    "type": "object",
    "required": ["score", "tests"],
    "additionalProperties": False,
    "properties": {
        "score": NUMBER,
        "max_score": NUMBER,
        "execution_time": NUMBER,
        "output": {"type": "string"},
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "leaderboard": {"type": "array"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "score": NUMBER,
                    "max_score": NUMBER,
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string"},
                    "name_format": FORMAT,
                    "number": {"type": "string"},
                    "output": {"type": "string"},
                    "output_format": FORMAT,
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "visibility": VISIBILITY,
                    "extra_data": {"type": "object"},
                },
            },
        },
    },
}


def made(question="scale_forward", kind="passed", points=1.0, **fields):
    fields = {"title": "on ones", "visibility": "visible", "seconds": 0.1, **fields}
    return CheckOutcome(question=question, kind=kind, points=points, **fields)


MIXED = SubmissionOutcome(
    "ada",
    checks=[
        made(points=1 / 3),
        made(points=2 / 3, title="on zeros"),
        made(
            kind="wrong",
            visibility="hidden",
            lines=("out is wrong",),
            secret_lines=("out should be 7",),
            max_rel_error=0.5,
        ),
        made("scale_backward", "timeout", 2.0, lines=("killed",)),
        made("net_loss", "wrong", lines=("loss",), secret_lines=("loss should be 3",)),
    ],
    seconds=1.23456,
    layers=("rlimits",),
)
REFUSED = SubmissionOutcome("bob", refused="holds no files")


@pytest.fixture(scope="module")
def assignment(pristine_course):
    return pristine_course.load()


@pytest.mark.parametrize("outcome", [MIXED, REFUSED], ids=["graded", "refused"])
def test_results_are_what_gradescope_documents(assignment, outcome):
    text = json.dumps(results_json(outcome, assignment), allow_nan=False)
    jsonschema.validate(json.loads(text), GRADESCOPE)


def test_real_results_are_what_gradescope_documents(
    pristine_course, skeleton, tmp_path
):
    outcome = pristine_course.grade_trees(tmp_path, {"s": skeleton})["s"]
    results = results_json(outcome, pristine_course.load())
    jsonschema.validate(json.loads(json.dumps(results, allow_nan=False)), GRADESCOPE)
    assert results["max_score"] == sum(test["max_score"] for test in results["tests"])


def test_scores_add_up_and_every_check_says_what_it_is_for(assignment):
    results = results_json(MIXED, assignment)
    assert results["score"] == 1.0
    assert results["max_score"] == 5.0
    assert results["execution_time"] == 1.235
    assert [test["status"] for test in results["tests"]] == [
        *2 * ["passed"],
        *3 * ["failed"],
    ]
    wrong = results["tests"][2]
    assert wrong["name"] == "scale_forward: on ones"
    assert wrong["tags"] == ["scale_forward"]
    assert wrong["extra_data"]["kind"] == "wrong"
    assert wrong["extra_data"]["max_rel_error"] == 0.5
    assert results["extra_data"]["sandbox"] == ["rlimits"]
    assert results["extra_data"]["questions"]["scale_forward"] == 1.0
    assert "1 of 5 points; ran out of time: scale_backward" in results["output"]


def test_right_values_are_shown_for_public_checks_alone(assignment):
    outputs = [test["output"] for test in results_json(MIXED, assignment)["tests"]]
    assert outputs[4].startswith("loss\nloss should be 3\nnext: open the check")
    assert outputs[2].startswith("out is wrong\nnext: its inputs are hidden")


def test_a_refused_submission_scores_zero_and_says_why(assignment):
    results = results_json(REFUSED, assignment)
    assert results["score"] == 0
    assert results["tests"] == []
    words = "This submission could not be graded: it holds no files."
    assert results["output"] == words


def rows(outcomes, assignment):
    grades = final_grades(outcomes, assignment, {}, {})
    return list(csv.reader(io.StringIO(grades_csv(grades))))


def test_grades_have_a_row_a_submission_and_a_column_a_question(assignment):
    header, ada, bob = rows([MIXED, REFUSED], assignment)
    questions = ["scale_forward", "scale_backward", "net_loss"]
    assert header == ["submission", *questions, "total", "max", "remarks"]
    assert ada[:6] == ["ada", "1", "0", "0", "1", "5"]
    assert ada[6] == (
        "wrong answer: scale_forward, net_loss; ran out of time: scale_backward"
    )
    assert bob[:6] == ["bob", "0", "0", "0", "0", "5"]
    assert bob[6] == "not graded: it holds no files"


ENDINGS = {
    "wrong": "wrong answer",
    "timeout": "ran out of time",
    "crash": "crashed",
    "missing_module": "needs a module that isn't installed here",
}


@pytest.mark.parametrize("kind", ENDINGS)
def test_each_way_to_lose_points_has_a_name_of_its_own_everywhere(
    assignment, tmp_path, kind
):
    outcome = SubmissionOutcome("ada", [made(kind=kind, lines=("told",))])
    write_submission(outcome, assignment, tmp_path)
    results = json.loads((tmp_path / "ada" / "results.json").read_text("utf-8"))
    page = html.unescape((tmp_path / "ada" / "feedback.html").read_text("utf-8"))
    _, row = rows([outcome], assignment)
    assert results["tests"][0]["extra_data"]["kind"] == kind
    assert row[6] == f"{ENDINGS[kind]}: scale_forward"
    assert [words for words in ENDINGS.values() if words in page] == [ENDINGS[kind]]


@pytest.mark.parametrize(
    "name",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\n=1", '=HYPERLINK("http://x")'],
)
def test_no_name_becomes_a_formula_in_a_spreadsheet(assignment, name):
    _, row = rows([SubmissionOutcome(name)], assignment)
    assert row[0] == f"'{name}"


@pytest.mark.parametrize("name", ["a,b", 'a"b', "a\nb", "Ünï cödé", "a;b", "a-b"])
def test_any_name_stays_in_its_cell(assignment, name):
    _, row = rows([SubmissionOutcome(name)], assignment)
    assert row[0] == name
    assert len(row) == 7


def test_a_carriage_return_does_not_split_a_row(assignment):
    _, row = rows([SubmissionOutcome("\r=1")], assignment)
    assert row[0] == "' =1"


def test_the_summary_tells_means_and_troubles(assignment):
    summary = summary_json([MIXED, REFUSED], assignment)
    assert summary["submissions"] == 2
    assert summary["mean_score"] == 0.5
    assert summary["questions"]["scale_forward"] == {
        "max_score": 2.0,
        "mean_score": 0.5,
    }
    assert summary["refused"] == {"bob": "holds no files"}
    assert summary["troubles"] == {"ada": {"timeout": ["scale_backward"]}}


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    file = tmp_path / "new" / "results.json"
    write_json(file, {"a": "ü"})
    assert json.loads(file.read_text(encoding="utf-8")) == {"a": "ü"}
    with pytest.raises(TypeError):
        write_json(file, {"a": object()})
    with pytest.raises(UnicodeEncodeError):
        write_text(file, "half of it \udcff")
    assert json.loads(file.read_text(encoding="utf-8")) == {"a": "ü"}


def test_files_lie_where_the_contract_says(assignment, tmp_path):
    write_submission(MIXED, assignment, tmp_path)
    write_class([MIXED], assignment, tmp_path)
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    assert {"ada/results.json", "grades.csv", "summary.json"} <= files
    assert not any("unfinished" in name for name in files)
