"""Run a Gradescope autograder here as Gradescope would: same layout, same commands.

Usage: python ci/gradescope/try_it.py ARCHIVE SUBMISSION --root DIR [--metadata FILE]

DIR stands for ``/autograder``; a DIR whose set-up is done is used again. Prints the
results, what the run took, and what that means for a container of half a CPU.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

SHARE = 0.5  # of a CPU, in Gradescope's smallest container


def unpack(archive: Path, root: Path) -> None:
    """Unpack the archive where Gradescope does."""
    source = root / "source"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(source)
    for name in ("setup.sh", "run_autograder"):
        (source / name).chmod(0o755)
    shutil.copy(source / "run_autograder", root)


def set_up(root: Path, offline: bool = False) -> None:
    """Run the set-up, as Gradescope does once an image; ``offline``: no network."""
    command = [str(root / "source" / "setup.sh")]
    if offline:
        command = ["unshare", "--net", *command]
    subprocess.run(command, check=True)


def run_submission(
    root: Path,
    submission: Path,
    metadata: Path | None = None,
    inside: tuple[str, ...] = (),
) -> subprocess.CompletedProcess[str]:
    """Put a submission where Gradescope does, and run the autograder on it.

    ``inside`` is a command that the autograder is run by.
    """
    for name in ("submission", "results"):
        shutil.rmtree(root / name, ignore_errors=True)
        (root / name).mkdir()
    if submission.is_dir():
        shutil.copytree(submission, root / "submission", dirs_exist_ok=True)
    elif submission.suffix == ".zip":  # Gradescope unpacks these
        with zipfile.ZipFile(submission) as packed:
            packed.extractall(root / "submission")
    else:
        shutil.copy(submission, root / "submission")
    told = metadata.read_text() if metadata else "{}"
    (root / "submission_metadata.json").write_text(told)
    done = subprocess.run(
        [*inside, str(root / "run_autograder")],
        cwd=root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    (root / "results" / "stdout").write_text(done.stdout)
    return done


class Peak(threading.Thread):
    """Watches the memory of all processes started from here: ``mb`` at its highest."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.mb = 0.0
        self._over = threading.Event()

    def run(self) -> None:
        """Look ten times a second."""
        while not self._over.wait(0.1):
            self.mb = max(self.mb, _below(os.getpid()) / 1024)

    def stop(self) -> float:
        """Stop looking; return the peak in MB."""
        self._over.set()
        self.join()
        return self.mb


def _below(pid: int) -> float:
    """Return the memory of a process's descendants, KB; shared pages are shared out."""
    total = 0.0
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            try:
                lines = Path(f"/proc/{child}/smaps_rollup").read_text().splitlines()
            except OSError:
                continue
            total += sum(float(x.split()[1]) for x in lines if x.startswith("Pss:"))
            total += _below(int(child))
    return total


def main() -> None:
    """Do as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("submission", type=Path)
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--metadata", type=Path)
    parser.add_argument("--offline", action="store_true", help="set up without network")
    asked = parser.parse_args()
    root = asked.root.resolve()
    if not (root / "numgrade").exists():
        unpack(asked.archive, root)
        set_up(root, asked.offline)
    peak, started = Peak(), time.monotonic()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak.start()
    done = run_submission(root, asked.submission, asked.metadata)
    memory, seconds = peak.stop(), time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(done.stdout, end="")
    file = root / "results" / "results.json"
    if not file.is_file():
        sys.exit(f"no {file}: Gradescope would say that the autograder failed")
    results = json.loads(file.read_text())
    for test in results["tests"]:
        if test["score"] < test["max_score"]:
            lost = f"{test['score']:g} of {test['max_score']:g}"
            print(f"{test['name']}: {lost}; {test['output']}")
    print(results["output"])
    print(f"score {results['score']:g}; {seconds:.1f} s, {memory:.0f} MB at most")
    print(f"{cpu:.1f} s of CPU: {cpu / SHARE:.0f} s in a container of half a CPU")


if __name__ == "__main__":
    main()
