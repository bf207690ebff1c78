import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "training.py"


def test_a_training_is_tabled_and_drawn_and_its_data_named(tmp_path):
    out = tmp_path / "out"
    subprocess.run(
        [
            *(sys.executable, SCRIPT, "--quick", "--only", "softmax"),
            *("--data", tmp_path / "datasets", "--out", out),
        ],
        check=True,
        capture_output=True,
    )
    rows = (out / "training.md").read_text().splitlines()
    (row,) = [row for row in rows if "softmax" in row]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[:4] == ["dl-a1", "softmax", "synthetic, not CIFAR-10", "38.8"]
    validation, test = map(float, cells[4:6])
    assert 20 < validation < 50
    assert 20 < test < 50
    assert (out / "training-cifar10.png").read_bytes().startswith(b"\x89PNG")
