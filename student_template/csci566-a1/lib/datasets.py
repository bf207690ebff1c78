"""CIFAR-100 with its 20 superclasses, from the MATLAB files of its authors."""

from __future__ import annotations

from pathlib import Path

import numpy as np

MARKER = "SYNTHETIC.txt"  # stands beside images that only stand in for the real ones
_told: set[Path] = set()


def CIFAR100(  # noqa: N802
    data_dir: str | Path,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, list[str]]:
    """Read ``train.mat``, ``test.mat`` and ``meta.mat``.

    Returns
    -------
    data_train : (50000, 32, 32, 3) of uint8
    labels_train : (50000,) of int
        Superclasses, 0 to 19.
    data_test : (10000, 32, 32, 3) of uint8
    labels_test : (10000,) of int
    label_names : list of str
        Names of the superclasses.

    """
    _say_if_synthetic(Path(data_dir))
    data_train, labels_train = _images_and_labels(_load_mat(data_dir, "train.mat"))
    data_test, labels_test = _images_and_labels(_load_mat(data_dir, "test.mat"))
    names = _load_mat(data_dir, "meta.mat")["coarse_label_names"]
    # MATLAB's cell array: each element is an array with one string
    label_names = [str(cell.item()) for cell in names.ravel()]
    return data_train, labels_train, data_test, labels_test, label_names


def CIFAR100_data(  # noqa: N802
    data_dir: str | Path, num_training: int = 40000, num_validation: int = 10000
) -> dict[str, np.ndarray | list[str]]:
    """Return CIFAR-100 split in three and normalised by channel.

    Parameters
    ----------
    data_dir : path
        The folder of the three files.
    num_training, num_validation : int
        How many of the 50000 training images come first, and how many follow them
        for validation. A synthetic set may hold fewer; then a fifth of it validates.

    Returns
    -------
    dict
        ``data_train``, ``data_val``, ``data_test``: (N, 32, 32, 3) of float32;
        ``labels_train``, ``labels_val``, ``labels_test``: (N,); ``label_names``;
        ``mean_image``, ``std_image``: (1, 1, 1, 3), mean and standard deviation of
        the training part, whose pixels lay in [0, 1].

    """
    images, labels, data_test, labels_test, label_names = CIFAR100(data_dir)
    num_training, num_validation = _split(
        Path(data_dir), num_training, num_validation, len(images)
    )
    num_used = num_training + num_validation
    # statistics of the training part alone: validation and test stand for new images
    mean_image, std_image = _channel_statistics(images[:num_training])
    images = _normalized(images[:num_used], mean_image, std_image)
    data_test = _normalized(data_test, mean_image, std_image)
    return {
        "data_train": images[:num_training],
        "labels_train": labels[:num_training],
        "data_val": images[num_training:],
        "labels_val": labels[num_training:num_used],
        "data_test": data_test,
        "labels_test": labels_test,
        "label_names": label_names,
        "mean_image": mean_image,
        "std_image": std_image,
    }


def _split(
    folder: Path, num_training: int, num_validation: int, num_images: int
) -> tuple[int, int]:
    """Return the sizes of the two parts; those of a synthetic set shrink to fit."""
    wanted = num_training + num_validation
    if wanted <= num_images:
        return num_training, num_validation
    if not (folder / MARKER).exists():
        raise ValueError(
            f"num_training + num_validation is {wanted}, but there are "
            f"{num_images} images"
        )
    num_validation = min(num_validation, num_images // 5)
    return num_images - num_validation, num_validation


def _say_if_synthetic(folder: Path) -> None:
    """Print, once, that a folder's images aren't CIFAR-100, if so its marker says."""
    if folder not in _told and (folder / MARKER).exists():
        _told.add(folder)
        print("NOTE:", (folder / MARKER).read_text(encoding="utf-8").splitlines()[0])


def _load_mat(data_dir: str | Path, name: str) -> dict[str, np.ndarray]:
    path = Path(data_dir) / name
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} is missing; get it with: numgrade data fetch cifar100 "
            f"--dest {path.parent.parent}"
        )
    try:
        from scipy.io import loadmat
    except ImportError:
        raise ImportError("reading .mat files needs SciPy: pip install scipy") from None
    return loadmat(path)


def _images_and_labels(mat: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    # a row of `data` is an image channel by channel
    images = mat["data"].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return images, mat["coarse_labels"].ravel().astype(np.int64)


def _channel_statistics(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each channel's mean and standard deviation, (1, 1, 1, 3) both."""
    levels = np.arange(256) / 255
    # by counting the 256 levels: a sum of 40 million float32 would lose its digits,
    # float64 copies of the images would fill the memory
    counts = [np.bincount(images[..., c].ravel(), minlength=256) for c in range(3)]
    shares = np.stack(counts) / images[..., 0].size
    mean = shares @ levels
    std = np.sqrt(np.sum(shares * (levels - mean[:, np.newaxis]) ** 2, axis=1))
    shape = (1, 1, 1, 3)
    return mean.reshape(shape).astype(np.float32), std.reshape(shape).astype(np.float32)


def _normalized(images: np.ndarray, mean: np.ndarray, std: np.ndarray) -> np.ndarray:
    scaled = images.astype(np.float32)
    scaled /= 255
    scaled -= mean
    scaled /= std
    return scaled
