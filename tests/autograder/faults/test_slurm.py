"""The script for Slurm: what it asks for, and a class graded by a real Slurm."""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from .conftest import SCORES, graded, until

pytest.importorskip("dask_jobqueue", reason="pip install dask-jobqueue")
SCRIPT = Path(__file__).parents[3] / "ci" / "slurm" / "grade_on_slurm.py"
DAEMONS = ("munged", "slurmctld", "slurmd")
CONF = """\
ClusterName=here
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={node}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CryptoType=crypto/munge
SlurmUser=root
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
MpiDefault=none
NodeName={host} NodeAddr=127.0.0.1 CPUs={cores} RealMemory=2000
PartitionName=short Nodes={host} Default=YES State=UP
"""


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


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def folder():
    """A folder of a short name: Slurm keeps sockets in it."""
    with tempfile.TemporaryDirectory(prefix="slurm-", dir="/tmp") as name:
        yield Path(name)


@pytest.fixture
def slurm(folder):
    """A Slurm of this machine alone; gives the environment that its commands need."""
    if os.geteuid() or not all(map(shutil.which, DAEMONS)):
        pytest.skip("needs Slurm and root: apt-get install slurmctld slurmd munge")
    for name in ("state", "spool"):
        (folder / name).mkdir()
    key, conf = folder / "munge.key", folder / "slurm.conf"
    key.write_bytes(os.urandom(128))
    key.chmod(0o600)
    places = {"host": socket.gethostname(), "folder": folder, "cores": os.cpu_count()}
    ports = {"controller": _free_port(), "node": _free_port()}
    conf.write_text(CONF.format(**places, **ports))
    munged = [f"--{name}={folder}/munge.{name}" for name in ("socket", "pid-file")]
    munged += [f"--log-file={folder}/munge.log", f"--seed-file={folder}/munge.seed"]
    commands = (
        ["munged", "--foreground", "--force", f"--key-file={key}", *munged],
        ["slurmctld", "-D", "-f", conf],
        ["slurmd", "-D", "-f", conf],
    )
    environment = {**os.environ, "SLURM_CONF": str(conf)}
    with (folder / "log").open("w") as log:
        running = []
        try:
            for command in commands:
                running.append(subprocess.Popen(command, stdout=log, stderr=log))
                if command[0] == "munged":
                    until((folder / "munge.socket").exists)
            idle = ["sinfo", "--noheader", "--format=%t"]
            until(lambda: "idle" in _said(idle, environment))
            yield environment
        finally:
            for process in reversed(running):
                process.kill()
                process.wait()


def _said(command, environment):
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    return done.stdout


def test_a_class_is_graded_by_jobs_of_slurm(slurm, course, class_folder, tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, SCRIPT, "--workers", "1", "--queue", "short"]
    command += ["--memory", "1GB", "--interface", "lo", "--", "tiny-a1", "--class"]
    command += [class_folder, "--course", course.root, "--out", out]
    done = subprocess.run(
        command, cwd=tmp_path, env=slurm, capture_output=True, timeout=200
    )
    assert done.returncode == 0, done.stderr
    assert graded(out) == SCORES
    assert (tmp_path / "slurm-1.out").exists()  # the job's, written by the node
    until(lambda: not _said(["squeue", "--noheader"], slurm))  # nothing is left behind
