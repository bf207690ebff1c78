"""The scripts, run as a student runs them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "data_scripts"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the scripts are for bash")


@pytest.fixture
def run(tmp_path):
    """Run a script in an empty folder, where no address answers."""
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    command = bin_ / "numgrade"
    code = "from autograder.cli import main; main()"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{code}" "$@"\n')
    command.chmod(0o755)
    folder = tmp_path / "here"
    folder.mkdir()
    nowhere = "http://127.0.0.1:9"
    environment = {
        "PATH": f"{bin_}:{os.environ['PATH']}",
        "NUMGRADE_DATA": str(tmp_path / "cache"),
        "HTTP_PROXY": nowhere,
        "HTTPS_PROXY": nowhere,
    }

    def run(script, *names):
        return subprocess.run(
            ["bash", SCRIPTS / script, *names],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    run.folder = folder
    return run


def test_without_a_network_the_stand_in_is_drawn_and_named(run):
    done = run("get_datasets.sh", "mnist")
    assert done.returncode == 0, done.stderr
    assert "can't be downloaded" in done.stderr
    assert "MNIST stand-in, SYNTHETIC" in done.stdout
    assert (run.folder / "mnist" / "SYNTHETIC.txt").exists()


def test_drawn_sets_verify_and_lacking_ones_do_not(run):
    assert run("make_synthetic.sh", "mnist", "fashion-mnist").returncode == 0
    assert run("verify_datasets.sh", "mnist", "fashion-mnist").returncode == 0
    done = run("verify_datasets.sh", "cifar10", "mnist")
    assert done.returncode == 1
    assert "missing" in done.stdout
    assert "synthetic" in done.stdout
