"""How fast a class is graded: numgrade, Otter, nbgrader and gradescope-utils.

    python benchmarks/throughput.py --out results/throughput.md

grades the same submissions of one assignment of ten questions and twenty checks with
each of them, one after the other, and prints a table. It makes a virtual environment
for the others, with their current releases from PyPI. All must come to the same scores.
Then numgrade grades classes of growing size. What is done once for an assignment
doesn't count: Otter's archive, nbgrader's release, numgrade's trees in its cache.

Processor time counts, of a command with all that it starts, since other work on the
machine lengthens the time by the clock; both are in the table.
"""

import argparse
import csv
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import ten_questions as ten

RIVALS = ("otter-grader", "nbgrader", "gradescope-utils")
SIZES = (20, 200, 2000)
CALLS = 50  # more calls a check, to tell what one costs
CRASH = "__import__('os')._exit(1)"


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds by the clock, of processors, and MB at its peak."""

    wall: float
    cpu: float
    peak: float

    def __add__(self, other: "Cost") -> "Cost":
        wall, cpu = self.wall + other.wall, self.cpu + other.cpu
        return Cost(wall, cpu, max(self.peak, other.peak))


@dataclass(frozen=True)
class Bench:
    """Where all is laid out, and how many submissions each one grades."""

    root: Path
    rivals: Path
    students: int
    few: int

    def run(self, *command: object, cwd: Path | None = None) -> Cost:
        """Run a command; return what it took, with all that it started."""
        log = self.root / "log"
        path = f"{self.rivals / 'bin'}{os.pathsep}{os.environ['PATH']}"
        own = {"PATH": path, "OMP_NUM_THREADS": "1"}
        own["XDG_CACHE_HOME"] = str(self.root / "cache")  # empty at the beginning
        environment = {**os.environ, **own}
        with log.open("w") as output:
            begun = time.perf_counter()
            process = subprocess.Popen(
                list(map(str, command)),
                cwd=cwd or self.root,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{command[0]} failed:\n{log.read_text()[-2000:]}")
        return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


Scores = dict[str, float]


def numgrade(
    bench: Bench, jobs: int, students: int, out: str, calls: int = 1, body: str = ""
) -> tuple[Cost, Scores]:
    """Grade a class in one command."""
    course = bench.root / f"course{calls}"
    folder = bench.root / f"class{students}{'-same' if body else ''}"
    if not course.exists():
        ten.numgrade_course(course, calls)
    ten.modules(folder, students, body)
    cost = bench.run(
        *(sys.executable, "-m", "autograder", "grade", "ten"),
        *("--course", course, "--class", folder),
        *("--out", bench.root / out, "--jobs", jobs),
    )
    with (bench.root / out / "grades.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    return cost, {row["submission"]: float(row["total"]) for row in rows}


def gradescope(bench: Bench) -> tuple[Cost, Scores]:
    """Run the checks in a new process a submission, as Gradescope does."""
    tests = bench.root / "gradescope_tests.py"
    ten.unittest_tests(tests)
    total, scores = Cost(0, 0, 0), {}
    for student in range(bench.students):
        name = ten.name(student)
        folder = bench.root / f"class{bench.students}" / name
        results = bench.root / "gradescope.json"
        total += bench.run(bench.rivals / "bin" / "python", tests, folder, results)
        scores[name] = json.loads(results.read_text())["score"]
    return total, scores


def otter(bench: Bench) -> tuple[Cost, Scores]:
    """Run ``otter run`` on one submission after the other."""
    work = bench.root / "otter"
    ten.notebooks(work, bench.few)
    ten.otter_autograder(work / "autograder.zip")
    total, scores = Cost(0, 0, 0), {}
    for student in range(bench.few):
        name = ten.name(student)
        out = work / f"{name}-out"
        out.mkdir()
        total += bench.run(
            *(bench.rivals / "bin" / "otter", "run", "-a", "autograder.zip"),
            *("-o", out, f"{name}.ipynb"),
            cwd=work,
        )
        scores[name] = _gradescope_score(out / "results.json")
    return total, scores


def otter_in_process(bench: Bench) -> tuple[Cost, Scores]:
    """Call Otter's function for all submissions from one process."""
    work = bench.root / "otter-in-process"
    ten.notebooks(work, bench.few)
    ten.otter_autograder(work / "autograder.zip")
    names = [ten.name(student) for student in range(bench.few)]
    code = (
        "import os, sys; from otter.run import main\n"
        "for name in sys.argv[1:]:\n"
        "    os.mkdir(name + '-out')\n"
        "    main(name + '.ipynb', autograder='autograder.zip',"
        " output_dir=name + '-out', no_logo=True)\n"
    )
    cost = bench.run(bench.rivals / "bin" / "python", "-c", code, *names, cwd=work)
    results = {name: work / f"{name}-out" / "results.json" for name in names}
    return cost, {name: _gradescope_score(file) for name, file in results.items()}


def nbgrader(bench: Bench) -> tuple[Cost, Scores]:
    """Run ``nbgrader autograde`` on the whole class."""
    work = bench.root / "nbgrader"
    ten.nbgrader_course(work, bench.few)
    tool = bench.rivals / "bin" / "nbgrader"
    bench.run(tool, "generate_assignment", "ten", cwd=work)
    cost = bench.run(tool, "autograde", "ten", cwd=work)
    bench.run(tool, "export", cwd=work)
    with (work / "grades.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    return cost, {row["student_id"]: float(row["score"]) for row in rows}


def _gradescope_score(file: Path) -> float:
    tests = json.loads(file.read_text())["tests"]
    return float(sum(test.get("score", 0) for test in tests))


def compare(bench: Bench) -> Iterator[str]:
    """Yield the table of all graders."""
    students, few = bench.students, bench.few
    graders: dict[str, tuple[Callable[[], tuple[Cost, Scores]], int]] = {
        "numgrade, 1 job": (lambda: numgrade(bench, 1, students, "out1"), students),
        "numgrade, 2 jobs": (lambda: numgrade(bench, 2, students, "out2"), students),
        "gradescope-utils, unprotected": (lambda: gradescope(bench), students),
        "nbgrader autograde": (lambda: nbgrader(bench), few),
        "Otter in one process": (lambda: otter_in_process(bench), few),
        "otter run": (lambda: otter(bench), few),
    }
    costs: dict[str, Cost] = {}
    for grader, (run, count) in graders.items():
        cost, scores = run()
        for student in range(count):
            name, right = ten.name(student), ten.right_score(student)
            if scores[name] != right:
                sys.exit(f"{grader} gives {name} {scores[name]}, not {right}")
        costs[grader] = Cost(cost.wall / count, cost.cpu / count, cost.peak)
        print(f"{grader}: {costs[grader]}", file=sys.stderr)
    yield f"{students} submissions; {few} of them for nbgrader and Otter. {_machine()}"
    yield ""
    head = ("grader", "s by the clock", "s of processors", "a minute and core", "ratio")
    yield f"| {' | '.join(head)} |"
    yield "|---|--:|--:|--:|--:|"
    base = costs["numgrade, 1 job"].cpu
    for grader, cost in costs.items():
        yield (
            f"| {grader} | {cost.wall:.2f} | {cost.cpu:.3f} | {60 / cost.cpu:.0f} "
            f"| {cost.cpu / base:.1f} |"
        )


def grow(bench: Bench, sizes: tuple[int, ...]) -> Iterator[str]:
    """Yield the table of class sizes."""
    yield "| submissions | s by the clock | s of processors, each | MB at the peak |"
    yield "|--:|--:|--:|--:|"
    for size in sizes:
        cost, scores = numgrade(bench, 2, size, f"size{size}")
        assert len(scores) == size
        print(f"{size}: {cost}", file=sys.stderr)
        each = cost.cpu / size
        yield f"| {size:,} | {cost.wall:.0f} | {each:.3f} | {cost.peak:.0f} |"


def parts(bench: Bench) -> Iterator[str]:
    """Yield the table of what parts of the work cost, each the difference of two runs.

    All answers are wrong or crash, so that the runs differ in nothing else.
    """

    def cpu(out: str, students: int, jobs: int = 1, calls: int = 1) -> float:
        body = CRASH if out == "crash" else "np.zeros(())"
        return numgrade(bench, jobs, students, f"part-{out}", calls, body)[0].cpu

    count = bench.students
    checks = count * len(ten.QUESTIONS) * ten.CHECKS
    cold, warm = cpu("cold", 1, calls=1 + CALLS), cpu("warm", 1, calls=1 + CALLS)
    first, all_ = cpu("first", 1), cpu("all", count)
    each = (all_ - first) / (count - 1)
    called = cpu("called", count, calls=1 + CALLS) - all_
    table = {
        "the first run of a course: its trees": cold - warm,
        "starting": first - each,
        "a grading process more": cpu("two", count, jobs=2) - all_,
        "a submission": each,
        "a new worker after a crash": (cpu("crash", count) - all_) / checks,
        "a call more": called / checks / CALLS,
    }
    yield "| part | ms of a processor |"
    yield "|---|--:|"
    for part, seconds in table.items():
        yield f"| {part} | {1e3 * seconds:.3g} |"


def plot(rates: dict[str, float], file: Path) -> None:
    """Draw submissions a minute and core, each grader a bar."""
    with plt.rc_context({"svg.hashsalt": "numgrade", "font.size": 9}):
        figure, axes = plt.subplots(figsize=(7, 2.4), layout="constrained")
        names, values = list(rates)[::-1], list(rates.values())[::-1]
        own = [name.startswith("numgrade") for name in names]
        bars = axes.barh(names, values, color=["C0" if o else "0.7" for o in own])
        axes.bar_label(bars, fmt="%.0f", padding=3)
        axes.set(xscale="log", xlim=(1, None), xlabel="submissions a minute and core")
        axes.spines[["top", "right"]].set_visible(False)
        file.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(file, metadata={"Date": None})
        plt.close(figure)


def rates_in(lines: list[str]) -> dict[str, float]:
    """Read the rates back from the table of ``compare``."""
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    own = [row for row in rows if len(row) == 5 and row[3].isdigit()]
    return {row[0]: float(row[3]) for row in own}


def _machine() -> str:
    cores = os.cpu_count()
    load = os.getloadavg()[0]
    return (
        f"{platform.system()} {platform.machine()}, {cores} cores, load {load:.1f}, "
        f"Python {platform.python_version()}, NumPy {np.__version__}."
    )


def _make_rivals(folder: Path) -> None:
    if not (folder / "bin" / "otter").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        command = [folder / "bin" / "python", "-m", "pip", "install", "--quiet"]
        subprocess.run([*command, *RIVALS], check=True)


def main() -> None:
    """Run all, print the tables, and write them to a file if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="file for the tables, in Markdown")
    parser.add_argument("--plot", type=Path, help="file for the picture, SVG")
    parser.add_argument("--work", type=Path, default=Path("build/throughput"))
    parser.add_argument("--submissions", type=int, default=40)
    parser.add_argument("--few", type=int, help="how many Otter and nbgrader grade")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    options = parser.parse_args()
    root = options.work.resolve() / time.strftime("%Y%m%d-%H%M%S")
    root.mkdir(parents=True)
    rivals = options.work.resolve() / "rivals"
    _make_rivals(rivals)
    few = options.few or options.submissions
    bench = Bench(root, rivals, options.submissions, few)
    ten.numgrade_course(root / "course")
    numgrade(bench, 1, 1, "first")  # makes the assignment's trees, once for all runs
    lines = [*compare(bench), "", *grow(bench, tuple(options.sizes))]
    print("\n".join(lines))
    if options.plot is not None:
        plot(rates_in(lines), options.plot)
    if options.out is not None:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
