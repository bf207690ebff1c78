"""The other formats: a spreadsheet, Gradescope, JUnit, pages; lateness; pseudonyms."""

import csv
import io
import json
import shutil
import subprocess
import zipfile
from xml.etree import ElementTree

import pytest

from autograder.grade.outcome import CheckOutcome, SubmissionOutcome

LATE = "[late]\ndue = 2026-11-03T23:59:00+01:00\npercent_per_day = 10\n\n[limits]"


def cells(content):
    return list(csv.reader(io.StringIO(content.decode())))


def members(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def late(course, tmp_path):
    """Give the assignment a late policy; return when ada and bob handed in."""
    course.edit("assignments/tiny-a1/assignment.toml", "[limits]", LATE)
    file = tmp_path / "times.csv"
    file.write_text(
        "submission,submitted\nada,2026-11-05T00:00+01:00\nbob,2026-11-03\n"
    )
    return file


def test_a_spreadsheet_has_a_column_a_question(export):
    status, content, err = export("csv")
    questions = ["scale_forward", "scale_backward", "net_loss"]
    assert cells(content) == [
        ["submission", *questions, "late", "total", "max", "remarks"],
        ["ada", "2", "2", "1", "0", "5", "5", ""],
        [
            "bob",
            "0.5",
            "0",
            "0.25",
            "0",
            "0.75",
            "5",
            "wrong answer: scale_forward; ran out of time: scale_backward",
        ],
        ["cy", "0", "0", "0", "0", "0", "5", "not graded: it holds no files"],
    ]
    assert (status, err) == (0, "")


def test_lateness_is_taken_off_and_a_missing_time_is_mentioned(
    export, course, tmp_path
):
    times = late(course, tmp_path)
    status, content, err = export("csv", "--times", times)
    assert cells(content)[1][4:7] == ["-1", "4", "5"]  # two days begun
    assert cells(content)[2][4:7] == ["0", "0.75", "5"]
    assert "nothing tells when they came in unless --times does: cy" in err
    assert status == 0


def test_times_without_a_policy_are_mentioned(export, tmp_path):
    times = tmp_path / "times.csv"
    times.write_text("submission,submitted\nada,2026-11-05\n")
    _, _, err = export("csv", "--times", times)
    assert "assignment.toml has no [late]" in err


def test_gradescope_gets_the_final_score_over_its_tests(export, course, tmp_path):
    _, content, _ = export("gradescope", "--times", late(course, tmp_path))
    files = members(content)
    assert sorted(files) == [f"{name}/results.json" for name in ("ada", "bob", "cy")]
    ada = json.loads(files["ada/results.json"])
    assert (ada["score"], ada["max_score"]) == (4.0, 5.0)
    assert ada["output"] == "5 of 5 points; late: 1 points off"
    assert sum(test["score"] for test in ada["tests"]) == 5.0
    assert json.loads(files["bob/results.json"])["score"] == 0.75


def test_archives_come_out_the_same_to_the_byte(export):
    assert export("gradescope")[1] == export("gradescope")[1]
    assert export("feedback")[1] == export("feedback")[1]


def test_junit_has_a_suite_a_submission_and_a_case_a_check(export):
    _, content, _ = export("junit")
    root = ElementTree.fromstring(content)
    counts = [root.get(key) for key in ("tests", "failures", "errors", "skipped")]
    assert counts == ["8", "2", "2", "0"]
    ada, bob, cy = root
    assert (ada.get("name"), ada.get("tests"), ada.get("failures")) == ("ada", "3", "0")
    wrong = bob[1]
    assert wrong.get("classname") == "bob"
    assert wrong.get("name") == "scale_forward: of random inputs"
    failure = wrong.find("failure")
    assert failure.get("message") == "out: 3 of 4 values are off"
    assert "hint: The scale is squared." in failure.text
    assert "should be 7" not in content.decode()  # the check is hidden
    assert bob[2].find("error").get("type") == "timeout"
    assert cy[0].find("error").get("message") == "it holds no files"


def test_junit_is_xml_whatever_a_submission_says(export, store, pristine_course):
    check = CheckOutcome(
        "net_loss", "]]>", "visible", 1.0, "error", 0.1, ("\x1b[1m<b> \x00 & ]]>",)
    )
    outcome = SubmissionOutcome("<&\x07>", [check])
    folder = store([outcome], pristine_course.load(), "hostile")
    _, content, _ = export("junit", folder=folder)
    (suite,) = ElementTree.fromstring(content)
    assert suite.get("name") == "<&\ufffd>"
    assert suite[0].find("error").get("message") == "<b> \ufffd & ]]>"


def test_feedback_has_a_page_a_submission(export):
    _, content, _ = export("feedback")
    pages = members(content)
    assert sorted(pages) == ["ada.html", "bob.html", "cy.html"]
    assert ">5 <" in pages["ada.html"]
    assert "The scale is squared." in pages["bob.html"]


@pytest.mark.parametrize("name", ["..", "../../x", "C:\\x", ".hidden", "a:b", "/etc/x"])
def test_no_name_leads_out_of_a_zip(export, store, pristine_course, name, tmp_path):
    folder = store([SubmissionOutcome("safe")], pristine_course.load(), "named")
    file = folder / "safe" / "results.json"
    file.write_text(file.read_text().replace('"safe"', json.dumps(name)))
    for kind in ("feedback", "gradescope"):
        _, content, _ = export(kind, folder=folder)
        (path,) = members(content)
        assert not path.startswith((".", "/"))
        assert path.count("/") == (kind == "gradescope")
        assert "\\" not in path
        assert ":" not in path


def test_pseudonyms_replace_names_everywhere_and_stay_the_same(export, results):
    _, content, _ = export("csv", "--anonymous")
    names = [row[0] for row in cells(content)[1:]]
    assert names == ["student-0001", "student-0002", "student-0003"]
    key = dict(cells((results / "pseudonyms.csv").read_bytes())[1:])
    assert sorted(key) == ["ada", "bob", "cy"]
    totals = {row[0]: row[5] for row in cells(content)[1:]}
    assert totals[key["ada"]] == "5"
    _, again, _ = export("csv", "--anonymous")
    assert again == content
    _, zipped, _ = export("feedback", "--anonymous")
    pages = members(zipped)
    assert sorted(pages) == [f"{name}.html" for name in names]
    assert not any("bob" in page for page in pages.values())


def test_a_pseudonym_stands_where_a_submission_says_its_own_name(
    export, store, pristine_course
):
    lines = ("at bob.py, in bobsled: by bob",)
    check = CheckOutcome("net_loss", "t", "visible", 1.0, "error", 0.1, lines)
    folder = store([SubmissionOutcome("bob", [check])], pristine_course.load(), "bob")
    _, content, _ = export("junit", "--anonymous", folder=folder)
    told = ElementTree.fromstring(content)[0][0].find("error").get("message")
    assert told == "at student-0001.py, in bobsled: by student-0001"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("excel",), "no format 'excel'; there are: canvas, moodle"),
        (("canvas", "--anonymous"), "--anonymous: an LMS needs to know"),
        (("csv", "--like", "canvas"), "--like goes with the format feedback alone"),
        (("feedback", "--like", "ilias"), "choose canvas or moodle"),
        (("csv", "--into", "x.csv"), "--into goes with"),
        (("canvas", "--into", "/nowhere.csv"), "can't be read as CSV"),
        (("csv", "--times", "/nowhere.csv"), "can't be read as CSV"),
    ],
)
def test_what_does_not_go_together_is_one_line_to_mend(export, words, told):
    status, content, err = export(*words)
    assert (status, content) == (2, b"")
    assert told in err
    assert err.count("\n") == 1


def test_a_folder_without_results_is_one_line_to_mend(numgrade, course, tmp_path):
    status, out, err = numgrade("export", "csv", tmp_path, "--course", course.root)
    assert (status, out) == (2, "")
    assert "holds no results" in err


@pytest.mark.skipif(
    shutil.which("soffice") is None,
    reason="needs LibreOffice: apt-get install libreoffice-calc-nogui",
)
def test_libreoffice_reads_names_as_text_and_points_as_numbers(
    export, store, pristine_course, tmp_path
):
    check = CheckOutcome("scale_forward", "on ones", "visible", 2.0, "passed", 0.1)
    hostile = ["=1+1", '=HYPERLINK("x","y")', "@SUM(1)", "a,b", "+3", "-4"]
    outcomes = [SubmissionOutcome(name, [check]) for name in hostile]
    folder = store(outcomes, pristine_course.load(), "hostile")
    _, content, _ = export("csv", folder=folder)
    (tmp_path / "grades.csv").write_bytes(content)
    words = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/lo"]
    words += ["--convert-to", "fods", "--outdir", tmp_path, tmp_path / "grades.csv"]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    text = (tmp_path / "grades.fods").read_text(encoding="utf-8")
    assert "table:formula" not in text
    assert text.count('office:value="2"') == 2 * len(hostile)  # question and total
    for name in ("a,b", "&apos;=1+1", "&apos;@SUM(1)", "&apos;-4"):
        assert f"<text:p>{name}</text:p>" in text
