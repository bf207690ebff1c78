"""The synthetic stand-in of a data set: same files, other images, plainly marked.

It needs NumPy alone (and SciPy where there are MATLAB files), and no network.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from autograder.data.drawing import Bytes, Cues, Integers, draw, make_cues
from autograder.data.idx import write_idx
from autograder.data.matlab import MATLAB_FILES, write_matlab
from autograder.data.pickles import write_pickle
from autograder.data.place import MARKER, Placement
from autograder.data.registry import Dataset
from autograder.errors import UsageError

CHUNK = 1000  # images drawn at a time
BATCHES = 5  # of CIFAR-10's training images


@dataclass(frozen=True)
class Size:
    """Numbers of images."""

    train: int
    test: int


def synthesise(
    dataset: Dataset, dest: Path, size: Size | None = None, seed: int = 0
) -> Size:
    """Write a synthetic stand-in; the same arguments give the same images.

    Parameters
    ----------
    dataset : Dataset
        Which to stand in for.
    dest : Path
        The folder that holds the data sets' folders.
    size : Size, optional
        How many images; default: the data set's own small numbers.
    seed : int
        Another seed makes other images of other classes.

    Returns
    -------
    Size
        What was drawn.

    Raises
    ------
    UsageError
        If a real copy is in the way, or the numbers are too small.
    """
    size = size or Size(dataset.synthetic.train, dataset.synthetic.test)
    _refuse(dataset, dest, size)
    root = np.random.SeedSequence(seed)
    rng = np.random.default_rng(root.spawn(1)[0])
    cues = make_cues(rng, len(dataset.classes), *dataset.image[:2], size.train)
    with Placement(dest) as place:
        folder = place.folder(dataset.folder)
        for part, count in (("train", size.train), ("test", size.test)):
            labels = _labels(rng, count, len(dataset.classes))
            images = _draw_all(dataset, cues, labels, root.spawn(1)[0])
            _write_part(dataset, folder, part, images, labels)
        _write_names(dataset, folder, size)
        if dataset.matlab_folder:
            write_matlab(folder, place.folder(dataset.matlab_folder))
        _mark(dataset, place, size, seed)
        place.keep()
    return size


def _refuse(dataset: Dataset, dest: Path, size: Size) -> None:
    least = len(dataset.classes)
    if min(size.train, size.test) < least:
        raise UsageError(f"{dataset.title} needs {least} images or more in either part")
    if dataset.name == "cifar10" and size.train % BATCHES:
        raise UsageError(f"CIFAR-10's training images come in {BATCHES} equal batches")
    for folder in dataset.folders:
        real = dest / folder
        if real.is_dir() and any(real.iterdir()) and not (real / MARKER).exists():
            raise UsageError(f"{real} isn't synthetic; choose another --dest")


def _labels(rng: np.random.Generator, count: int, classes: int) -> Integers:
    """Return labels in random order, as many of each class as of any other."""
    return rng.permutation(np.arange(count, dtype=np.int64) % classes)


def _draw_all(
    dataset: Dataset, cues: Cues, labels: Integers, seed: np.random.SeedSequence
) -> Bytes:
    shares = dataset.synthetic.shares
    ways = (shares.tint, shares.contrast, shares.chord, shares.motif)
    images = np.empty((labels.size, *dataset.image), dtype=np.uint8)
    for start in range(0, labels.size, CHUNK):
        chunk = slice(start, start + CHUNK)
        rng = np.random.default_rng(seed.spawn(1)[0])
        images[chunk] = draw(cues, labels[chunk], ways, rng)
    return images


def _write_part(
    dataset: Dataset, folder: Path, part: str, images: Bytes, labels: Integers
) -> None:
    """Write training or test images in the format of the data set."""
    if dataset.name == "cifar10" and part == "train":
        pairs = zip(np.split(images, BATCHES), np.split(labels, BATCHES), strict=True)
        for number, (some, their) in enumerate(pairs, start=1):
            title = f"training batch {number} of {BATCHES}"
            batch = _batch(title, {"labels": their.tolist()}, some)
            write_pickle(folder / f"data_batch_{number}", batch)
    elif dataset.name == "cifar10":
        title = "testing batch 1 of 1"
        batch = _batch(title, {"labels": labels.tolist()}, images)
        write_pickle(folder / "test_batch", batch)
    elif dataset.name == "cifar100":
        title = {"train": "training", "test": "testing"}[part] + " batch 1 of 1"
        both = {
            "fine_labels": _fine_labels(dataset, labels),
            "coarse_labels": labels.tolist(),
        }
        write_pickle(folder / part, _batch(title, both, images))
    else:
        stem = {"train": "train", "test": "t10k"}[part]
        write_idx(folder / f"{stem}-images-idx3-ubyte.gz", images[:, 0])
        write_idx(folder / f"{stem}-labels-idx1-ubyte.gz", labels.astype(np.uint8))


def _batch(title: str, labels: dict[str, list[int]], images: Bytes) -> dict[str, Any]:
    names = [f"synthetic_{number:06}.png" for number in range(len(images))]
    rows = images.reshape(len(images), -1)
    return {"batch_label": title, **labels, "data": rows, "filenames": names}


def _fine_labels(dataset: Dataset, coarse: Integers) -> list[int]:
    """Return a class of each superclass in turn: images don't tell them apart."""
    names = _fine_names(dataset)
    seen = [0] * len(dataset.classes)
    fine = []
    for label in coarse:
        own = dataset.subclasses[label]
        fine.append(names.index(own[seen[label] % len(own)]))
        seen[label] += 1
    return fine


def _fine_names(dataset: Dataset) -> list[str]:
    return sorted(name for names in dataset.subclasses for name in names)


def _write_names(dataset: Dataset, folder: Path, size: Size) -> None:
    """Write the file of class names, where the data set has one."""
    names = list(dataset.classes)
    if dataset.name == "cifar10":
        content: dict[str, Any] = {
            "num_cases_per_batch": size.train // BATCHES,
            "label_names": names,
            "num_vis": int(np.prod(dataset.image)),
        }
        write_pickle(folder / "batches.meta", content)
    elif dataset.name == "cifar100":
        content = {
            "fine_label_names": _fine_names(dataset),
            "coarse_label_names": names,
        }
        write_pickle(folder / "meta", content)


def _mark(dataset: Dataset, place: Placement, size: Size, seed: int) -> None:
    """Say in each folder that its images are synthetic, and which files belong."""
    parts = [(dataset.folder, list(dataset.files))]
    if dataset.matlab_folder:
        parts.append((dataset.matlab_folder, list(MATLAB_FILES)))
    for folder, files in parts:
        lines = [
            f"Synthetic images, not {dataset.title}: results say nothing about it.",
            f"Drawn by numgrade: {size.train} to train, {size.test} to test, "
            f"seed {seed}.",
            "",
        ]
        for name in files:
            content = (place.folder(folder) / name).read_bytes()
            lines.append(f"{hashlib.sha256(content).hexdigest()}  {name}")
        text = "\n".join(lines) + "\n"
        (place.folder(folder) / MARKER).write_text(text, encoding="utf-8")
