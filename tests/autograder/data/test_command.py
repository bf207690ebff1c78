"""``numgrade data`` as it is typed."""

import json
import subprocess
import sys

import pytest


def numgrade(*arguments, **environment):
    code = "from autograder.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, "data", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={"PATH": "", "HOME": "/nonexistent", **environment},
        check=False,
    )


@pytest.fixture
def drawn(tmp_path):
    done = numgrade("synth", "mnist", "--dest", tmp_path, "--train", 50, "--test", 20)
    assert done.returncode == 0, done.stderr
    return done


def test_synth_says_that_it_is_synthetic(drawn, tmp_path):
    assert drawn.stdout == (
        f"MNIST stand-in, SYNTHETIC: 50 + 20 images; {tmp_path / 'mnist'}\n"
    )


def test_verify_lists_each_file_and_accepts_a_whole_set(drawn, tmp_path):
    done = numgrade("verify", "mnist", "--dest", tmp_path)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["synthetic"] * 4


def test_verify_exits_with_1_when_a_file_lacks(drawn, tmp_path):
    (tmp_path / "mnist" / "train-labels-idx1-ubyte.gz").unlink()
    done = numgrade("verify", "mnist", "--dest", tmp_path, "--json")
    assert done.returncode == 1
    found = {
        row["file"].rsplit("/")[-1]: row["state"] for row in json.loads(done.stdout)
    }
    assert found["train-labels-idx1-ubyte.gz"] == "missing"
    assert found["t10k-labels-idx1-ubyte.gz"] == "synthetic"


def test_fetch_without_a_network_is_one_line_with_the_ways_on(tmp_path):
    done = numgrade(
        *("fetch", "mnist", "--dest", tmp_path, "--mirror", "http://127.0.0.1:9"),
        NUMGRADE_DATA=str(tmp_path / "cache"),
    )
    assert done.returncode == 2
    error = done.stderr.splitlines()[-1]
    assert error.startswith("numgrade: train-images-idx3-ubyte.gz can't be downloaded")
    assert "--from FILE" in error
    assert "numgrade data synth mnist" in error
    assert (tmp_path / "cache" / "mnist").is_dir()


@pytest.mark.parametrize(
    ("arguments", "mend"),
    [
        (["fetch", "minst"], "did you mean mnist?"),
        (["fetch", "mnist", "--from", "nowhere.gz"], "nowhere.gz doesn't exist"),
        (["fetch", "mnist", "--from", "x", "--mirror", "y"], "exclude each other"),
        (["synth", "mnist", "--train", "5"], "needs 10 images or more"),
    ],
)
def test_a_mistake_is_one_line_with_the_mend(arguments, mend, tmp_path):
    done = numgrade(*arguments, "--dest", tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert mend in done.stderr


def test_a_destination_that_cannot_be_is_said_in_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    done = numgrade("synth", "mnist", "--dest", tmp_path / "file")
    assert done.returncode == 2
    assert "choose another --dest" in done.stderr
