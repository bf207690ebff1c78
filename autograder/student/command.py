"""Running numgrade beside a notebook: in a process of its own."""

import subprocess
import sys


def run_numgrade(*words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command with this Python; return its exit status and what it printed."""
    return subprocess.run(
        [sys.executable, "-m", "autograder", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )
