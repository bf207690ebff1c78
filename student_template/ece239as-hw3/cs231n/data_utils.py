"""Reading CIFAR-10 from its Python batches.

The batches are pickles, and a pickle can call anything it names. The reader here lets
a pickle name nothing but what rebuilds NumPy arrays.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np

CIFAR10_DIR = Path(__file__).parent / "datasets" / "cifar-10-batches-py"
MARKER = "SYNTHETIC.txt"  # stands beside images that only stand in for the real ones
_told: set[Path] = set()


def load_CIFAR_batch(  # noqa: N802
    filename: str | Path,
) -> tuple[np.ndarray, np.ndarray]:
    """Read one batch.

    Parameters
    ----------
    filename : path
        `data_batch_1` to `data_batch_5` or `test_batch`.

    Returns
    -------
    X : (N, 32, 32, 3) float
        Images, values 0 to 255.
    Y : (N,) int
        Classes, 0 to 9.

    """
    images, labels = _read_batch(Path(filename))
    return images.astype(float), labels


def load_CIFAR10(  # noqa: N802
    ROOT: str | Path,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Read all of CIFAR-10.

    Parameters
    ----------
    ROOT : path
        The folder `cifar-10-batches-py`.

    Returns
    -------
    X_train : (50000, 32, 32, 3) float
    y_train : (50000,) int
    X_test : (10000, 32, 32, 3) float
    y_test : (10000,) int

    """
    folder = Path(ROOT)
    _say_if_synthetic(folder)
    batches = [_read_batch(folder / f"data_batch_{k}") for k in range(1, 6)]
    # joined as bytes, so that the large float array is made only once
    X_train = np.concatenate([images for images, _ in batches]).astype(float)
    y_train = np.concatenate([labels for _, labels in batches])
    X_test, y_test = load_CIFAR_batch(folder / "test_batch")
    return X_train, y_train, X_test, y_test


def get_CIFAR10_data(  # noqa: N802
    num_training: int = 49000,
    num_validation: int = 1000,
    num_test: int = 1000,
    subtract_mean: bool = True,
) -> dict[str, np.ndarray]:
    """Read CIFAR-10 from `datasets/` beside this file, split and centred.

    Parameters
    ----------
    num_training, num_validation : int
        The first training images, and those that follow them.
        A synthetic set may hold fewer; then a fifth of it validates.
    num_test : int
        The first test images.
    subtract_mean : bool
        Whether to subtract the mean training image from all images.

    Returns
    -------
    data : dict
        `X_train`, `X_val`, `X_test` of shape (N, 3, 32, 32) and `y_train`, `y_val`,
        `y_test` of shape (N,).

    """
    X, y, X_test, y_test = load_CIFAR10(CIFAR10_DIR)
    num_training, num_validation = _split(
        CIFAR10_DIR, num_training, num_validation, len(X)
    )
    train = slice(num_training)
    val = slice(num_training, num_training + num_validation)
    test = slice(num_test)
    images = {"X_train": X[train], "X_val": X[val], "X_test": X_test[test]}
    if subtract_mean:
        mean_image = images["X_train"].mean(axis=0)
        for part in images.values():
            part -= mean_image
    channels_first = {
        name: np.ascontiguousarray(part.transpose(0, 3, 1, 2))
        for name, part in images.items()
    }
    return {
        **channels_first,
        "y_train": y[train],
        "y_val": y[val],
        "y_test": y_test[test],
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
    """Print, once, that a folder's images aren't CIFAR-10, if so its marker says."""
    if folder not in _told and (folder / MARKER).exists():
        _told.add(folder)
        print("NOTE:", (folder / MARKER).read_text(encoding="utf-8").splitlines()[0])


def _read_batch(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return a batch's images (N, 32, 32, 3), as bytes, and its labels (N,)."""
    mend = f"get it with: numgrade data fetch cifar10 --dest {path.parent.parent}"
    try:
        with open(path, "rb") as file:
            # the batches were written by Python 2, whose strings are bytes
            batch = _ArraysOnly(file, encoding="latin1").load()
        rows = np.asarray(batch["data"], dtype=np.uint8)
        labels = np.asarray(batch["labels"], dtype=np.int64)
        images = rows.reshape(labels.size, 3, 32, 32)
    except FileNotFoundError:
        raise FileNotFoundError(f"CIFAR-10 is not at {path}; {mend}") from None
    except Exception as error:
        raise ValueError(
            f"{path} is not a batch of CIFAR-10 ({error}); {mend}"
        ) from None
    return images.transpose(0, 2, 3, 1), labels


class _ArraysOnly(pickle.Unpickler):
    """An unpickler that knows NumPy arrays and plain types, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        """Return what the pickle may have for the thing that it names."""
        # NumPy 2 moved its inner modules
        thing = f"{module}.{name}".replace("numpy._core", "numpy.core")
        if thing not in _ALLOWED:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}")
        return _ALLOWED[thing]


def _blank_array(*_: Any) -> np.ndarray:
    """Make the array that the pickle's next step fills."""
    return np.ndarray((0,), np.uint8)


def _array_from_bytes(
    data: bytes, dtype: np.dtype, shape: tuple[int, ...], order: Any
) -> np.ndarray:
    return np.frombuffer(data, dtype).reshape(shape, order=order)


def _latin1_bytes(text: str, _: str) -> bytes:
    """Undo how Python 3 spells bytes in a pickle for Python 2."""
    return text.encode("latin1")


_ALLOWED = {
    "numpy.ndarray": None,  # only ever named as the kind of array to make
    "numpy.dtype": np.dtype,
    "numpy.core.multiarray._reconstruct": _blank_array,
    "numpy.core.numeric._frombuffer": _array_from_bytes,
    "_codecs.encode": _latin1_bytes,
}
