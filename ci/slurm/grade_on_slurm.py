"""Grade a class on a Slurm cluster.

    pip install 'numgrade[cluster]' dask-jobqueue
    python ci/slurm/grade_on_slurm.py --workers 16 -- dl-a1 --class all --out results

Run it on a login or service node, in an environment that the compute nodes see, too;
course, submissions and environment lie on the shared file system. Slurm starts the
workers, Dask hands out the submissions, and results are written here. If it is
interrupted, run it again with ``--resume``: what was graded is kept.
"""

import argparse
import subprocess
import sys

from dask_jobqueue import SLURMCluster


def make_cluster(options: argparse.Namespace) -> SLURMCluster:
    """Return a cluster whose every job is one worker with one core."""
    return SLURMCluster(
        queue=options.queue,
        account=options.account,
        cores=1,  # a submission and its grader take turns: one core each
        processes=1,
        memory=options.memory,
        walltime=options.time,
        interface=options.interface,
        # a worker that is about to run out of time takes no more submissions
        worker_extra_args=["--lifetime", "55m", "--lifetime-stagger", "4m"],
        job_extra_directives=["--signal=TERM@60"],
        # no environment of the login node's but the interpreter that runs this
        python=sys.executable,
        scheduler_options={"dashboard_address": ":0"},
    )


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the options; what follows ``--`` is for ``numgrade grade``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--queue", help="Slurm's partition")
    parser.add_argument("--account")
    parser.add_argument("--memory", default="4GB", help="of each worker")
    parser.add_argument("--time", default="01:00:00", help="of each job")
    parser.add_argument("--interface", help="network that the nodes share: ib0, eth0")
    parser.add_argument("grade", nargs="+", help="what numgrade grade is told")
    return parser.parse_args(arguments)


def main() -> int:
    """Start the workers, grade, end the workers; return numgrade's exit status."""
    options = parse(sys.argv[1:])
    with make_cluster(options) as cluster:
        cluster.adapt(minimum=1, maximum=options.workers)
        command = [sys.executable, "-m", "autograder", "grade", *options.grade]
        command += ["--cluster", cluster.scheduler_address]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
