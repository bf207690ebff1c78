"""How soon the command answers, and how long an install takes.

    python benchmarks/startup.py             # numgrade --help, best of ten
    python benchmarks/startup.py --install   # also: pip install into a new environment

Exits with 1 if a command takes half a second or more, or an install without extras half
a minute. Processor time counts, and the best of several, since other work on the
machine lengthens the time by the clock; that is printed, too.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HELP_LIMIT = 0.5  # s
INSTALL_LIMIT = 30.0  # s
COMMANDS = ([], ["--help"], ["grade", "--help"], ["--version"])


def seconds(command: list[str]) -> tuple[float, float]:
    """Return how long a command takes: of processors, and by the clock."""
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=False, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.perf_counter() - started


def install() -> tuple[float, float]:
    """Return how long pip takes to install numgrade without extras."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = str(Path(folder, "bin", "python"))
        return seconds([python, "-m", "pip", "install", "--quiet", str(ROOT)])


def main() -> int:
    """Measure, print, compare with the limits."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--repeats", type=int, default=10)
    options = parser.parse_args()
    slow = False
    for words in COMMANDS:
        command = [sys.executable, "-m", "autograder", *words]
        runs = [seconds(command) for _ in range(options.repeats)]
        cpu, wall = map(min, zip(*runs, strict=True))
        slow |= cpu >= HELP_LIMIT
        print(
            f"{' '.join(['numgrade', *words]):24}{cpu:6.2f} s, by the clock {wall:.2f}"
        )
    if options.install:
        cpu, wall = install()
        slow |= cpu >= INSTALL_LIMIT
        print(f"{'pip install':24}{cpu:6.1f} s, by the clock {wall:.1f}")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
