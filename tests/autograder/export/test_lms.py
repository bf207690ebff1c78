"""Canvas and Moodle: one column of their own file filled in, and nobody dropped.

The formats are those that the importers read:

- https://github.com/instructure/canvas-lms/blob/master/lib/gradebook_importer.rb
- https://github.com/moodle/moodle/tree/main/mod/assign/feedback/offline
- https://github.com/moodle/moodle/tree/main/mod/assign/feedback/file
"""

import csv
import io
import zipfile

import pytest

from autograder.grade.outcome import CheckOutcome, SubmissionOutcome

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Quiz (11),Two tiny layers (12),"
    "Final Score\n"
    "    Points Possible,,,,,10.00,5.00,(read only)\n"
    '"Lovelace, Ada",501,S1,ada,A,7.00,,61.2\n'
    '"Baggins, Bob",502,S2,bob@x.edu,A,,1.00,\n'
    '"Excused, Eve",503,S3,eve,A,,EX,\n'
    '"Absent, Al",504,S4,al,B,3.00,2.50,30\n'
    "Student, Test,505,,,,\n"
)
WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,"
    "Grade can be changed,Last modified (grade),Feedback comments\n"
    "Participant 901,Ada Lovelace,ada@x.edu,Submitted,,5.00,Yes,-,well\n"
    "Participant 902,Bob B,bob@x.edu,Submitted,1.00,5.00,Yes,-,\n"
    "Participant 903,Al A,al@x.edu,No submission,,5.00,Yes,-,\n"
    "Participant 904,Cy C,cy@x.edu,Submitted,,5.00,No,-,\n"
)


@pytest.fixture
def lms(tmp_path):
    """Return a function that writes what an LMS exported."""

    def lms(text):
        file = tmp_path / "lms.csv"
        file.write_bytes(text.encode())
        return file

    return lms


def named(store, course, *names):
    check = CheckOutcome("scale_forward", "on ones", "visible", 2.0, "passed", 0.1)
    outcomes = [SubmissionOutcome(name, [check]) for name in names]
    return store(outcomes, course.load(), "named")


def cells(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


# Canvas


def test_canvas_gets_its_file_back_with_one_column_filled_in(export, lms):
    status, content, err = export("canvas", "--into", lms(CANVAS.replace("al,", "cy,")))
    want = CANVAS.replace("al,", "cy,").replace("A,7.00,,61.2", "A,7.00,5,61.2")
    want = want.replace("A,,1.00,", "A,,0.75,").replace("B,3.00,2.50", "B,3.00,0")
    want = want.replace("Student, Test,505,,,,", "Student, Test,505,,,,,")
    assert cells(content) == cells(want.encode())
    assert status == 0
    assert "2 students have no result here: left as they were" in err


def test_a_submission_that_canvas_does_not_know_is_reported(export, lms):
    status, content, err = export("canvas", "--into", lms(CANVAS))
    assert status == 1
    assert "not in it: cy: no such student" in err
    assert ["Absent, Al", "504", "S4", "al", "B", "3.00", "2.50", "30"] in cells(
        content
    )


def test_an_excused_student_stays_excused(export, lms, store, pristine_course):
    folder = named(store, pristine_course, "eve")
    _, content, err = export("canvas", "--into", lms(CANVAS), folder=folder)
    assert cells(content)[4][6] == "EX"
    assert "excused there, and left so: eve" in err


def test_names_of_downloaded_files_lead_to_their_students_by_number_alone(
    export, lms, store, pristine_course
):
    # 502 is Bob's number in Canvas, and here somebody else's at the institution
    text = CANVAS.replace(",S4,", ",502,")
    folder = named(store, pristine_course, "bagginsbob_LATE_502_77_dl-a1")
    status, content, _ = export("canvas", "--into", lms(text), folder=folder)
    assert status == 0
    assert cells(content)[3][6] == "2"


def test_two_submissions_of_one_student_are_left_to_people(
    export, lms, store, pristine_course
):
    folder = named(store, pristine_course, "ada", "S1", "al")
    status, content, err = export("canvas", "--into", lms(CANVAS), folder=folder)
    assert status == 1
    assert cells(content)[2][6] == ""
    assert cells(content)[5][6] == "2"
    assert "not in it: ada: one of several submissions of this student" in err
    assert "not in it: S1: one of several submissions of this student" in err


def test_a_name_that_fits_two_students_is_reported(export, lms, store, pristine_course):
    text = CANVAS.replace(",al,", ",S1,")
    folder = named(store, pristine_course, "S1")
    status, _, err = export("canvas", "--into", lms(text), folder=folder)
    assert status == 1
    assert "not in it: S1: fits several students" in err


def test_a_missing_column_names_those_that_there_are(export, lms):
    text = CANVAS.replace("Two tiny layers (12)", "Homework 1 (12)")
    status, content, err = export("canvas", "--into", lms(text))
    assert (status, content) == (2, b"")
    assert "choose one with --column: Quiz (11), Homework 1 (12)" in err
    status, content, _ = export("canvas", "--into", lms(text), "--column", "Homework 1")
    assert cells(content)[2][6] == "5"
    status, content, _ = export("canvas", "--into", lms(text), "--column", "New one")
    assert cells(content)[0][-1] == "New one"
    assert cells(content)[2][6:] == ["", "61.2", "5"]


def test_a_read_only_column_is_refused(export, lms):
    status, content, err = export(
        "canvas", "--into", lms(CANVAS), "--column", "Final Score"
    )
    assert (status, content) == (2, b"")
    assert "Canvas lets nobody write to 'Final Score'" in err


def test_other_points_there_are_mentioned(export, lms):
    text = CANVAS.replace(",5.00,(read", ",100.00,(read")
    _, _, err = export("canvas", "--into", lms(text))
    assert "of 5 points here, of 100.00 there: written as they are" in err


def test_semicolons_and_the_byte_order_mark_stay(export, lms):
    text = "\ufeff" + CANVAS.replace('"Lovelace, Ada"', "Ada").replace(
        '"Baggins, Bob"', "Bob"
    ).replace('"Excused, Eve"', "Eve").replace('"Absent, Al"', "Al").replace(
        "Student, Test", "Test"
    ).replace(",", ";").replace("\n", "\r\n")
    _, content, _ = export("canvas", "--into", lms(text))
    assert content.startswith("\ufeffStudent;ID;".encode())
    assert b"Ada;501;S1;ada;A;7.00;5;61.2\r\n" in content


def test_without_a_file_canvas_gets_the_columns_that_it_asks_for(export):
    status, content, err = export("canvas")
    header, possible, ada, *_ = cells(content)
    person = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert status == 0
    assert header == [*person, "Two tiny layers"]
    assert possible == ["    Points Possible", "", "", "", "", "5"]
    assert ada == ["ada", "", "", "ada", "", "5"]
    assert "--into" in err


# Moodle


def test_moodle_gets_its_worksheet_back_with_grades_filled_in(export, lms):
    status, content, err = export("moodle", "--into", lms(WORKSHEET))
    want = WORKSHEET.replace(
        "Submitted,,5.00,Yes,-,well", "Submitted,5,5.00,Yes,-,well"
    )
    want = want.replace("Submitted,1.00", "Submitted,0.75")
    assert content.decode() == want
    assert status == 1  # cy's grade is locked
    assert "not in it: cy: Moodle says that this grade can't be changed" in err


def test_a_participant_is_found_by_the_name_of_the_downloaded_folder(
    export, lms, store, pristine_course
):
    folder = named(store, pristine_course, "Al A_903_assignsubmission_file")
    status, content, _ = export("moodle", "--into", lms(WORKSHEET), folder=folder)
    assert status == 0
    assert cells(content)[3][4] == "2"


def test_a_worksheet_in_another_language_is_filled_in_by_its_column(
    export, lms, store, pristine_course
):
    text = WORKSHEET.replace("Identifier", "ID").replace(
        "Participant ", "Teilnehmer/in"
    )
    text = text.replace(",Grade,", ",Bewertung,").replace("Email address", "E-Mail")
    folder = named(store, pristine_course, "Al A_903_assignsubmission_file")
    words = ("--into", lms(text), "--column", "Bewertung")
    status, content, _ = export("moodle", *words, folder=folder)
    assert status == 0
    assert cells(content)[3][0] == "Teilnehmer/in903"
    assert cells(content)[3][4] == "2"


def test_any_table_with_addresses_gets_a_column_more(export, lms):
    text = "First name,Last name,Email address\nAda,L,ada@x.edu\nBob,B,bob@x.edu\n"
    status, content, err = export("moodle", "--into", lms(text))
    assert cells(content) == [
        ["First name", "Last name", "Email address", "Two tiny layers"],
        ["Ada", "L", "ada@x.edu", "5"],
        ["Bob", "B", "bob@x.edu", "0.75"],
    ]
    assert status == 1
    assert "not in it: cy: no such student" in err


def test_a_table_about_nobody_is_refused(export, lms):
    status, content, err = export("moodle", "--into", lms("a,b\n1,2\n"))
    assert (status, content) == (2, b"")
    assert "no column says who a row is about" in err


def test_without_a_file_moodle_gets_columns_to_map(export):
    _, content, _ = export("moodle")
    assert cells(content)[:2] == [
        ["Username", "ID number", "Email address", "Two tiny layers"],
        ["ada", "ada", "", "5"],
    ]


# what is hostile or broken


@pytest.mark.parametrize(
    "text",
    ["", "\x00", "Student,ID\n1,2,3\n", "\xff\xfe", 'Student,ID\n"' + "x" * 2**18],
)
def test_a_file_that_is_no_table_is_one_line_to_mend(export, tmp_path, text):
    file = tmp_path / "lms.csv"
    file.write_bytes(text.encode("latin-1"))
    status, content, err = export("canvas", "--into", file)
    assert (status, content) == (2, b"")
    assert err.startswith("numgrade: ")
    assert err.count("\n") == 1


def test_hostile_names_stay_in_their_cells_and_off_the_terminal(
    export, lms, store, pristine_course
):
    hostile = ["=cmd|' '!A1", "\x1b[31mred\x1b[0m", 'a,b"c', "\u202etxt.exe"]
    folder = named(store, pristine_course, *hostile)
    _, content, err = export("canvas", folder=folder)
    students = [row[0] for row in cells(content)[2:]]
    assert sorted(students) == sorted(["'=cmd|' '!A1", "red", 'a,b"c', "\ufffdtxt.exe"])
    _, _, err = export("canvas", "--into", lms(CANVAS), folder=folder)
    assert "\x1b" not in err
    assert "\u202e" not in err


# feedback for bulk return


def members(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_feedback_goes_back_to_canvas_under_the_names_that_it_gave(
    export, store, pristine_course
):
    folder = named(store, pristine_course, "lovelaceada_501_77_dl-a1", "bob")
    status, content, err = export("feedback", "--like", "canvas", folder=folder)
    assert status == 1
    assert list(members(content)) == ["lovelaceada_501_77_dl-a1.html"]
    assert "not in it: bob: isn't named as in Canvas's Download Submissions" in err


def test_feedback_goes_back_to_moodle_in_participants_folders(
    export, store, pristine_course, lms
):
    folder = named(store, pristine_course, "Al A_903_assignsubmission_file")
    _, content, _ = export("feedback", "--like", "moodle", folder=folder)
    assert list(members(content)) == ["Al A_903_assignfeedback_file/feedback.html"]
    words = ("--like", "moodle", "--into", lms(WORKSHEET))
    status, content, err = export("feedback", *words)
    pages = members(content)
    assert sorted(pages) == [
        "Ada Lovelace_901_assignfeedback_file/feedback.html",
        "Bob B_902_assignfeedback_file/feedback.html",
        "Cy C_904_assignfeedback_file/feedback.html",
    ]
    assert ">5 <" in pages["Ada Lovelace_901_assignfeedback_file/feedback.html"]
    assert (status, err) == (0, "")
