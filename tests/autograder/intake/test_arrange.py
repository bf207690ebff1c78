"""Wherever students put the files, they end up where the release had them."""

import os

import pytest

from autograder.errors import SubmissionError
from autograder.intake import arrange, unpack

WANTED = ["dl/layers.py", "dl/classifiers/fc_net.py", "02.ipynb"]
GIVEN = {
    "dl/layers.py": b"given layers",
    "dl/classifiers/fc_net.py": b"given net",
    "dl/optim.py": b"given optim",
    "02.ipynb": b"given notebook",
}
OWN = {
    "dl/layers.py": b"own layers",
    "dl/classifiers/fc_net.py": b"own net",
    "02.ipynb": b"own notebook",
}


@pytest.fixture
def laid_out(tmp_path):
    """Return a function: files handed in -> (files in the tree, what was found)."""

    def laid_out(files, given=GIVEN):
        unpacked, into = tmp_path / "unpacked", tmp_path / "tree"
        for folder in (unpacked, into):
            folder.mkdir()
        for path, content in files.items():
            file = unpacked / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        present = arrange(unpacked, into, WANTED, given, "dl")
        tree = {
            path.relative_to(into).as_posix(): path.read_bytes()
            for path in into.rglob("*")
            if path.is_file()
        }
        return tree, present

    return laid_out


def below(folder, files=OWN):
    return {f"{folder}/{path}": content for path, content in files.items()}


def test_a_submission_laid_out_as_released_stays_so(laid_out):
    tree, present = laid_out(OWN)
    assert tree == {**GIVEN, **OWN}
    assert present == WANTED


@pytest.mark.parametrize("top", ["dl-a1", "dl-a1/dl-a1", "Ada Lovelace_123/work"])
def test_folders_around_it_are_taken_off(laid_out, top):
    tree, present = laid_out(below(top))
    assert tree == {**GIVEN, **OWN}
    assert present == WANTED


def test_the_package_alone_is_put_in_its_place(laid_out):
    tree, present = laid_out({"layers.py": b"own", "classifiers/fc_net.py": b"own net"})
    assert tree == {
        **GIVEN,
        "dl/layers.py": b"own",
        "dl/classifiers/fc_net.py": b"own net",
    }
    assert present == ["dl/layers.py", "dl/classifiers/fc_net.py"]


def test_the_package_under_another_name_is_put_in_its_place(laid_out):
    tree, _ = laid_out({"my_dl/layers.py": b"own", "my_dl/helper.py": b"helper"})
    assert tree == {**GIVEN, "dl/layers.py": b"own", "dl/helper.py": b"helper"}


@pytest.mark.parametrize("path", ["fc_net.py", "some/folder/fc_net.py"])
def test_a_single_file_is_put_in_its_place(laid_out, path):
    tree, present = laid_out({path: b"own"})
    assert tree == {**GIVEN, "dl/classifiers/fc_net.py": b"own"}
    assert present == ["dl/classifiers/fc_net.py"]


def test_what_is_missing_comes_from_the_release(laid_out):
    tree, present = laid_out({"dl/layers.py": b"own"})
    assert tree == {**GIVEN, "dl/layers.py": b"own"}
    assert present == ["dl/layers.py"]


def test_own_helpers_come_along(laid_out):
    tree, _ = laid_out({**OWN, "dl/my_helpers.py": b"helper", "README": b""})
    assert tree == {**GIVEN, **OWN, "dl/my_helpers.py": b"helper", "README": b""}


def test_of_two_copies_the_fuller_one_counts(laid_out):
    old = {"backup/dl/layers.py": b"old"}
    assert laid_out({**old, **below("final")})[0] == {**GIVEN, **OWN}


def test_of_two_full_copies_the_upper_one_counts(laid_out):
    files = {**below("old/copy", dict.fromkeys(OWN, b"old")), **below("work")}
    assert laid_out(files)[0] == {**GIVEN, **OWN}


@pytest.mark.parametrize("files", [{"other.py": b""}, {"a.py": b"", "b.txt": b""}])
def test_none_of_the_files_asked_for_is_refused_with_their_names(laid_out, files):
    with pytest.raises(SubmissionError, match=r"dl/layers\.py, dl/classifiers"):
        laid_out(files)


def test_a_file_where_a_folder_belongs_is_refused(laid_out):
    with pytest.raises(SubmissionError, match="a file where a folder belongs"):
        laid_out({"dl/layers.py": b"", "dl/classifiers": b"a file"})


def test_a_folder_where_a_file_belongs_is_refused_in_printable_words(laid_out):
    odd = os.fsdecode(b"dl/optim.py/\xff\n")
    with pytest.raises(
        SubmissionError, match="a file where a folder belongs"
    ) as caught:
        laid_out({"dl/layers.py": b"", odd: b""})
    assert str(caught.value).encode("utf-8").count(b"\n") == 0


def test_a_path_that_grows_too_long_is_refused(laid_out):
    name = "x" * (os.pathconf("/", "PC_NAME_MAX") + 1)
    with pytest.raises(SubmissionError, match="too long"):
        laid_out(OWN, given={**GIVEN, name: b""})


def test_without_a_package_the_files_lie_at_the_top(tmp_path, make_zip):
    for folder in ("unpacked", "tree"):
        (tmp_path / folder).mkdir()
    unpack(make_zip({"hw/mlp.py": b"own"}), tmp_path / "unpacked", 1)
    given = {"mlp.py": b"given", "check.py": b"given"}
    found = arrange(tmp_path / "unpacked", tmp_path / "tree", ["mlp.py"], given)
    assert found == ["mlp.py"]
    assert (tmp_path / "tree" / "mlp.py").read_bytes() == b"own"
    assert (tmp_path / "tree" / "check.py").read_bytes() == b"given"
