"""Marks are saved with their reasons, never over somebody else's."""

import re
import threading

import msgspec
import pytest

from autograder.errors import UsageError
from autograder.gradebook import ConflictError, latest_marks, points_by_hand
from autograder.review import Desk, ResultsFolder
from autograder.review.desk import Change, UnknownError
from autograder.review.reasons import (
    points_text,
    reason_line,
    reason_points,
    reason_text,
    written_reasons,
)
from autograder.review.views import answer, marks, question, save, start
from autograder.written import RubricItem
from tests.autograder.review.conftest import ANSWERS, answered


def change(points=1.5, reasons=("1.5: the corner, $|x|$",), revision=0, **fields):
    return Change(points, tuple(reasons), "", revision, "tom", **fields)


def test_a_mark_is_in_the_gradebook_once_it_is_saved(desk, book):
    desk.save("kink", "ada", change())
    assert points_by_hand(latest_marks(book, "kinks")) == {"ada": {"kink": 1.5}}


def test_whoever_saw_an_older_mark_does_not_overwrite_the_newer(desk):
    desk.save("kink", "ada", change(points=2.0))
    with pytest.raises(ConflictError) as raised:
        desk.save("kink", "ada", change(points=0.0))
    assert raised.value.current.points == 2.0
    assert desk.mark("kink", "ada").points == 2.0


def test_of_many_graders_at_once_one_wins_each_round(desk):
    lost = []

    def mark(points):
        try:
            desk.save("kink", "ada", change(points=points))
        except ConflictError:
            lost.append(points)

    threads = [threading.Thread(target=mark, args=(n / 10,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lost) == 7
    assert desk.mark("kink", "ada").revision == 1


def test_more_points_than_there_are_are_refused(desk):
    with pytest.raises(UsageError, match="3 points: the question has 2"):
        desk.save("kink", "ada", change(points=3.0))
    assert desk.mark("kink", "ada").revision == 0


def test_what_is_typed_in_one_go_is_one_line_of_the_history(desk):
    mark = desk.save("kink", "ada", Change(1.5, (), "", 0, "tom"))
    for comment, typing in (("G", False), ("Go", True), ("Good", True)):
        wanted = Change(1.5, (), comment, mark.revision, "tom", typing=typing)
        mark = desk.save("kink", "ada", wanted)
    desk.save("kink", "ada", Change(2.0, (), "Good", mark.revision, "ann"))
    shown = [(m.points, m.comment, m.person) for m in desk.history("kink", "ada")]
    assert shown == [(2.0, "Good", "ann"), (1.5, "Good", "tom"), (1.5, "", "tom")]


def hand_in_anew(results, name, **answers):
    content = msgspec.json.encode({**ANSWERS[name], **answers})
    (results / name / "answers.json").write_bytes(content)


def flags(desk, name="kink"):
    told = marks(desk, name, "", "")
    return {one["id"]: one["outdated"] for one in told["submissions"]}


def test_a_mark_for_an_earlier_answer_is_flagged_until_it_is_looked_at(desk, results):
    saved = desk.save("kink", "ada", change())
    desk.save("plot", "ada", change(points=1.0))
    hand_in_anew(results, "ada", kink=answered("Something else"))
    start(desk, "tom")  # as at each opening of the page
    assert flags(desk) == {"ada": True, "böb & co": False, "eve": False}
    assert not any(flags(desk, "plot").values())
    told = answer(desk, "kink", "ada")
    assert told["mark"]["answer"] != told["answer"]
    desk.save("kink", "ada", change(revision=saved.revision, answer=told["answer"]))
    assert not any(flags(desk).values())


def test_a_mark_belongs_to_the_answer_that_was_seen_whatever_came_since(desk, results):
    seen = answer(desk, "kink", "ada")["answer"]
    hand_in_anew(results, "ada", kink=answered("Something else"))
    desk.save("kink", "ada", change(answer=seen))
    start(desk, "ann")
    assert flags(desk)["ada"]


def test_another_document_is_another_answer(desk, results):
    desk.save("plot", "ada", change(points=1.0))
    plot = answered("See there.", document="report.pdf", sha256="ab")
    hand_in_anew(results, "ada", plot=plot)
    start(desk, "tom")
    assert flags(desk, "plot")["ada"]


def test_what_is_graded_while_the_page_is_served_is_there_at_the_next_look(
    desk, results
):
    (results / "zoe").mkdir()
    new = msgspec.json.encode({"kink": answered("Late but here")})
    (results / "zoe" / "answers.json").write_bytes(new)
    assert "zoe" not in flags(desk)
    assert start(desk, "tom")["questions"][0]["submissions"] == 4
    assert "Late but here" in answer(desk, "kink", "zoe")["html"]


def test_looking_again_reads_no_file_that_is_the_same(desk, results):
    before = desk.folder.submissions
    hand_in_anew(results, "eve", kink=answered("Now I know"))
    desk.look_again()
    after = desk.folder.submissions
    same = {name for name in after if after[name] is before[name]}
    assert same == {"ada", "böb & co"}
    assert after["eve"].answered == {"kink"}


def test_a_reason_says_its_points_and_can_be_read_back():
    assert reason_line(-0.5, "the  sign\nis lost") == "-0.5: the sign is lost"
    assert [points_text(p) for p in (2.0, 0.5, 1 / 3, 4 / 3)] == [
        "2",
        "0.5",
        "1/3",
        "4/3",
    ]
    assert reason_points("1/3: sigmoid: stalls") == pytest.approx(1 / 3)
    assert reason_text("1/3: sigmoid: stalls") == "sigmoid: stalls"
    assert reason_points("no points at all") is None
    assert reason_points("9" * 400 + ": huge") is None


def test_a_reason_written_once_is_offered_everywhere_most_used_first(desk):
    desk.save("kink", "ada", change(reasons=["-0.5: sign", "-1: late"]))
    desk.save("kink", "eve", change(reasons=["-1: late", "0.5: harmless"]))
    rubric = (RubricItem(0.5, "harmless"),)
    lines = written_reasons(desk.marks("kink").values(), rubric)
    assert lines == ["-1: late", "-0.5: sign"]
    shown = [reason["line"] for reason in marks(desk, "kink", "", "")["written"]]
    assert shown == lines


def test_progress_counts_marks_with_points(desk):
    desk.save("kink", "ada", change())
    desk.save("kink", "eve", change(points=None, reasons=()))
    told = start(desk, "tom")
    kink, plot = told["questions"]
    assert (kink["marked"], plot["marked"], kink["submissions"]) == (1, 0, 3)


def test_a_question_comes_with_rubric_and_model_answer(desk):
    told = question(desk, "kink")
    assert told["asked_html"] == "<p>What is a <em>kink</em>?</p>\n"
    assert "A corner." in told["model_html"]
    assert [r["line"] for r in told["rubric"]] == [
        "1.5: the corner, $|x|$",
        "0.5: harmless",
    ]
    assert [one["answered"] for one in told["submissions"]] == [True, True, False]


def test_graders_see_where_the_others_are(desk):
    assert marks(desk, "kink", "ada", "tom")["present"] == {}
    assert marks(desk, "kink", "eve", "ann")["present"] == {"ada": "tom"}
    assert marks(desk, "plot", "ada", "bob")["present"] == {}


def test_blind_graders_see_no_name_anywhere(blind_desk):
    told = [start(blind_desk, "tom"), question(blind_desk, "kink")]
    ids = [one["id"] for one in told[1]["submissions"]]
    for id_ in ids:
        told.append(answer(blind_desk, "kink", id_))
        told.append(save(blind_desk, change(), "kink", id_))
    for name in ("ada", "böb", "eve"):
        assert not re.search(rf"\b{name}\b", str(told))
    assert {blind_desk.mark("kink", n).points for n in ("ada", "eve")} == {1.5}


def test_blind_names_and_order_differ_from_question_to_question(blind_desk):
    kink, plot = blind_desk.ids("kink"), blind_desk.ids("plot")
    assert set(kink.values()) == set(plot.values())
    assert not set(kink) & set(plot)
    with pytest.raises(UnknownError):
        blind_desk.name("kink", "ada")


@pytest.mark.parametrize("name", ["nobody", "", "..", "../ada", "ada/../eve"])
def test_names_that_do_not_exist_are_unknown(desk, name):
    with pytest.raises(UnknownError):
        desk.name("kink", name)
    with pytest.raises(UnknownError):
        desk.name(name, "ada")


def test_a_folder_without_written_questions_is_told(tmp_path):
    with pytest.raises(UsageError, match=r"holds nothing to grade by hand"):
        ResultsFolder(tmp_path)


def test_a_damaged_file_is_told(results):
    (results / "ada" / "answers.json").write_text('{"kink": 7}')
    with pytest.raises(UsageError, match=r"answers\.json is damaged"):
        ResultsFolder(results)


def test_two_desks_share_one_gradebook(desk, results, book):
    other = Desk(ResultsFolder(results), book)
    desk.save("kink", "ada", change())
    assert other.mark("kink", "ada").points == 1.5
