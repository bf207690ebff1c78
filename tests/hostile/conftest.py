"""A class full of attackers, graded as root and as a user, each in two worlds.

Each run is one ``numgrade grade`` of the whole class, honest neighbours among it.
"""

import csv
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from archives import ARCHIVES  # noqa: E402
from corpus import attacks  # noqa: E402

from autograder.course import load  # noqa: E402
from autograder.prove import rebuild_expected  # noqa: E402
from autograder.release import build_tree  # noqa: E402

collect_ignore = ["course"]

HONEST = ("a-honest", "e-honest", "z-honest")  # before, among and after the attackers
SOMEBODY = 61_000  # an ordinary user, whose id nobody has

# the user to grade as (-1: no change), and whether namespaces are refused
WORLDS = {
    "root": (-1, False),
    "root in a container": (-1, True),
    "user": (SOMEBODY, False),
    "user in a container": (SOMEBODY, True),
}
if os.geteuid() != 0:
    WORLDS = {
        "user": (-1, False),
        "user in a container": (-1, True),
    }


@dataclass
class Graded:
    """What came of grading a class."""

    status: int
    left: list[str]  # processes that outlived the grade
    results: dict[str, dict]
    rows: dict[str, dict[str, str]]
    everything: str  # all that was written or printed
    changed: list[str]  # files that are not as they were


@pytest.fixture(scope="session", params=WORLDS)
def graded(request):
    """Grade the class of attackers."""
    with Fort(*WORLDS[request.param]) as fort:
        yield fort.grade(honest_only=False)


@pytest.fixture(scope="session")
def undisturbed():
    """Grade the honest ones alone."""
    with Fort(-1, False) as fort:
        yield fort.grade(honest_only=True)


class Fort:
    """A course, a class, and things that an attacker would like to get at."""

    def __init__(self, uid, refuse_namespaces):
        self.uid, self.refuse = uid, refuse_namespaces
        self.base = Path(tempfile.mkdtemp(prefix="fort-"))
        self.base.chmod(0o755)
        self.places = {
            "COURSE": self.base / "course",
            "CLASS": self.base / "class",
            "VICTIM": self.base / "victim",
            "OUT": self.base / "out",
            "PROJECT": HERE.parents[1],
        }
        self.temporary = self.base / "tmp"

    def __enter__(self):
        return self

    def __exit__(self, *error):
        shutil.rmtree(self.base)

    def grade(self, honest_only):
        """Set everything up, grade, look what has become of it."""
        self._make_course()
        self._make_victim()
        self._make_class(honest_only)
        self.places["OUT"].mkdir()
        self.temporary.mkdir()
        if self.uid >= 0:
            for path in (self.base, *self.base.rglob("*")):
                os.chown(path, self.uid, self.uid)
        before = self._state()
        report = self.base / "report.json"
        run = subprocess.run(
            [
                *(sys.executable, HERE / "launch.py", report),
                *(str(self.uid), str(int(self.refuse))),
                *("grade", "fort-a1", "--class", self.places["CLASS"]),
                *("--out", self.places["OUT"], "--course", self.places["COURSE"]),
                *("--memory", "1024"),
            ],
            capture_output=True,
            text=True,
            env={
                **os.environ,
                "SECRET_TOKEN": "TEST-SECRET-TOKEN",
                "TMPDIR": str(self.temporary),
            },
            stdin=subprocess.DEVNULL,
            timeout=280,
        )
        said = json.loads(report.read_text())
        report.unlink()
        after = self._state()
        changed = [p for p in {**before, **after} if before.get(p) != after.get(p)]
        return self._collect(said, run.stdout + run.stderr, sorted(changed))

    def _collect(self, said, printed, changed):
        out = self.places["OUT"]
        paths = [path for path in out.rglob("*") if path.is_file()]
        # the gradebook is no text, but may hold some
        files = {path: path.read_text(errors="replace") for path in paths}
        results = {
            path.parent.name: json.loads(text)
            for path, text in files.items()
            if path.name == "results.json"
        }
        rows = csv.DictReader(files[out / "grades.csv"].splitlines())
        return Graded(
            said["status"],
            said["left"],
            results,
            {row["submission"]: row for row in rows},
            "\n".join([printed, *map(str, files), *files.values()]),
            changed,
        )

    def _make_course(self):
        shutil.copytree(HERE / "course", self.places["COURSE"])
        assignment = load(self.places["COURSE"], "fort-a1")
        solution = build_tree(assignment, filled=True)
        rebuild_expected(assignment, [], solution, check_only=False)

    def _make_victim(self):
        folder = self.places["VICTIM"]
        folder.mkdir()
        (folder / "secret.txt").write_text("VICTIM-SECRET")
        with sqlite3.connect(folder / "gradebook.sqlite") as base:
            base.execute("create table grades (score)")
        base.close()
        (folder / "open").mkdir()
        (folder / "open" / "file.txt").write_text("not yours")
        (folder / "open").chmod(0o777)
        (folder / "open" / "file.txt").chmod(0o666)

    def _make_class(self, honest_only):
        folder = self.places["CLASS"]
        honest = self.places["COURSE"] / "solutions" / "fort" / "layers.py"
        for name in HONEST:
            (folder / name / "fort").mkdir(parents=True)
            shutil.copy(honest, folder / name / "fort" / "layers.py")
        if not honest_only:
            for attack in attacks():
                attack.write(folder / attack.name, self.places)
            for name, (make, _) in ARCHIVES.items():
                make(folder / name)

    def _state(self):
        """Return content, mode and time of every file that is nobody's scratch."""
        found = {}
        out = self.places["OUT"]
        for path in self.base.rglob("*"):
            if path.is_relative_to(out) or "__pycache__" in path.parts:
                continue
            if path == self.temporary:  # files come and go there
                continue
            status = path.lstat()
            content = path.read_bytes() if path.is_file() else b""
            digest = hashlib.sha256(content).hexdigest()
            found[str(path)] = (status.st_mode, status.st_mtime_ns, digest)
        shared = Path("/dev/shm/numgrade-hostile")
        if shared.exists():
            found[str(shared)] = ("there",)
        return found
