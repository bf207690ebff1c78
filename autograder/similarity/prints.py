"""Fingerprints by copydetect, kept small, so that those of a whole class fit in memory.

To make one takes most of the time that comparing takes: it is done once a work.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt
from copydetect import CodeFingerprint, compare_files
from copydetect.utils import get_token_coverage

GRAM = 25  # characters of code without names, as copydetect's default

Grams = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Fingerprint:
    """What is compared of a text.

    Attributes
    ----------
    places : (P,) int64
        The gram that begins at each character of the text without names and spaces.
    offsets : (M, 2) int64
        How many characters were left out before those of ``places``.
    """

    places: Grams
    offsets: npt.NDArray[np.int64]

    @cached_property
    def grams(self) -> Grams:
        """All grams, each once, in order."""
        return np.unique(self.places)


def fingerprint(code: Mapping[str, str]) -> Fingerprint:
    """Return the fingerprint of texts by name, as they stand one after the other."""
    # every gram and not a sample: the sample would follow Python's random string hashes
    text = io.StringIO("".join(f"{own}\n" for own in code.values()))
    made = CodeFingerprint("", GRAM, 1, language="python", fp=text)
    places = np.zeros(max(len(made.filtered_code) - GRAM + 1, 0), dtype=np.int64)
    for gram, where in made.hash_idx.items():
        places[where] = gram
    return Fingerprint(places, np.asarray(made.offsets, dtype=np.int64))


def compare(
    one: Fingerprint, two: Fingerprint, common: Grams
) -> tuple[float, tuple[Any, Any]]:
    """Return the larger of both shares in common, and where: spans of each text.

    Grams in ``common`` count for nothing.
    """
    shared = np.setdiff1d(np.intersect1d(one.grams, two.grams), common)
    first, second = (_only(own, shared, common) for own in (one, two))
    _, shares, spans = compare_files(first, second)
    return min(float(max(shares)), 1.0), spans


def _only(own: Fingerprint, shared: Grams, common: Grams) -> SimpleNamespace:
    """Return as copydetect takes it what of a fingerprint another one has, too.

    All that is shared goes by one hash: which gram is where makes no difference here.
    """
    where = np.flatnonzero(np.isin(own.places, shared))
    counted = np.flatnonzero(~np.isin(own.places, common))
    length = len(own.places) + GRAM - 1
    return SimpleNamespace(
        k=GRAM,
        hashes={0} if where.size else set(),
        hash_idx={0: where},
        offsets=own.offsets,
        filtered_code=range(length),  # of which the length alone is asked for
        token_coverage=get_token_coverage({0: counted}, GRAM, length),
    )
