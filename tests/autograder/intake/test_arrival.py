"""When a submission came in, by the forms that learning platforms and git give it."""

import os
import subprocess
import sys
from datetime import datetime, timedelta, timezone

import pytest

from autograder.errors import UsageError
from autograder.intake import METADATA, arrivals_of

UTC = timezone.utc

EXPORT = """\
---
submission_11:
  :submitters:
  - :name: Ada L.
    :sid: '7'
    :email: ada@example.edu
  :created_at: 2026-11-03 22:58:59.123456000 Z
  :score: 4.0
  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
    output: 'created_at: 1999-01-01'
submission_12:
  :created_at: 2026-11-04 00:10:00.000000000 +01:00
submission_13:
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2026-11-05 01:02:03.000000000 Z
submission_14:
  :created_at: yesterday
"""


def told(path):
    """Return what tells when a submission came in, but for its files' times."""
    return [(a.source, a.at, a.late) for a in arrivals_of(path) if a.source != "file"]


def git(folder, *words, when="2026-11-03T23:00:00+0100"):
    person = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "ada"), ("EMAIL", "a@b"), ("DATE", when))
    }
    words = ["git", "-C", folder, *words]
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(
        words, check=True, capture_output=True, env={**os.environ, **person, **quiet}
    )


@pytest.fixture
def checkout(tmp_path):
    """A repository with one commit, as GitHub and Classroom hand it on."""
    folder = tmp_path / "ada"
    folder.mkdir()
    (folder / "layers.py").write_text("x = 1\n")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "committer evil <x> 1 +0000")
    return folder


def test_gradescopes_export_tells_each_folders_time(tmp_path):
    (tmp_path / METADATA).write_text(EXPORT)
    for number in (11, 12, 13, 14, 15):
        (tmp_path / f"submission_{number}").mkdir()
    times = [told(tmp_path / f"submission_{number}") for number in (11, 12, 13)]
    assert [source for ((source, _, _),) in times] == ["gradescope"] * 3
    assert [at.astimezone(UTC) for ((_, at, _),) in times] == [
        datetime(2026, 11, 3, 22, 58, 59, 123456, UTC),
        datetime(2026, 11, 3, 23, 10, tzinfo=UTC),
        datetime(2026, 11, 5, 1, 2, 3, tzinfo=UTC),
    ]
    assert told(tmp_path / "submission_14") == told(tmp_path / "submission_15") == []


@pytest.mark.parametrize("text", ["a: [", "\x00", "a: !!python/name:os.system", "- 1"])
def test_an_export_that_cannot_be_read_says_so_and_runs_nothing(tmp_path, text):
    (tmp_path / METADATA).write_text(text)
    (tmp_path / "submission_1").mkdir()
    if text == "- 1":
        assert told(tmp_path / "submission_1") == []
    else:
        with pytest.raises(UsageError, match="export it again, or move it away"):
            arrivals_of(tmp_path / "submission_1")


def test_canvas_tells_who_was_late_but_not_when(tmp_path):
    for name, late in (
        ("lovelaceada_LATE_41_900_hw.zip", True),
        ("latebloomer_41_900_LATE_hw.zip", False),
    ):
        (tmp_path / name).write_bytes(b"")
        assert told(tmp_path / name) == [("canvas", None, late)]
    (tmp_path / "LATE.zip").write_bytes(b"")
    assert told(tmp_path / "LATE.zip") == []


def test_a_checkout_tells_its_commits_time(checkout):
    zone = timezone(timedelta(hours=1))
    expected = [("git", datetime(2026, 11, 3, 23, tzinfo=zone), False)]
    assert told(checkout) == expected
    git(checkout, "gc", "-q")  # the commit is in a pack now, the branch in packed-refs
    assert not (checkout / ".git/refs/heads/main").exists()
    assert told(checkout) == expected
    git(checkout, "checkout", "-q", "--detach")
    assert told(checkout) == expected


def test_no_setting_of_a_checkout_runs_anything(checkout, tmp_path):
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    with (checkout / ".git/config").open("a") as file:
        file.write(
            f"[core]\n fsmonitor = {trap}\n pager = {trap}\n sshCommand = {trap}\n"
            f"[alias]\n cat-file = !{trap}\n"
            f'[remote "o"]\n promisor = true\n url = ext::{trap}\n'
            "[extensions]\n partialClone = o\n"
        )
    assert [source for source, *_ in told(checkout)] == ["git"]
    (checkout / ".git/refs/heads/main").write_text("1" * 40)  # an object to be fetched
    assert told(checkout) == []
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    "head",
    [
        "ref: refs/heads/../../../../etc/passwd",
        "ref: /etc/passwd",
        "--batch",
        "0" * 40,
        "",
        "ref: refs/heads/none",
    ],
)
def test_a_head_that_leads_nowhere_tells_nothing(checkout, head):
    (checkout / ".git/HEAD").write_text(head)
    assert told(checkout) == []


def test_a_pipe_in_a_checkout_holds_nobody_up(checkout):
    (checkout / ".git/HEAD").unlink()
    os.mkfifo(checkout / ".git/HEAD")
    assert told(checkout) == []


def test_files_times_come_last_and_the_latest_of_a_folder_counts(tmp_path, checkout):
    stamp = datetime(2026, 1, 2, tzinfo=UTC).timestamp()
    (checkout / "old.py").write_text("")
    for file, at in (("old.py", stamp - 9), ("layers.py", stamp)):
        os.utime(checkout / file, (at, at))
    arrivals = arrivals_of(checkout)
    assert [arrival.source for arrival in arrivals] == ["git", "file"]
    assert arrivals[-1].at == datetime(2026, 1, 2, tzinfo=UTC)
    (tmp_path / "empty").mkdir()
    assert arrivals_of(tmp_path / "empty") == []


def test_checks_in_a_browser_which_has_no_yaml_can_be_imported():
    program = "import sys; sys.modules['yaml'] = None; import autograder.grade.run"
    subprocess.run([sys.executable, "-c", program], check=True)
