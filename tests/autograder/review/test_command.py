"""``numgrade review`` on the command line."""

import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest


def refused(result, *words):
    status, out, err = result
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    for word in words:
        assert word in err


def test_a_folder_without_answers_is_refused(numgrade, tmp_path):
    refused(numgrade("review", tmp_path), "holds nothing to grade by hand", "--out")
    refused(numgrade("review", tmp_path / "none"), "holds nothing to grade by hand")


def test_a_port_that_is_taken_is_refused(numgrade, results):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused(numgrade("review", results, "--port", port), f"--port {port}: ")


def test_the_page_is_served_until_it_is_interrupted(results):
    command = [sys.executable, "-m", "autograder", "review", str(results)]
    with subprocess.Popen(
        [*command, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        told = [process.stdout.readline() for _ in range(3)]
        address = told[1].removeprefix("open ").strip()
        with pytest.raises(urllib.error.HTTPError, match="403"):  # no cookie
            urllib.request.urlopen(address.partition("?")[0], timeout=20)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert told[0] == "Kinks & corners: 2 questions, 3 submissions\n"
    assert (process.returncode, err) == (0, "")
    assert out == "every mark is saved; numgrade report brings them into the grades\n"


def test_a_table_goes_out_and_comes_back(numgrade, results, tmp_path):
    file = tmp_path / "marks.csv"
    status, out, _ = numgrade("review", results, "--write-sheet", file)
    assert (not status, out) == (True, f"{file}\n")
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    lines[1] = lines[1].replace(",,,,0", ",2,,good,0")
    file.write_text("\n".join(lines), encoding="utf-8")
    status, out, _ = numgrade("review", results, "--read-sheet", file, "--as", "tom")
    assert (not status, out) == (True, "1 marks saved, 5 as they were\n")
    status, out, err = numgrade("review", results, "--read-sheet", file)
    assert (not status, out, err) == (True, "0 marks saved, 6 as they were\n", "")
    lines[1] = lines[1].replace(",2,,good,0", ",1,,bad,0")
    file.write_text("\n".join(lines), encoding="utf-8")
    status, out, err = numgrade("review", results, "--read-sheet", file)
    assert status == 1
    assert err.startswith("not saved: kink, ada: tom has marked this meanwhile")


def test_a_missing_part_is_named(numgrade, results, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("autograder.review")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "starlette.applications", None)
    refused(numgrade("review", results), "pip install 'numgrade[review]'")


@pytest.mark.parametrize("content", ["", "no database", "SQLite format 3\0"])
def test_a_gradebook_that_is_none_is_refused(numgrade, results, content):
    (results / "gradebook.sqlite").write_text(content + "x" * 100)
    refused(numgrade("review", results, "--write-sheet", "x.csv"), "gradebook")
