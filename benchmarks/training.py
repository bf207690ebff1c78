"""Train the model solutions as the courses do, and compare with what they print.

    python benchmarks/training.py --data datasets --out results/training

reads each data set that is in the folder, the real one or a synthetic stand-in; draws
a stand-in where there is none; and writes ``training.md``, a table that names the data
of each row, and a picture of the curves for each data set. ``--quick`` does a tenth of
every training on the smallest stand-ins, to see that all of it runs.
"""

import argparse
import sys
import time
from pathlib import Path

import matplotlib
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "solutions"))

from training_runs import RUNS, History, Run, load

from autograder.data import Size, State, find_dataset, synthesise, verify

matplotlib.use("Agg")
import matplotlib.pyplot as plt

DRAWN = Size(train=10_000, test=2_000)


def main() -> None:
    """Run the trainings asked for."""
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    part = 0.1 if options.quick else 1.0
    rows = []
    for name in dict.fromkeys(run.dataset for run in RUNS):
        runs = [run for run in RUNS if run.dataset == name and _asked(run, options)]
        if not runs:
            continue
        title = _provide(name, options.data, options.quick)
        data = load(name, options.data / find_dataset(name).folder)
        histories = []
        for run in runs:
            np.random.seed(0)
            start = time.perf_counter()
            histories.append(run.train(data, part))
            seconds = time.perf_counter() - start
            rows.append(_row(run, title, histories[-1], seconds))
            print(rows[-1], flush=True)
        _draw_curves(runs, histories, title, options.out / f"training-{name}.png")
    _write_table(rows, part, options.out / "training.md")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("datasets"))
    parser.add_argument("--out", type=Path, default=Path("results/training"))
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    parser.add_argument(
        "--only", default="", metavar="TEXT", help="trainings whose name has it"
    )
    parser.add_argument("--dataset", default="", help="trainings on this data set")
    return parser.parse_args()


def _asked(run: Run, options: argparse.Namespace) -> bool:
    return options.only in run.name and options.dataset in ("", run.dataset)


def _provide(name: str, folder: Path, quick: bool) -> str:
    """Draw a stand-in where there is no data set; return what to call the data."""
    dataset = find_dataset(name)
    states = {state for _, state in verify(dataset, folder)}
    if State.MISSING in states:
        synthesise(dataset, folder, None if quick else DRAWN)
        states = {State.SYNTHETIC}
    if states == {State.GOOD}:
        return dataset.title
    if states == {State.SYNTHETIC}:
        return f"synthetic, not {dataset.title}"
    raise SystemExit(
        f"{folder / dataset.folder} is damaged: numgrade data fetch {name}"
    )


def _row(run: Run, title: str, history: History, seconds: float) -> str:
    printed = "–" if run.printed is None else f"{100 * run.printed:.1f}"
    cells = [
        *(run.course, run.name, title, printed),
        *(f"{100 * max(history.val):.1f}", f"{100 * history.test:.1f}"),
        f"{seconds:.0f}",
    ]
    return "| " + " | ".join(cells) + " |"


def _write_table(rows: list[str], part: float, path: Path) -> None:
    lines = [
        "# Training results",
        "",
        "Accuracies in percent. *printed* is the course's own validation accuracy on "
        "the real data set; rows that say *synthetic* are no measurement of it.",
        "" if part == 1 else f"\nOnly {100 * part:.0f} % of each training was done.\n",
        "| assignment | model | data | printed | validation | test | seconds |",
        "|---|---|---|---|---|---|---|",
        *rows,
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"wrote {path}")


def _draw_curves(runs: list[Run], histories: list[History], title: str, path: Path):
    """Draw training and validation accuracy of each run, side by side."""
    columns = min(4, len(runs))
    rows = -(-len(runs) // columns)
    figure, axes = plt.subplots(
        *(rows, columns),
        squeeze=False,
        sharey=True,
        figsize=(4 * columns, 3 * rows),
        layout="constrained",
    )
    for axis in axes.flat[len(runs) :]:
        axis.set_axis_off()
    for axis, run, history in zip(axes.flat, runs, histories, strict=False):
        for values, label in ((history.train, "training"), (history.val, "validation")):
            axis.plot(np.linspace(0, 1, len(values)), values, ".-", label=label)
        if run.printed is not None:
            axis.axhline(run.printed, color="grey", ls=":", label="printed (real data)")
        axis.set_title(f"{run.name} ({run.course})", fontsize="medium")
        axis.set_xlabel("part of the training")
        axis.grid(alpha=0.3)
    axes[0, 0].set_ylabel("accuracy")
    axes.flat[len(runs) - 1].legend(fontsize="small")
    figure.suptitle(title)
    figure.savefig(path, dpi=100)
    plt.close(figure)
    print(f"wrote {path}")


if __name__ == "__main__":
    main()
