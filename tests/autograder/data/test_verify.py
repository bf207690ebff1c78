import gzip
import hashlib

import msgspec
import pytest
from scipy.io import loadmat

from autograder.data import Size, State, datasets, find_dataset, synthesise, verify
from autograder.data.fetch import fetch_from
from autograder.errors import UsageError


def states(dataset, dest):
    return {path.name: state.value for path, state in verify(dataset, dest)}


@pytest.fixture
def cifar100(tmp_path, news):
    """A small CIFAR-100 taken as the real one, in place."""
    drawn, dest = tmp_path / "drawn", tmp_path / "datasets"
    cifar100 = find_dataset("cifar100")
    synthesise(cifar100, drawn, Size(train=100, test=20))
    folder = drawn / cifar100.folder
    files = {
        name: hashlib.md5((folder / name).read_bytes()).hexdigest()
        for name in cifar100.files
    }
    cifar100 = msgspec.structs.replace(cifar100, files=files)
    fetch_from(cifar100, dest, folder, news)
    return cifar100, dest


def test_nothing_there_is_all_missing(tmp_path):
    found = states(find_dataset("mnist"), tmp_path)
    assert len(found) == 4
    assert set(found.values()) == {"missing"}


def test_matlab_files_are_compared_with_what_they_were_made_from(cifar100):
    dataset, dest = cifar100
    assert set(states(dataset, dest).values()) == {"good"}
    (dest / "cifar100" / "test.mat").write_bytes(
        (dest / "cifar100" / "train.mat").read_bytes()
    )
    (dest / "cifar100" / "meta.mat").write_bytes(b"MATLAB 5.0 MAT-file, not really")
    found = states(dataset, dest)
    assert found["train.mat"] == "good"
    assert found["test.mat"] == "damaged"
    assert found["meta.mat"] == "damaged"


def test_lost_matlab_files_are_made_again_without_a_download(cifar100, news):
    dataset, dest = cifar100
    (dest / "cifar100" / "train.mat").unlink()
    assert fetch_from(dataset, dest, dest, news)
    assert set(states(dataset, dest).values()) == {"good"}


def test_matlab_files_hold_what_the_publishers_hold(cifar100):
    _, dest = cifar100
    train = loadmat(dest / "cifar100" / "train.mat")
    assert train["data"].shape == (100, 3072)
    assert train["coarse_labels"].shape == (100, 1)
    assert train["fine_labels"].dtype == "uint8"
    meta = loadmat(dest / "cifar100" / "meta.mat")
    assert meta["fine_label_names"].shape == (100, 1)
    assert meta["coarse_label_names"][19, 0].item() == "vehicles_2"


def test_a_changed_synthetic_file_is_damaged(tmp_path):
    mnist = find_dataset("mnist")
    synthesise(mnist, tmp_path, Size(20, 20))
    path = tmp_path / "mnist" / "t10k-labels-idx1-ubyte.gz"
    path.write_bytes(gzip.compress(b"other labels"))
    assert states(mnist, tmp_path)[path.name] == "damaged"
    assert [state for _, state in verify(mnist, tmp_path)].count(State.SYNTHETIC) == 3


def test_every_data_set_is_described_whole():
    assert set(datasets()) == {"cifar10", "cifar100", "mnist", "fashion-mnist"}
    for dataset in datasets().values():
        shares = msgspec.structs.astuple(dataset.synthetic.shares)
        assert 0.9 < sum(shares) < 1  # some images show nothing
        if not dataset.downloads[0].is_archive:
            assert {item.name for item in dataset.downloads} == set(dataset.files)
    cifar100 = find_dataset("cifar100")
    fine = {name for names in cifar100.subclasses for name in names}
    assert len(cifar100.classes) == len(cifar100.subclasses) == 20
    assert len(fine) == 100
    assert list(cifar100.classes) == sorted(cifar100.classes)


def test_a_misspelt_name_gets_a_hint():
    with pytest.raises(UsageError, match="did you mean fashion-mnist"):
        find_dataset("FashionMNIST")
