"""A class of 100,000 on a Dask cluster, with recorded outcomes instead of grading.

    python benchmarks/simulated_class.py --out results/simulated.md

grades forty submissions of the ten-question assignment for real, then plays their
outcomes and durations back: a real scheduler hands a hundred thousand tasks to workers
that wait as long as grading took, divided by ``--speed``; each outcome is written to a
real gradebook; at the end the class's table and page are made. Tells what each part
took, and which one bounds the rate.
"""

import argparse
import os
import pickle
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import ten_questions as ten
from distributed import Client, LocalCluster
from tqdm import tqdm

from autograder.cli import cluster
from autograder.cli.classrun import common_basis
from autograder.course import load
from autograder.grade.outcome import SubmissionOutcome, brief
from autograder.grade.run import grade
from autograder.grade.setup import Budget, Setup
from autograder.gradebook import open_gradebook, record
from autograder.release import build_tree
from autograder.report import write_class, write_submission

KINDS = 40  # submissions graded for real
SAMPLE = 100  # of so many outcomes one is written as files, to see what that takes


class Clock(dict[str, float]):
    """Adds up what each part takes: seconds of processor time of this thread.

    Time by the clock would tell more of what else the machine is doing.
    """

    def time(self, part: str, work: Any, *arguments: Any) -> Any:
        """Do ``work(*arguments)`` and book the time on ``part``."""
        begun = time.thread_time()
        try:
            return work(*arguments)
        finally:
            self[part] = self.get(part, 0.0) + time.thread_time() - begun


def play_back(pickled: bytes, sent: bytes) -> bytes:
    """Stand in for a worker: wait as long as grading took, answer as it did."""
    file, _, speed = pickled.decode().rpartition(" ")
    outcomes = _recorded(file)
    order = msgspec.msgpack.decode(sent, type=cluster.Order)
    outcome = outcomes[int(Path(order.path).stem[1:]) % KINDS]
    time.sleep(outcome.seconds / float(speed))
    named = SubmissionOutcome(**{**vars(outcome), "name": Path(order.path).stem})
    return msgspec.msgpack.encode(cluster.Answer(named))


@cache
def _recorded(file: str) -> list[SubmissionOutcome]:
    outcomes: list[SubmissionOutcome] = pickle.loads(Path(file).read_bytes())
    return outcomes


def recorded(root: Path) -> tuple[Setup, list[SubmissionOutcome]]:
    """Grade the forty; return the setup and what came of them."""
    ten.numgrade_course(root / "course")
    ten.modules(root / "class", KINDS)
    assignment = load(root / "course", "ten")
    given = build_tree(assignment, filled=False)
    setup = Setup(assignment, given, Budget.of(assignment, None, None))
    return setup, grade(setup, sorted((root / "class").iterdir()))


def submissions(root: Path, count: int) -> Iterator[Path]:
    """Yield files, links to one, as they are asked for."""
    folder = root / "many"
    folder.mkdir()
    original = folder / "work.py"
    original.write_text(ten.module(ten.bodies(0)))
    for student in range(count):
        path = folder / f"{ten.name(student)}.py"
        if student % 50_000 == 0:  # a file can't have more links
            original = folder / f"work{student}.py"
            original.write_text(ten.module(ten.bodies(0)))
        os.link(original, path)
        yield path


def simulate(root: Path, count: int, speed: float, threads: int) -> Iterator[str]:
    """Run it; yield the lines of the table."""
    setup, outcomes = recorded(root)
    clock, kept, out = Clock(), [], root / "out"
    basis = common_basis(setup)
    file = root / "recorded"
    file.write_bytes(pickle.dumps(outcomes))
    with (
        LocalCluster(n_workers=2, threads_per_worker=threads // 2, processes=True,
                     dashboard_address=None) as local,
        Client(local) as client,
        open_gradebook(_made(out)) as book,
        tqdm(total=count, mininterval=5) as bar,
    ):  # fmt: skip

        def report(outcome: SubmissionOutcome) -> None:
            clock.time("gradebook", record, book, setup.assignment, basis, outcome)
            kept.append(brief(outcome))
            if len(kept) % SAMPLE == 0:
                clock.time("files", write_submission, outcome, setup.assignment, out)
            bar.update()

        cluster._grade_there = play_back
        rounds = cluster._Round(client, setup, submissions(root, count))
        rounds._setup = f"{file} {speed}".encode()
        begun = time.process_time()  # the scheduler is a thread of this process
        rounds.run(report)
        total = time.process_time() - begun
    clock.time("class", write_class, kept, setup.assignment, out)
    dask = total - clock["gradebook"] - clock["files"]
    each = {
        "handing out and collecting (Dask)": dask / count,
        "gradebook": clock["gradebook"] / count,
        "a submission's files": clock["files"] / (count // SAMPLE),
        "table and page of the class": clock["class"] / count,
    }
    yield "| part | ms of a processor, each | s for all |"
    yield "|---|--:|--:|"
    for part, seconds in each.items():
        yield f"| {part} | {1e3 * seconds:.2f} | {seconds * count:.0f} |"
    rate = 1 / sum(each.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    bottleneck = max(each, key=lambda part: each[part])
    yield ""
    yield (
        f"{count:,} submissions, {threads} threads, played back {speed:g} times as "
        f"fast. One core for all of this passes on {rate:.0f} a second; the largest "
        f"part: {bottleneck}. Peak of the coordinating process: {peak:.0f} MB."
    )


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def main() -> None:
    """Run the simulation, print the table, write it to a file if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="file for the table, in Markdown")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--speed", type=float, default=20.0)
    parser.add_argument("--threads", type=int, default=64)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="numgrade-simulated-") as root:
        lines = simulate(Path(root), options.count, options.speed, options.threads)
        text = "\n".join(lines) + "\n"
    print(text)
    if options.out is not None:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(text, encoding="utf-8")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
