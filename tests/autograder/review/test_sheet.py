"""Marks go to a spreadsheet and come back, and nobody's are overwritten."""

import csv
import io
import re

import msgspec
import pytest

from autograder.errors import UsageError
from autograder.review import read_sheet, write_sheet
from autograder.review.desk import Change
from tests.autograder.review.conftest import ANSWERS, answered


@pytest.fixture
def sheet(desk, tmp_path):
    """Write the table; return its file, and a function that changes a cell."""
    desk.save("kink", "eve", Change(0.5, ("0.5: harmless",), "Hm", 0, "ann"))
    file = tmp_path / "marks.csv"
    file.write_text(write_sheet(desk, desk.questions), encoding="utf-8", newline="")

    def edit(edited, delimiter=",", **cells):
        text = file.read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        for row in rows:
            if (row["question"], row["submission"]) == ("kink", edited):
                row.update(cells)
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0].keys(), delimiter=delimiter)
            writer.writeheader()
            writer.writerows(rows)
        return file

    return edit


def test_a_table_that_comes_back_unchanged_changes_nothing(desk, sheet):
    done = read_sheet(desk, sheet("ada"), "tom")
    assert (done.saved, done.same, done.conflicts) == (0, 6, [])
    assert desk.mark("kink", "eve").revision == 1


def test_what_was_filled_in_becomes_marks(desk, sheet):
    reasons = "-0.5: the sign | of it\n1.5: the corner"
    sheet("ada", points="1,5", reasons=reasons, comment="=1+1 is two")
    done = read_sheet(desk, sheet("eve", points="", reasons="", comment=""), "tom")
    assert (done.saved, done.same) == (2, 4)
    mark = desk.mark("kink", "ada")
    assert (mark.points, mark.comment, mark.person) == (1.5, "=1+1 is two", "tom")
    assert mark.reasons == ("-0.5: the sign | of it", "1.5: the corner")
    assert desk.mark("kink", "eve").points is None


def test_formulas_are_inert_on_the_way_out_and_whole_on_the_way_back(desk, sheet):
    wanted = Change(1.0, ("-1: sign",), "=cmd|' /C calc'!A0", 0, "tom")
    desk.save("kink", "ada", wanted)
    text = write_sheet(desk, ["kink"])
    (row,) = [
        row
        for row in csv.DictReader(io.StringIO(text[1:], newline=""))
        if row["submission"] == "ada"
    ]
    assert row["answer"] == "'=A corner"
    assert row["reasons"] == "'-1: sign"
    assert row["comment"].startswith("'=cmd")
    file = sheet("nobody")
    file.write_text(text, encoding="utf-8", newline="")
    assert read_sheet(desk, file, "ann").saved == 0


def test_a_row_marked_meanwhile_is_left_and_told(desk, sheet):
    file = sheet("ada", points="2")
    desk.save("kink", "ada", Change(1.0, (), "", 0, "ann"))
    done = read_sheet(desk, file, "tom")
    assert done.saved == 0
    assert done.conflicts[0].startswith("kink, ada: ann has marked this meanwhile")
    assert desk.mark("kink", "ada").points == 1.0


def test_a_table_with_semicolons_is_read(desk, sheet):
    assert read_sheet(desk, sheet("ada", delimiter=";", points="2"), "tom").saved == 1


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"points": "two"}, "line 2: could not convert string to float"),
        ({"points": "3"}, "line 2: 3 points: the question has 2"),
        ({"points": "nan"}, "line 2: Expected `float` >= 0.0"),
        ({"points": "-1"}, "line 2: "),
        ({"revision": "x"}, "line 2: invalid literal"),
        ({"submission": "nobody"}, "line 2: no submission 'nobody'"),
        ({"reasons": "r" * 400}, "line 2: "),
    ],
)
def test_a_wrong_cell_is_told_with_its_line_and_nothing_is_written(
    desk, sheet, cells, words
):
    sheet("eve", points="1")
    file = sheet("ada", **cells)
    with pytest.raises(UsageError) as raised:
        read_sheet(desk, file, "tom")
    assert words in str(raised.value)
    assert desk.mark("kink", "eve").points == 0.5


def test_other_files_are_refused(desk, tmp_path):
    file = tmp_path / "x.csv"
    for content, words in (
        (b"a,b\n1,2\n", "no column"),
        (b"\xff\xfe\x00", "can't be read"),
        (b"", "no column"),
    ):
        file.write_bytes(content)
        with pytest.raises(UsageError, match=words):
            read_sheet(desk, file, "tom")
    with pytest.raises(UsageError, match="can't be read"):
        read_sheet(desk, tmp_path / "none.csv", "tom")


def test_a_blind_table_shows_no_names_and_comes_back(blind_desk, tmp_path):
    text = write_sheet(blind_desk, ["kink"])
    assert not re.search(r"\bada\b", text)
    (row, *_) = csv.DictReader(io.StringIO(text[1:], newline=""))
    file = tmp_path / "blind.csv"
    head = text[1:].splitlines()[0]
    file.write_text(f"{head}\r\nkink,{row['submission']},,2,,,0\r\n", encoding="utf-8")
    assert read_sheet(blind_desk, file, "tom").saved == 1


def test_a_table_marks_the_answers_that_stand_in_it(desk, results, tmp_path):
    file = tmp_path / "marks.csv"
    file.write_text(write_sheet(desk, ["kink"]), encoding="utf-8")
    text = file.read_text(encoding="utf-8")
    content = {**ANSWERS["ada"], "kink": answered("Something else")}
    (results / "ada" / "answers.json").write_bytes(msgspec.json.encode(content))
    desk.look_again()
    file.write_text(text.replace("corner,,", "corner,1,"), encoding="utf-8")
    assert read_sheet(desk, file, "tom").saved == 1
    assert desk.outdated(desk.mark("kink", "ada"))
