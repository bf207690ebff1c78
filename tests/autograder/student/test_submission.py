"""Packing a student's folder: what is handed in, and what is said to be missing."""

import zipfile

import pytest

from autograder.course import load_released
from autograder.release import build_extras, build_tree, write_tree
from autograder.student import find_missing, pack_submission

TOML = "assignments/tiny-a1/assignment.toml"
WRITTEN = """
[[questions]]
name = "report"
title = "R"
points = 3
kind = "written"
document = "report.pdf"

[[questions]]
name = "more"
title = "M"
points = 2
kind = "written"
document = "{document}"
extra = true
"""


@pytest.fixture
def hand_out(course, tmp_path):
    """Return a function: a student's filled-in folder, the extra credit in a PDF."""
    text = (course.root / TOML).read_text()

    def hand_out(document="more.pdf"):
        course.write(TOML, text + WRITTEN.format(document=document))
        assignment = course.load()
        tree = build_tree(assignment, filled=True) | build_extras(assignment)
        write_tree(tree, tmp_path / document)
        return load_released(tmp_path / document)

    return hand_out


def about_documents(assignment):
    return [line for line in find_missing(assignment) if ".pdf" in line]


def test_a_document_that_is_asked_for_is_missed_and_extra_credit_is_not(hand_out):
    assignment = hand_out()
    assert about_documents(assignment) == ["report.pdf is missing"]
    (assignment.folder / "report.pdf").write_bytes(b"%PDF-1.7 ...")
    (assignment.folder / "more.pdf").write_bytes(b"PK: a document of a word processor")
    assert about_documents(assignment) == ["more.pdf is no PDF; export it as one"]


def test_a_document_for_both_is_missed_once(hand_out):
    assert about_documents(hand_out("report.pdf")) == ["report.pdf is missing"]


def test_documents_are_handed_in(hand_out):
    assignment = hand_out()
    (assignment.folder / "report.pdf").write_bytes(b"%PDF-1.7 ...")
    file, missing = pack_submission(assignment)
    with zipfile.ZipFile(file) as archive:
        assert archive.read("tiny-a1/report.pdf") == b"%PDF-1.7 ..."
    assert not any(".pdf" in line for line in missing)


def test_a_document_too_large_to_be_read_is_named(hand_out):
    assignment = hand_out("report.pdf")
    with (assignment.folder / "report.pdf").open("wb") as file:
        file.write(b"%PDF-1.7")
        file.truncate(20 * 2**20 + 1)
    assert about_documents(assignment) == ["report.pdf is over 20 MB; make it smaller"]
