"""Time the layers of the model solutions: loops, matrix products, and PyTorch.

    python benchmarks/layers.py --out results/layers.md

times convolution and max pooling on the shapes that the courses use, and a training
step of two of their networks, and prints a table of each. ``--quick`` does one round
instead of many, to see that all of it runs.
"""

import argparse
import platform
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "solutions"))

from layer_races import (
    SHAPES,
    Runners,
    Shape,
    layer_races,
    small_convolutional_network_race,
    three_layer_conv_net_race,
)
from racing import race

HEAD = (
    *("shape", "type", "pass", "naive", "fast", "own", "PyTorch 1", "PyTorch 2"),
    *("naive / fast", "fast / PyTorch 1", "fast / PyTorch 2"),
)
STEP_HEAD = (
    *("network", "solution", "PyTorch 1", "PyTorch 2"),
    *("solution / PyTorch 1", "solution / PyTorch 2"),
)
STEPS = {
    "ThreeLayerConvNet, batch 50": three_layer_conv_net_race,
    "csci566-a1's network, batch 100": small_convolutional_network_race,
}


def main() -> None:
    """Run all races, print their tables, and write them to a file if asked to."""
    options = _options()
    rounds = 1 if options.quick else options.rounds
    lines = [f"Milliseconds, the least of {rounds} rounds of 3. {_machine()}"]
    for title, is_conv in (("Convolution", True), ("Max pooling", False)):
        shapes = [s for s in SHAPES if (s.filters is not None) == is_conv]
        rows = [row for s in _progress(shapes, title) for row in _layer(s, rounds)]
        lines += ["", f"### {title}", "", *_table(HEAD, rows)]
    rows = [_step(name, rounds) for name in _progress(STEPS, "Training steps")]
    lines += ["", "### A training step", "", *_table(STEP_HEAD, rows)]
    text = "\n".join(lines) + "\n"
    print(text)
    if options.out is not None:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(text, encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="file for the tables, in Markdown")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="one round only")
    return parser.parse_args()


def _progress(items: Iterable, title: str) -> Iterable:
    return tqdm(items, desc=title, disable=None, leave=False)


def _machine() -> str:
    return (
        f"Python {platform.python_version()}, NumPy {np.__version__}, "
        f"PyTorch {torch.__version__}."
    )


def _layer(shape: Shape, rounds: int) -> list[list[str]]:
    """Return the table's rows for one shape."""
    rows = []
    for dtype in (np.float32, np.float64):
        races = layer_races(shape, dtype)
        for name, runners in zip(("forward", "backward"), races, strict=True):
            cells = [shape.name, np.dtype(dtype).name, name]
            rows.append(cells + _timed(runners, HEAD[3:], rounds))
    return rows


def _step(name: str, rounds: int) -> list[str]:
    return [name, *_timed(STEPS[name](), STEP_HEAD[1:], rounds)]


def _timed(runners: Runners, columns: tuple[str, ...], rounds: int) -> list[str]:
    """Return a race's times and ratios in the order of the columns."""
    times = race(runners, rounds)
    cells = []
    for column in columns:
        above, _, below = column.partition(" / ")
        if above not in times:
            cells.append("")
        elif below:
            cells.append(_number(times[above] / times[below], digits=2))
        else:
            cells.append(_number(times[above], digits=3))
    return cells


def _number(value: float, digits: int) -> str:
    if value >= 10**digits:
        return f"{value:,.0f}"
    return f"{value:#.{digits}g}".rstrip(".")


def _table(head: tuple[str, ...], rows: list[list[str]]) -> list[str]:
    rule = ["---" if column in HEAD[:3] + STEP_HEAD[:1] else "--:" for column in head]
    return ["| " + " | ".join(cells) + " |" for cells in (head, rule, *rows)]


if __name__ == "__main__":
    main()
