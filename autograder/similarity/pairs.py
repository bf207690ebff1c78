"""Which works share passages, by the fingerprints of copydetect.

Winnowing, Schleimer, Wilkerson and Aiken (SIGMOD 2003): names and comments count for
nothing, so renaming and reformatting don't hide a copy. A passage that many of the
class wrote is what the task asks for, and counts for nothing either.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np

from autograder.similarity.own import Work
from autograder.similarity.prints import Fingerprint, Grams, compare, fingerprint

MANY = 0.25  # of the class: what more have written is no sign of copying
FEW = 4  # nor is what more have written in a small class
MOST = 50  # and in any class
_TRIED = 10  # pairs compared exactly, for each one asked for

Span = tuple[int, int]


@dataclass(frozen=True)
class Passage:
    """What two works have of one symbol, and where they are alike: spans of text."""

    symbol: str
    one: str
    two: str
    one_spans: tuple[Span, ...]
    two_spans: tuple[Span, ...]


@dataclass(frozen=True)
class Pair:
    """Two works that are alike; ``share`` is that of the one with less code, 0 to 1."""

    one: Work
    two: Work
    share: float
    passages: tuple[Passage, ...]


def find_pairs(
    works: Sequence[Work],
    at_least: float,
    most: int,
    step: Callable[[str], None] = lambda name: None,
) -> list[Pair]:
    """Find the works that are alike; one of each pair is of the class.

    Parameters
    ----------
    works : sequence of Work
        Of the class, of earlier years, the model solution.
    at_least : float
        The share from which on a pair counts, 0 to 1.
    most : int
        How many pairs are returned at most.
    step : callable
        Told the name of each work when it is ready to be compared, which takes long.

    Returns
    -------
    list of Pair
        The most alike first.
    """
    ordered = sorted(works, key=lambda work: work.origin != "class")
    prints: list[Fingerprint] = []
    for work in ordered:
        prints.append(fingerprint(work.code))
        step(work.name)
    own = sum(work.origin == "class" for work in ordered)
    common = _common([each.grams for each in prints[:own] if each.grams.size])
    rare = [np.setdiff1d(each.grams, common, assume_unique=True) for each in prints]
    pairs = []
    for i, j in _likely(rare, own, at_least)[: _TRIED * most]:
        share, spans = compare(prints[i], prints[j], common)
        if share >= at_least:
            passages = _passages(ordered[i], ordered[j], *spans)
            pairs.append(Pair(ordered[i], ordered[j], share, passages))
    pairs.sort(key=lambda pair: (-pair.share, pair.one.name, pair.two.name))
    return pairs[:most]


def _common(grams: Sequence[Grams]) -> Grams:
    """Return the grams that many of the class have."""
    if not grams:
        return np.zeros(0, dtype=np.int64)
    found, counts = np.unique(np.concatenate(grams), return_counts=True)
    return found[counts > min(max(FEW, MANY * len(grams)), MOST)]


def _likely(grams: Sequence[Grams], own: int, at_least: float) -> list[tuple[int, int]]:
    """Return the places of works that share many grams, most of them first.

    The first ``own`` are of the class, and the first of each pair is one of them.
    """
    count = len(grams)
    sizes = np.array([max(len(each), 1) for each in grams])
    shared = np.zeros(count * count, dtype=np.int64)
    everything = np.concatenate([*grams, np.zeros(0, dtype=np.int64)])
    order = np.argsort(everything, kind="stable")
    places = np.repeat(np.arange(count), [len(each) for each in grams])[order]
    _, starts, owners = np.unique(
        everything[order], return_index=True, return_counts=True
    )
    for many in np.unique(owners[owners > 1]):
        groups = places[starts[owners == many][:, None] + np.arange(many)]
        first, second = np.triu_indices(many, 1)  # places rise within a group
        codes = groups[:, first] * count + groups[:, second]
        shared += np.bincount(codes.ravel(), minlength=count * count)
    share = shared.reshape(count, count) / np.minimum.outer(sizes, sizes)
    share[own:] = 0
    candidates = np.argwhere(share >= max(at_least / 2, 1e-9))  # a bound; exact later
    best = np.argsort(-share[tuple(candidates.T)], kind="stable")
    return [(int(i), int(j)) for i, j in candidates[best]]


def _passages(
    one: Work, two: Work, one_spans: Any, two_spans: Any
) -> tuple[Passage, ...]:
    """Sort spans of the whole texts to the symbols that they are in, most first."""
    one_places, two_places = _places(one), _places(two)
    passages = []
    for symbol, code in one.code.items():
        other = two.code.get(symbol, "")
        mine = _inside(one_spans, one_places[symbol], len(code))
        if mine:
            theirs = _inside(two_spans, two_places.get(symbol, 0), len(other))
            passages.append(Passage(symbol, code, other, mine, theirs))
    passages.sort(key=lambda passage: -sum(b - a for a, b in passage.one_spans))
    return tuple(passages)


def _places(work: Work) -> dict[str, int]:
    """Return where each symbol's code begins in the text of all."""
    lengths = [len(code) + 1 for code in work.code.values()]
    return dict(zip(work.code, accumulate([0, *lengths]), strict=False))


def _inside(spans: Any, start: int, length: int) -> tuple[Span, ...]:
    """Cut spans of the whole text to one symbol's part."""
    begins, ends = np.asarray(spans, dtype=int).reshape(2, -1)
    begins, ends = (np.clip(places - start, 0, length) for places in (begins, ends))
    cut = zip(begins.tolist(), ends.tolist(), strict=True)
    return tuple((begin, end) for begin, end in cut if end > begin)
