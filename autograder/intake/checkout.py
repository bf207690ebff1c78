"""When the commit was made that a checkout is at, read from a hostile repository."""

import os
import re
import subprocess
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

_BRANCH = re.compile(r"ref: (refs/[\w.+-]+(?:/[\w.+-]+)*)\s*")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_COMMITTER = re.compile(r"^committer .*> (\d{1,11}) ([+-])(\d\d)(\d\d)$", re.MULTILINE)
_MAX_REFS = 2**20  # bytes of a file that names commits
_MAX_COMMIT = 2**16
_GIT_SECONDS = 20.0


def commit_time(folder: Path) -> datetime | None:
    """Return the time of the commit that a checkout is at; None if it is none.

    Git reads it by a repository of our own that borrows the submission's objects: no
    setting or hook of theirs is ever looked at.
    """
    store = folder / ".git"
    commit = None if store.is_symlink() else _head(store)
    if commit is None:
        return None
    with tempfile.TemporaryDirectory(prefix="numgrade-") as own:
        for part in ("objects", "refs"):
            Path(own, part).mkdir()
        Path(own, "HEAD").write_text("ref: refs/heads/none\n")
        objects = str((store / "objects").absolute())
        surroundings = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": own,
            "GIT_DIR": own,
            "GIT_OBJECT_DIRECTORY": objects,
            "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C",
        }
        size = _ask_git(surroundings, "-s", commit)
        if not size.strip().isdigit() or int(size) > _MAX_COMMIT:
            return None
        text = _ask_git(surroundings, "commit", commit).partition("\n\n")[0]
    found = _COMMITTER.search(text)
    if found is None:
        return None
    seconds, sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    try:
        zone = timezone(-offset if sign == "-" else offset)
        return datetime.fromtimestamp(int(seconds), zone)
    except (ValueError, OverflowError, OSError):
        return None


def _ask_git(surroundings: dict[str, str], *words: str) -> str:
    """Return what ``git cat-file`` prints; "" if it fails, or there is no git."""
    try:
        done = subprocess.run(
            ["git", "cat-file", *words],
            env=surroundings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_GIT_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def _head(store: Path) -> str | None:
    """Return the commit that a checkout is at, None if none is named."""
    text = _small(store / "HEAD")
    branch = _BRANCH.fullmatch(text)
    if branch is not None:
        name = branch[1]
        text = "" if ".." in name else _small(store / name)
        if not text:
            lines = _small(store / "packed-refs").splitlines()
            packed = [line for line in lines if line.endswith(f" {name}")]
            text = packed[0].partition(" ")[0] if packed else ""
    return text.strip() if _COMMIT.fullmatch(text.strip()) else None


def _small(file: Path) -> str:
    """Return the text of a small ordinary file; "" if it is none."""
    try:
        if file.is_symlink() or not file.is_file() or file.stat().st_size > _MAX_REFS:
            return ""
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
