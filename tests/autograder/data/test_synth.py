"""The synthetic sets, read by the loaders that students get."""

import numpy as np
import pytest
from functional import data_utils
from layered.utils.datasets import MNIST
from sequential import datasets as cifar100

from autograder.data import Size, State, find_dataset, synthesise, verify
from autograder.data.pickles import read_pickle
from autograder.errors import UsageError

SMALL = Size(train=200, test=40)


def draw(name, dest, size=SMALL, seed=0):
    synthesise(find_dataset(name), dest, size, seed)
    return dest


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_cifar10_has_the_shapes_and_types_of_the_real_one(tmp_path):
    draw("cifar10", tmp_path)
    X, y, X_test, y_test = data_utils.load_CIFAR10(tmp_path / "cifar-10-batches-py")
    assert X.shape == (200, 32, 32, 3)
    assert X_test.shape == (40, 32, 32, 3)
    assert X.dtype == np.float64
    assert (X.min(), X.max()) == (0, 255)
    np.testing.assert_array_equal(np.bincount(y), [20] * 10)
    np.testing.assert_array_equal(np.bincount(y_test), [4] * 10)


def test_cifar100_has_superclasses_classes_and_names(tmp_path):
    draw("cifar100", tmp_path)
    X, y, _, _, names = cifar100.CIFAR100(tmp_path / "cifar100")
    assert X.shape == (200, 32, 32, 3)
    assert X.dtype == np.uint8
    np.testing.assert_array_equal(np.bincount(y), [10] * 20)
    assert names[0] == "aquatic_mammals"
    assert names[-1] == "vehicles_2"
    folder = tmp_path / "cifar-100-python"
    train, meta = read_pickle(folder / "train"), read_pickle(folder / "meta")
    np.testing.assert_array_equal(np.bincount(train["fine_labels"]), [2] * 100)
    fine = [meta["fine_label_names"][label] for label in train["fine_labels"]]
    ours = find_dataset("cifar100").subclasses
    assert all(
        name in ours[coarse]
        for name, coarse in zip(fine, train["coarse_labels"], strict=True)
    )


@pytest.mark.parametrize("name", ["mnist", "fashion-mnist"])
def test_mnists_loader_reads_both_of_its_kind(tmp_path, name):
    draw(name, tmp_path)
    data = MNIST(tmp_path / name)
    data.load()
    assert data.x_train.shape == (160, 1, 28, 28)
    assert data.x_test.shape == (40, 1, 28, 28)
    assert data.x_train.max() == 1
    np.testing.assert_array_equal(np.bincount(data.y_test), [4] * 10)


def test_the_same_seed_draws_the_same_files(tmp_path):
    for dest in ("one", "two"):
        draw("fashion-mnist", tmp_path / dest)
    one, two = (contents(tmp_path / dest / "fashion-mnist") for dest in ("one", "two"))
    assert one == two
    draw("fashion-mnist", tmp_path / "three", seed=1)
    assert contents(tmp_path / "three" / "fashion-mnist") != one


def test_training_and_test_images_differ(tmp_path):
    draw("cifar10", tmp_path, Size(train=200, test=200))
    X, _, X_test, _ = data_utils.load_CIFAR10(tmp_path / "cifar-10-batches-py")
    assert len(np.unique(np.concatenate([X, X_test]).reshape(400, -1), axis=0)) == 400


def test_the_default_is_a_few_megabytes(tmp_path):
    cifar10 = find_dataset("cifar10")
    synthesise(cifar10, tmp_path)
    sizes = [path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()]
    assert 5e6 < sum(sizes) < 10e6


@pytest.mark.parametrize("name", ["cifar10", "cifar100", "mnist", "fashion-mnist"])
def test_every_folder_says_that_it_is_synthetic(tmp_path, name):
    draw(name, tmp_path)
    for folder in find_dataset(name).folders:
        text = (tmp_path / folder / "SYNTHETIC.txt").read_text()
        assert text.startswith(f"Synthetic images, not {find_dataset(name).title}")
    assert {state for _, state in verify(find_dataset(name), tmp_path)} == {
        State.SYNTHETIC
    }


def test_the_loaders_say_once_that_images_are_synthetic(tmp_path, capsys):
    draw("cifar10", tmp_path)
    draw("cifar100", tmp_path)
    draw("mnist", tmp_path)
    for _ in range(2):
        data_utils.load_CIFAR10(tmp_path / "cifar-10-batches-py")
        cifar100.CIFAR100(tmp_path / "cifar100")
        MNIST(tmp_path / "mnist").load()
    said = capsys.readouterr().out
    assert said.count("NOTE: Synthetic images, not CIFAR-10:") == 1
    assert said.count("NOTE: Synthetic images, not CIFAR-100:") == 1
    assert said.count("NOTE: Synthetic images, not MNIST:") == 1


def test_the_usual_split_shrinks_to_a_small_synthetic_set(tmp_path, monkeypatch):
    draw("cifar10", tmp_path)
    folder = tmp_path / "cifar-10-batches-py"
    monkeypatch.setattr(data_utils, "CIFAR10_DIR", folder)
    data = data_utils.get_CIFAR10_data()
    shapes = {name: part.shape[0] for name, part in data.items()}
    assert shapes == {
        **{"X_train": 160, "X_val": 40, "X_test": 40},
        **{"y_train": 160, "y_val": 40, "y_test": 40},
    }
    (folder / "SYNTHETIC.txt").unlink()
    with pytest.raises(ValueError, match="is 50000, but there are 200 images"):
        data_utils.get_CIFAR10_data()


def test_cifar100s_split_shrinks_too(tmp_path):
    draw("cifar100", tmp_path)
    data = cifar100.CIFAR100_data(tmp_path / "cifar100")
    assert data["data_train"].shape == (160, 32, 32, 3)
    assert data["data_val"].shape == (40, 32, 32, 3)


def test_a_real_copy_is_never_overwritten(tmp_path):
    real = tmp_path / "mnist" / "train-images-idx3-ubyte.gz"
    real.parent.mkdir()
    real.write_bytes(b"real")
    with pytest.raises(UsageError, match="isn't synthetic; choose another --dest"):
        draw("mnist", tmp_path)
    assert real.read_bytes() == b"real"


@pytest.mark.parametrize("size", [Size(9, 10), Size(10, 9), Size(-1, 10)])
def test_fewer_images_than_classes_are_refused(tmp_path, size):
    with pytest.raises(UsageError, match="needs 10 images or more"):
        draw("mnist", tmp_path, size)


def test_unequal_batches_are_refused(tmp_path):
    with pytest.raises(UsageError, match="5 equal batches"):
        draw("cifar10", tmp_path, Size(train=101, test=10))
