import gzip
import shutil

import numpy as np
import pytest
from layered.utils.datasets import MNIST, read_idx


@pytest.fixture
def mnist(mnist_dir, capsys):
    data = MNIST(mnist_dir)
    data.load()
    capsys.readouterr()
    return data


def test_load_splits_four_to_one_and_says_so(mnist_dir, capsys):
    data = MNIST(mnist_dir)
    data.load()
    assert capsys.readouterr().out.splitlines() == [
        "Number of training images: 800",
        "Number of validation images: 200",
        "Number of testing images: 200",
    ]
    assert (data.num_train, data.num_val, data.num_test) == (800, 200, 200)


def test_images_and_digits_are_those_of_the_files(mnist, mnist_dir):
    assert mnist.x_train.shape == (800, 1, 28, 28)
    assert mnist.x_train.dtype == np.float32
    pixels = read_idx(mnist_dir / "train-images-idx3-ubyte.gz", axes=3)
    digits = read_idx(mnist_dir / "train-labels-idx1-ubyte.gz", axes=1)
    np.testing.assert_allclose(mnist.x_train[3, 0] * 255, pixels[3], rtol=1e-6)
    np.testing.assert_allclose(mnist.x_val[3, 0] * 255, pixels[803], rtol=1e-6)
    np.testing.assert_array_equal(np.r_[mnist.y_train, mnist.y_val], digits)


def test_batches_cover_every_image_once(mnist):
    for loader, labels in (
        (mnist.train_loader, mnist.y_train),
        (mnist.val_loader, mnist.y_val),
        (mnist.test_loader, mnist.y_test),
    ):
        batches = list(loader(150))
        sizes = [len(images) for images, _ in batches]
        assert sizes[:-1] == [150] * (len(sizes) - 1)
        seen = np.concatenate([digits for _, digits in batches])
        assert sorted(seen) == sorted(labels)


def test_training_batches_are_shuffled_in_pairs(mnist):
    np.random.seed(0)
    first, again = (next(mnist.train_loader(50)) for _ in range(2))
    assert (first[1] != again[1]).any()
    # the bar's height tells the digit
    rows = first[0][:, 0, :, 4:24].mean(axis=2)
    bars = np.array([np.convolve(row, np.ones(5), "valid").argmax() for row in rows])
    np.testing.assert_array_equal((bars - 2) // 2, first[1])


def test_a_missing_file_says_how_to_get_it(tmp_path):
    folder = tmp_path / "mnist"
    with pytest.raises(FileNotFoundError, match="is missing") as missing:
        MNIST(folder).load()
    mend = f"get it with: numgrade data fetch mnist --dest {tmp_path}"
    assert str(missing.value).endswith(mend)


def test_damaged_files_are_refused(mnist_dir, tmp_path):
    path = tmp_path / "train-labels-idx1-ubyte.gz"
    shutil.copy(mnist_dir / path.name, path)
    with pytest.raises(ValueError, match="no idx file of bytes with 3 axes"):
        read_idx(path, axes=3)
    whole = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(whole[:-1]))
    with pytest.raises(ValueError, match=r"\(1000,\), but has 999"):
        read_idx(path, axes=1)
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(ValueError, match="is damaged"):
        read_idx(path, axes=1)
    path.write_bytes(b"<html>not found</html>")
    with pytest.raises(ValueError, match="is damaged"):
        read_idx(path, axes=1)


def test_images_and_labels_of_other_number_are_refused(mnist_dir, tmp_path):
    shutil.copytree(mnist_dir, tmp_path, dirs_exist_ok=True)
    name = "t10k-labels-idx1-ubyte.gz"
    shutil.copy(tmp_path / "train-labels-idx1-ubyte.gz", tmp_path / name)
    with pytest.raises(ValueError, match=r"\(200, 28, 28\) and labels \(1000,\)"):
        MNIST(tmp_path).load()
