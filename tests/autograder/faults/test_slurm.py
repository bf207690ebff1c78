"""The script for Slurm asks for jobs that start our workers."""

import importlib.util
from pathlib import Path

import pytest

pytest.importorskip("dask_jobqueue", reason="pip install dask-jobqueue")
SCRIPT = Path(__file__).parents[3] / "ci" / "slurm" / "grade_on_slurm.py"


def test_each_job_is_one_worker_of_one_core():
    spec = importlib.util.spec_from_file_location("grade_on_slurm", SCRIPT)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    options = script.parse(
        ["--queue", "short", "--memory", "3GB", "--", "x", "--out", "o"]
    )
    assert options.grade == ["x", "--out", "o"]
    with script.make_cluster(options) as cluster:
        text = cluster.job_script()
        address = cluster.scheduler_address
    for line in ("#SBATCH -p short", "#SBATCH --cpus-per-task=1", "#SBATCH --mem=3G"):
        assert line in text.splitlines()
    (start,) = [line for line in text.splitlines() if "dask_worker" in line]
    assert address in start
    assert "--nthreads 1" in start
    assert "--lifetime 55m" in start
