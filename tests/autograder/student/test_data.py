"""The data cell of a notebook: one command, whatever the network does."""

import pytest

from autograder.data import State, find_dataset, synthesise, verify
from autograder.data.synth import Size
from autograder.student import get_data
from autograder.student.data import QUICK

MNIST = find_dataset("mnist")


@pytest.fixture
def offline(monkeypatch, tmp_path):
    """No network: every address leads to a closed port of this machine."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("NUMGRADE_DATA", str(tmp_path / "cache"))
    monkeypatch.delenv(QUICK, raising=False)


def states(folder):
    return {state for _, state in verify(MNIST, folder)}


def test_without_a_network_a_stand_in_is_drawn(offline, tmp_path, capfd):
    get_data("mnist", tmp_path / "datasets")
    assert states(tmp_path / "datasets") == {State.SYNTHETIC}
    first, second = capfd.readouterr().out.splitlines()
    assert first == "getting mnist; the first time takes minutes ..."
    assert "can't be downloaded" in second
    assert "synthetic" not in (first + second).lower()  # the loader says that, once


def test_a_copy_that_is_there_is_kept_without_a_word(offline, tmp_path, capfd):
    synthesise(MNIST, tmp_path, Size(30, 10))
    before = sorted(path.stat().st_mtime_ns for path in tmp_path.rglob("*"))
    get_data("mnist", tmp_path)
    assert sorted(path.stat().st_mtime_ns for path in tmp_path.rglob("*")) == before
    assert capfd.readouterr().out == ""


def test_to_try_out_few_images_are_drawn_and_no_network_is_asked(
    offline, tmp_path, monkeypatch, capfd
):
    monkeypatch.setenv(QUICK, "1")
    get_data("mnist", tmp_path)
    assert capfd.readouterr().out == ""
    assert "700 to train, 200 to test" in (tmp_path / "mnist/SYNTHETIC.txt").read_text()


def test_an_unknown_data_set_is_told_in_one_line(offline, tmp_path, capfd):
    get_data("mnits", tmp_path)
    (line,) = capfd.readouterr().out.splitlines()
    assert "did you mean mnist?" in line
