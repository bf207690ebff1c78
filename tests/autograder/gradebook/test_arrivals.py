"""When submissions came in is kept, and the latest look counts."""

from datetime import datetime, timedelta, timezone

from autograder.gradebook import latest_arrivals, save_arrivals
from autograder.intake import Arrival

AT = datetime(2026, 11, 3, 23, 0, 1, 5, timezone(timedelta(hours=-8)))
GIT, FILE = Arrival("git", AT), Arrival("file", AT + timedelta(days=1))
LATE = Arrival("canvas", None, late=True)


def test_what_was_told_comes_back_the_surest_first(book):
    save_arrivals(book, "tiny-a1", {"ada": [GIT, FILE], "bob": [LATE]})
    assert latest_arrivals(book, "tiny-a1") == {"ada": [GIT, FILE], "bob": [LATE]}
    assert latest_arrivals(book, "other") == {}


def test_a_later_look_counts_and_the_others_stay_as_they_were(book):
    save_arrivals(book, "tiny-a1", {"ada": [GIT, FILE], "bob": [LATE]})
    save_arrivals(book, "tiny-a1", {"ada": [FILE]})  # handed in anew, as a zip
    assert latest_arrivals(book, "tiny-a1") == {"ada": [FILE], "bob": [LATE]}


def test_looking_again_adds_nothing(book):
    for _ in range(3):
        save_arrivals(book, "tiny-a1", {"ada": [GIT, FILE]})
    save_arrivals(book, "tiny-a1", {"ada": [LATE]})
    save_arrivals(book, "tiny-a1", {"ada": [GIT, FILE]})
    assert latest_arrivals(book, "tiny-a1") == {"ada": [GIT, FILE]}
    with book.engine.connect() as connection:
        count = connection.exec_driver_sql("select count(*) from arrivals").scalar()
    assert count == 5
