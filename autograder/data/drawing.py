"""Drawing the images of the synthetic sets: classes made so that better models win.

Each image shows its class in one of four ways, or not at all. Each way is within
reach of one more kind of model:

tint
    a layout of light and colour of the class: a linear classifier sees it;
contrast
    such a layout, or its negative: its mean is grey, so that a linear classifier sees
    nothing, but a hidden layer detects either;
chord
    two layouts, each of a bank of its own and either positive or negative; which pair
    it is gives the class. One hidden layer would need a unit for each pair; two find
    the layouts first, then the pairs;
motif
    a small texture of the class, scattered anywhere: weights that are shared between
    places find it, others would have to learn it at each place anew.

The images that show nothing keep every model below 100 %.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]

WAVES = 5  # of a layout, in each direction
MOTIF_WAVES = 6  # not so fine that the small filters nets begin with miss them
MOTIF_SIZE = 7  # pixels
MOTIF_COPIES = 10
CHORD_STRENGTH = 1.2
MOTIF_STRENGTH = 2.0
BACKGROUND_STRENGTH = 0.5
GRAIN = 0.3
GREY, UNIT = 128, 40  # a layout's mean and standard deviation, in grey levels


class Cues(NamedTuple):
    """What shows a class: the same for all images of a data set."""

    tints: Floats  # (C, channels, size, size)
    contrasts: Floats
    first: Floats  # (R, channels, size, size)
    second: Floats  # (C, channels, size, size)
    motifs: Floats  # (C, channels, MOTIF_SIZE, MOTIF_SIZE)


def make_cues(
    rng: np.random.Generator, classes: int, channels: int, size: int, train: int
) -> Cues:
    """Draw the cues of a data set's classes, for so many training images.

    More images come with more chords, R for each class: a net with one hidden layer
    could learn a fixed number of them one by one.
    """
    chords = 100 * (train / 2500) ** (2 / 3)
    shape = (channels, size)
    return Cues(
        tints=_layouts(rng, classes, *shape),
        contrasts=_layouts(rng, classes, *shape),
        first=_layouts(rng, max(2, round(chords / classes)), *shape),
        second=_layouts(rng, classes, *shape),
        motifs=_layouts(rng, classes, channels, MOTIF_SIZE, MOTIF_WAVES),
    )


def draw(
    cues: Cues, labels: Integers, shares: tuple[float, ...], rng: np.random.Generator
) -> Bytes:
    """Draw an image of each label.

    Parameters
    ----------
    cues : Cues
        What shows the classes.
    labels : (N,) int
        Classes, from 0.
    shares : tuple of float
        Parts of the images that show their class by tint, contrast, chord and motif.
    rng : Generator
        Source of all chance.

    Returns
    -------
    images : (N, channels, size, size) uint8
    """
    channels, size = cues.tints.shape[1:3]
    images = BACKGROUND_STRENGTH * _layouts(rng, labels.size, channels, size)
    images += GRAIN * rng.standard_normal(images.shape)
    way = rng.choice(len(shares) + 1, labels.size, p=[*shares, 1 - sum(shares)])
    tint, contrast, chord, motif = (np.flatnonzero(way == k) for k in range(4))
    images[tint] += cues.tints[labels[tint]]
    images[contrast] += _signs(rng, contrast) * cues.contrasts[labels[contrast]]
    images[chord] += CHORD_STRENGTH * _chords(cues, labels[chord], rng)
    _scatter(images, motif, cues.motifs[labels[motif]], rng)
    levels = np.clip(np.rint(GREY + UNIT * images), 0, 255)
    return levels.astype(np.uint8)


def _layouts(
    rng: np.random.Generator, count: int, channels: int, size: int, waves: int = WAVES
) -> Floats:
    """Return smooth random images (count, channels, size, size): a few slow waves."""
    x = (np.arange(size) + 0.5) / size
    shapes = np.cos(np.pi * np.outer(x, np.arange(waves)))  # (size, waves)
    heights = rng.standard_normal((count, channels, waves, waves))
    layouts: Floats = shapes @ heights @ shapes.T
    return _unit_variance(layouts)


def _unit_variance(images: Floats) -> Floats:
    centred = images - images.mean(axis=(1, 2, 3), keepdims=True)
    scaled: Floats = centred / centred.std(axis=(1, 2, 3), keepdims=True)
    return scaled


def _signs(rng: np.random.Generator, images: Integers) -> Floats:
    return rng.choice([-1.0, 1.0], (images.size, 1, 1, 1))


def _chords(cues: Cues, labels: Integers, rng: np.random.Generator) -> Floats:
    """Return the sum of two layouts whose numbers add up to the class, modulo C."""
    classes = cues.second.shape[0]
    first = rng.integers(cues.first.shape[0], size=labels.size)
    second = (labels - first) % classes
    a, b = _signs(rng, labels), _signs(rng, labels)
    chords: Floats = a * cues.first[first] + b * cues.second[second]
    return chords


def _scatter(
    images: Floats, chosen: Integers, motifs: Floats, rng: np.random.Generator
) -> None:
    """Add copies of each chosen image's motif to it, light or dark, anywhere."""
    channels, size = images.shape[1:3]
    step = np.arange(MOTIF_SIZE)
    image = chosen[:, np.newaxis, np.newaxis, np.newaxis]
    channel = np.arange(channels)[:, np.newaxis, np.newaxis]
    motifs = MOTIF_STRENGTH * _signs(rng, chosen) * motifs
    for _ in range(MOTIF_COPIES):
        top, left = rng.integers(size - MOTIF_SIZE + 1, size=(2, chosen.size, 1))
        rows = (top + step)[:, np.newaxis, :, np.newaxis]
        columns = (left + step)[:, np.newaxis, np.newaxis, :]
        images[image, channel, rows, columns] += motifs
