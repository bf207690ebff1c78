"""Grade the model solutions again and again under changing circumstances.

    python benchmarks/flaky.py --runs 50 --python OTHER_VENV/bin/python

Each run has its own hash seed and number of threads, in the grader and in the worker,
and takes the next of the interpreters, whose numpy may differ. Any check that a run
fails is printed; the exit status is 1 if there was one.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

import autograder.sandbox.forkserver as forkserver
from autograder.course import assignment_ids, load
from autograder.grade.run import grade
from autograder.grade.setup import Budget, Setup
from autograder.release import build_tree, write_tree

ROOT = Path(__file__).resolve().parents[1]
VARIED = ("PYTHONHASHSEED", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def main() -> None:
    """Do the runs, each in a process of its own; or, within one, a single run."""
    options = _options()
    names = options.assignment or assignment_ids(ROOT)
    if options.once:
        print(json.dumps({"numpy": np.__version__, "lost": run(names)}))
        return
    pythons = [sys.executable, *options.python]
    flaky = False
    for number in range(options.runs):
        values = (str(number), *2 * (str(1 + number % 4),))
        command = [pythons[number % len(pythons)], __file__, "--once"]
        command += [word for name in names for word in ("--assignment", name)]
        done = subprocess.run(
            command,
            env=os.environ | dict(zip(VARIED, values, strict=True)),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        said = json.loads(done.stdout.splitlines()[-1])
        flaky |= bool(said["lost"])
        print(
            f"run {number + 1} of {options.runs}: numpy {said['numpy']}, hash seed "
            f"{number}, {values[1]} threads: {said['lost'] or 'all passed'}",
            flush=True,
        )
    sys.exit(int(flaky))


def run(names: list[str]) -> list[str]:
    """Grade each assignment's model solution; return the checks that it fails."""
    clean = forkserver.clean_environment
    varied = {name: os.environ[name] for name in VARIED if name in os.environ}
    forkserver.clean_environment = lambda *args: {**clean(*args), **varied}
    lost = []
    for name in names:
        assignment = load(ROOT, name)
        with tempfile.TemporaryDirectory(prefix="numgrade-") as folder:
            tree = Path(folder, "tree")
            write_tree(build_tree(assignment, filled=True), tree)
            setup = Setup(assignment, {}, Budget.of(assignment, None, None))
            (outcome,) = grade(setup, [tree])
        lost += [
            f"{name}: {check.question}: {check.title}: {'; '.join(check.lines)}"
            for check in outcome.checks
            if check.graded and not check.passed
        ]
    return lost


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--assignment", action="append", metavar="ID")
    parser.add_argument(
        "--python", action="append", default=[], help="another interpreter, as well"
    )
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
