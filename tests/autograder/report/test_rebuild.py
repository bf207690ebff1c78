"""numgrade report: pages made anew from a folder of results."""

import json
import os

import msgspec
import pytest

from autograder.gradebook import Mark, open_gradebook, save_mark
from autograder.report import write_class, write_submission
from autograder.written import ANSWERS, Answer, Part


@pytest.fixture
def results(a_class, assignment, tmp_path):
    folder = tmp_path / "results"
    for outcome in a_class:
        write_submission(outcome, assignment, folder)
    write_class(a_class, assignment, folder)
    return folder


@pytest.fixture
def report(numgrade, course, results):
    def report(*options):
        return numgrade("report", results, "--course", course.root, *options)

    return report


def by_hand(course):
    """Have people grade net_loss."""
    course.edit(
        "assignments/tiny-a1/assignment.toml",
        'points = 1\ntodo = ["net.Net.loss"]',
        'points = 1\nkind = "written"',
    )


def test_the_same_results_give_the_same_pages(report, results):
    before = {file: file.read_bytes() for file in results.rglob("*.html")}
    status, out, _ = report()
    assert not status
    assert out == f"{results / 'index.html'}\n"
    assert {file: file.read_bytes() for file in results.rglob("*.html")} == before
    assert len(before) == 4


def test_lateness_comes_with_times(report, results, course, tmp_path):
    table = "[late]\ndue = 2026-11-03T12:00:00Z\npercent_per_day = 10\nmax_days = 5\n\n"
    course.edit("assignments/tiny-a1/assignment.toml", "[limits]", f"{table}[limits]")
    times = tmp_path / "times.csv"
    times.write_text("submission,submitted\nada,2026-11-03T13:00Z\n")
    report("--times", times)
    assert "Handed in late, which took 0.5 points." in (
        results / "ada" / "feedback.html"
    ).read_text(encoding="utf-8")
    page = (results / "index.html").read_text(encoding="utf-8")
    assert "Submissions over time" in page


def test_marks_and_answers_come_from_the_folder(report, results, course):
    by_hand(course)
    file = results / "ada" / "results.json"
    table = json.loads(file.read_text())
    table["tests"] = [t for t in table["tests"] if "net_loss" not in t["tags"]]
    file.write_text(json.dumps(table))
    with open_gradebook(results) as book:
        save_mark(book, Mark("tiny-a1", "ada", "net_loss", 0.75, ("no sign",), "ok"))
    answer = {"net_loss": Answer((Part("text", "Since it sums."),), "tag", True)}
    (results / "ada" / ANSWERS).write_bytes(msgspec.json.encode(answer))
    report()
    page = (results / "ada" / "feedback.html").read_text(encoding="utf-8")
    for words in ("4.75 ", "no sign", "Since it sums."):
        assert words in page


def test_marks_are_part_of_what_is_exported(numgrade, results, course, tmp_path):
    by_hand(course)
    for name in ("ada", "bob"):
        file = results / name / "results.json"
        table = json.loads(file.read_text())
        table["tests"] = [t for t in table["tests"] if "net_loss" not in t["tags"]]
        file.write_text(json.dumps(table))
    with open_gradebook(results) as book:
        save_mark(book, Mark("tiny-a1", "ada", "net_loss", 0.75))
    out = tmp_path / "grades.csv"
    words = ("--course", course.root, "--out", out)
    _, _, err = numgrade("export", "csv", results, *words)
    _, ada, bob, _ = (line.split(",") for line in out.read_text().splitlines())
    assert ada[:7] == ["ada", "2", "2", "0.75", "0", "4.75", "5"]
    assert bob[:7] == ["bob", "0", "0", "", "0", "0", "5"]
    assert "2 grades lack points for net_loss" in err


def test_without_a_browser_pdf_says_what_to_install(report, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    status, out, err = report("--pdf")
    assert (status, out) == (2, "")
    assert "--pdf needs Chromium to print with: apt-get install chromium" in err


def test_a_browser_that_fails_is_one_line_to_mend(report, tmp_path, monkeypatch):
    broken = tmp_path / "bin" / "chromium"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\necho 'no display' >&2; exit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{broken.parent}{os.pathsep}{os.defpath}")
    status, _, err = report("--pdf")
    assert status == 2
    assert "could not print" in err
    assert err.rstrip().endswith("no display")
