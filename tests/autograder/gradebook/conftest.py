"""Gradebooks in SQLite and, where it is installed, in a real PostgreSQL server."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from autograder.grade.outcome import CheckOutcome, SubmissionOutcome
from autograder.gradebook import Basis, open_gradebook


class PostgreSQL:
    """A server of its own in a folder, on a free port; it can be stopped and killed."""

    def __init__(self, tools: Path, folder: Path) -> None:
        self._tools = tools
        self._folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._run("initdb", "-D", folder, "-U", "ta", "-A", "trust", "-N", "-E", "UTF8")
        self.start()

    def start(self):
        options = f"-p {self.port} -k '' -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run("pg_ctl", "-D", self._folder, "-o", options, "-l", self._log, "start")

    def stop(self, mode="fast"):
        self._run("pg_ctl", "-D", self._folder, "-m", mode, "stop")

    def new_database(self):
        """Return the URL of an empty database."""
        name = f"book{time.monotonic_ns()}"
        where = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "ta")
        self._run("createdb", *where, name)
        return f"postgresql://ta@127.0.0.1:{self.port}/{name}"

    @property
    def _log(self):
        return self._folder / "log"

    def _run(self, tool, *arguments):
        command = [str(self._tools / tool), *map(str, arguments)]
        if os.geteuid() == 0:  # which PostgreSQL refuses to run as
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=60)


def find_postgresql():
    """Return the folder of the server's programs; None if it isn't installed."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists()), None)


@pytest.fixture(scope="session")
def postgresql():
    tools = find_postgresql()
    if tools is None:
        pytest.skip("needs a PostgreSQL server: apt-get install postgresql")
    # not below pytest's own folder, which no other user may enter
    with tempfile.TemporaryDirectory(prefix="numgrade-postgresql-") as top:
        Path(top).chmod(0o711)
        folder = Path(top, "data")
        folder.mkdir()
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        server = PostgreSQL(tools, folder)
        yield server
        server.stop("immediate")


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request, tmp_path):
    """What ``open_gradebook`` takes, for both kinds of database."""
    if request.param == "sqlite":
        return tmp_path
    return request.getfixturevalue("postgresql").new_database()


@pytest.fixture
def book(where):
    with open_gradebook(where) as book:
        yield book


@pytest.fixture
def basis():
    """Return a function that makes a basis, given what differs."""

    def basis(**changes):
        fields = {
            "content": "c",
            "grader": "g",
            "course": "k",
            "data": "",
            "settings": "s",
        }
        return Basis(**{**fields, **changes})

    return basis


@pytest.fixture
def outcome():
    """Return a function that makes an outcome with one check a question."""

    def outcome(name, forward=2.0, **fields):
        check = CheckOutcome(
            "scale_forward", "on ones", "hidden", 2.0, "partial", 0.1, share=forward / 2
        )
        return SubmissionOutcome(name, [check], **fields)

    return outcome
