"""The CIFAR-100 loaders, on small files written in the form of the originals."""

import numpy as np
import pytest
from sequential import datasets

scipy_io = pytest.importorskip("scipy.io")

NAMES = [f"superclass_{i}" for i in range(20)]


def write_cifar100(folder, num_train=30, num_test=10, seed=0):
    """Write train.mat, test.mat and meta.mat; return the images, NHWC, and labels."""
    rng = np.random.RandomState(seed)
    made = {}
    for name, count in (("train", num_train), ("test", num_test)):
        images = rng.randint(256, size=(count, 32, 32, 3)).astype(np.uint8)
        images //= np.array([1, 2, 4], np.uint8)  # channels that differ
        coarse = rng.randint(20, size=count).astype(np.uint8)
        # a row holds the red plane, then the green one, then the blue one
        rows = np.concatenate([images[..., c].reshape(count, -1) for c in range(3)], 1)
        fine = rng.randint(100, size=(count, 1)).astype(np.uint8)
        contents = {"data": rows, "coarse_labels": coarse[:, None], "fine_labels": fine}
        scipy_io.savemat(folder / f"{name}.mat", contents)
        made[name] = images, coarse
    cells = np.array([[name] for name in NAMES], dtype=object)
    scipy_io.savemat(folder / "meta.mat", {"coarse_label_names": cells})
    return made


def test_raw_data_are_images_superclasses_and_their_names(tmp_path):
    made = write_cifar100(tmp_path)
    train, train_labels, test, test_labels, names = datasets.CIFAR100(tmp_path)
    np.testing.assert_array_equal(train, made["train"][0])
    np.testing.assert_array_equal(train_labels, made["train"][1])
    np.testing.assert_array_equal(test, made["test"][0])
    np.testing.assert_array_equal(test_labels, made["test"][1])
    assert train.dtype == np.uint8
    assert names == NAMES


def test_data_are_split_in_order_and_normalised_by_the_training_part(tmp_path):
    made = write_cifar100(tmp_path)
    data = datasets.CIFAR100_data(str(tmp_path), num_training=20, num_validation=8)
    assert list(data) == [
        "data_train",
        "labels_train",
        "data_val",
        "labels_val",
        "data_test",
        "labels_test",
        "label_names",
        "mean_image",
        "std_image",
    ]
    images, labels = made["train"]
    scaled = images / 255
    mean = scaled[:20].mean(axis=(0, 1, 2), keepdims=True)
    std = scaled[:20].std(axis=(0, 1, 2), keepdims=True)
    normal = (scaled - mean) / std
    assert data["mean_image"].shape == data["std_image"].shape == (1, 1, 1, 3)
    np.testing.assert_allclose(data["mean_image"], mean, rtol=1e-6)
    np.testing.assert_allclose(data["std_image"], std, rtol=1e-6)
    np.testing.assert_allclose(data["data_train"], normal[:20], atol=1e-5)
    np.testing.assert_allclose(data["data_val"], normal[20:28], atol=1e-5)
    test = (made["test"][0] / 255 - mean) / std
    np.testing.assert_allclose(data["data_test"], test, atol=1e-5)
    np.testing.assert_array_equal(data["labels_train"], labels[:20])
    np.testing.assert_array_equal(data["labels_val"], labels[20:28])
    np.testing.assert_array_equal(data["labels_test"], made["test"][1])
    assert data["data_train"].dtype == data["data_test"].dtype == np.float32


def test_labels_can_be_computed_with_beyond_the_range_of_a_byte(tmp_path):
    write_cifar100(tmp_path)
    labels = datasets.CIFAR100_data(tmp_path, 20, 10)["labels_train"]
    assert (20 * labels + 19).max() == 20 * int(labels.max()) + 19


def test_statistics_of_many_equal_images_keep_all_digits():
    # sums of float32 would stop growing at 2**24, after a third of these pixels
    images = np.broadcast_to(np.uint8([[[[255, 51, 0]]]]), (50000, 32, 32, 3))
    mean, std = datasets._channel_statistics(images)
    np.testing.assert_allclose(mean.ravel(), [1, 0.2, 0], rtol=1e-6)
    np.testing.assert_allclose(std.ravel(), 0, atol=1e-6)


def test_a_split_of_more_images_than_there_are_names_both_numbers(tmp_path):
    write_cifar100(tmp_path)
    with pytest.raises(ValueError, match=r"is 31, but there are 30 images"):
        datasets.CIFAR100_data(tmp_path, num_training=20, num_validation=11)


def test_a_fifth_of_a_small_synthetic_set_validates_and_it_says_what_it_is(
    tmp_path, capsys
):
    made = write_cifar100(tmp_path)
    (tmp_path / "SYNTHETIC.txt").write_text("Made-up images.\nMore of them.\n")
    data = datasets.CIFAR100_data(tmp_path)
    assert capsys.readouterr().out == "NOTE: Made-up images.\n"
    assert data["data_train"].shape == (24, 32, 32, 3)
    np.testing.assert_array_equal(data["labels_val"], made["train"][1][24:])


def test_a_missing_file_is_named(tmp_path):
    write_cifar100(tmp_path)
    (tmp_path / "meta.mat").unlink()
    with pytest.raises(FileNotFoundError, match=r"meta\.mat is missing"):
        datasets.CIFAR100_data(tmp_path)
