"""People who mark at the same time don't overwrite each other."""

import threading
from dataclasses import replace

import pytest

from autograder.gradebook import (
    ConflictError,
    Mark,
    latest_marks,
    mark_history,
    open_gradebook,
    points_by_hand,
    save_mark,
)

MARK = Mark("tiny-a1", "ada", "essay", 2.5, ("clear", "no source"), "well put", "tom")


def test_a_mark_comes_back_as_it_was_saved(book):
    saved = save_mark(book, MARK)
    assert saved.revision == 1
    assert saved.at.endswith("+00:00")
    assert replace(saved, revision=0, at="") == MARK
    assert latest_marks(book, "tiny-a1") == [saved]


def test_each_save_is_a_revision_and_all_are_kept(book):
    first = save_mark(book, MARK)
    second = save_mark(book, replace(first, points=3.0, person="kim"))
    assert mark_history(book, "tiny-a1", "ada", "essay") == [first, second]
    assert latest_marks(book, "tiny-a1", "essay") == [second]


def test_saving_over_what_one_has_not_seen_is_a_conflict(book):
    first = save_mark(book, MARK)
    theirs = save_mark(book, replace(first, points=1.0, person="kim"))
    with pytest.raises(ConflictError, match="kim has marked this meanwhile") as met:
        save_mark(book, replace(first, points=4.0))
    assert met.value.current == theirs
    with pytest.raises(ConflictError):
        save_mark(book, MARK)
    assert latest_marks(book, "tiny-a1") == [theirs]


def test_saving_over_a_revision_that_never_was_is_a_conflict(book):
    with pytest.raises(ConflictError):
        save_mark(book, replace(MARK, revision=3))
    assert latest_marks(book, "tiny-a1") == []


def test_taking_a_mark_back_leaves_its_history(book):
    first = save_mark(book, MARK)
    none = save_mark(book, replace(first, points=None))
    assert points_by_hand(latest_marks(book, "tiny-a1")) == {}
    again = save_mark(book, replace(none, points=first.points))
    assert points_by_hand(latest_marks(book, "tiny-a1")) == {"ada": {"essay": 2.5}}
    assert [m.revision for m in mark_history(book, "tiny-a1", "ada", "essay")] == [
        1,
        2,
        3,
    ]
    assert again.revision == 3


def test_of_many_who_save_at_once_exactly_one_gets_through(where):
    open_gradebook(where).close()
    saved, conflicts = [], []

    def mark_it(person):
        with open_gradebook(where) as own:
            try:
                saved.append(save_mark(own, replace(MARK, person=person)))
            except ConflictError as conflict:
                conflicts.append(conflict.current.person)

    people = [threading.Thread(target=mark_it, args=(f"ta{n}",)) for n in range(6)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    (winner,) = saved
    assert conflicts == [winner.person] * 5


def test_marks_are_listed_by_question_and_submission(book):
    for name, question in [("bob", "plot"), ("ada", "plot"), ("bob", "essay")]:
        save_mark(book, replace(MARK, name=name, question=question))
    listed = [(m.question, m.name) for m in latest_marks(book, "tiny-a1")]
    assert listed == [("essay", "bob"), ("plot", "ada"), ("plot", "bob")]
    assert len(latest_marks(book, "tiny-a1", "plot")) == 2


def test_text_that_a_database_refuses_is_made_harmless(book):
    saved = save_mark(book, replace(MARK, comment="a\0b \ud800", person="t\0m"))
    assert latest_marks(book, "tiny-a1") == [saved]
    assert saved.comment == "a\N{REPLACEMENT CHARACTER}b ?"


def test_a_comment_that_is_being_typed_takes_one_row(book):
    first = save_mark(book, replace(MARK, comment="w"))
    second = save_mark(book, replace(first, comment="well"), typing=True)
    third = save_mark(book, replace(second, comment="well put"), typing=True)
    assert third.revision == 3
    assert mark_history(book, "tiny-a1", "ada", "essay") == [third]
    assert latest_marks(book, "tiny-a1") == [third]
    with pytest.raises(ConflictError) as met:  # whoever saw less than the latest
        save_mark(book, replace(first, person="kim", points=0.0))
    assert met.value.current == third


@pytest.mark.parametrize(
    "change", [{"person": "kim"}, {"points": 1.0}, {"reasons": ()}, {"answer": "new"}]
)
def test_typing_replaces_nothing_but_ones_own_words_on_the_same_mark(book, change):
    first = save_mark(book, MARK)
    second = save_mark(book, replace(first, comment="x", **change), typing=True)
    assert mark_history(book, "tiny-a1", "ada", "essay") == [first, second]


def test_two_who_type_at_once_do_not_overwrite_each_other(book):
    first = save_mark(book, MARK)
    met = []

    def type_on(words):
        try:
            save_mark(book, replace(first, comment=words), typing=True)
        except ConflictError as error:
            met.append(error.current.comment)

    words = [f"words {number}" for number in range(8)]
    threads = [threading.Thread(target=type_on, args=(word,)) for word in words]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (kept,) = mark_history(book, "tiny-a1", "ada", "essay")
    assert kept.revision == 2
    assert met == [kept.comment] * 7


def test_a_mark_knows_the_answer_that_it_was_given_for(book):
    first = save_mark(book, replace(MARK, answer="a1"))
    second = save_mark(book, replace(first, comment="again", answer="a2"))
    third = save_mark(book, replace(second, answer=""))
    found = mark_history(book, "tiny-a1", "ada", "essay")
    assert [mark.answer for mark in found] == ["a1", "a2", ""]
    assert latest_marks(book, "tiny-a1") == [third]
