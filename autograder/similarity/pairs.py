"""Which works share passages, by the fingerprints of copydetect.

Winnowing, Schleimer, Wilkerson and Aiken (SIGMOD 2003): names and comments count for
nothing, so renaming and reformatting don't hide a copy. A passage that many of the
class wrote is what the task asks for, and counts for nothing either.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt
from copydetect import CodeFingerprint, compare_files
from copydetect.utils import get_token_coverage

from autograder.similarity.own import Work

GRAM = 25  # characters of code without names, as copydetect's default
MANY = 0.25  # of the class: what more have written is no sign of copying
FEW = 4  # nor is what more have written in a small class
MOST = 50  # and in any class
_KEPT = 200  # works whose fingerprints stay in memory
_TRIED = 10  # pairs compared exactly, for each one asked for

Grams = npt.NDArray[np.int64]

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


def find_pairs(works: Sequence[Work], at_least: float, most: int) -> list[Pair]:
    """Find the works that are alike; one of each pair is of the class.

    Parameters
    ----------
    works : sequence of Work
        Of the class, of earlier years, the model solution.
    at_least : float
        The share from which on a pair counts, 0 to 1.
    most : int
        How many pairs are returned at most.

    Returns
    -------
    list of Pair
        The most alike first.
    """
    ordered = sorted(works, key=lambda work: work.origin != "class")
    ordered = [work for work in ordered if work.code]
    own = sum(work.origin == "class" for work in ordered)
    # of each work only its grams are kept: the rest, for 2,000 works, fills the memory
    grams = [np.unique(list(_print(work).hashes)).astype(np.int64) for work in ordered]
    common = _common(grams[:own])
    grams = [np.setdiff1d(each, common, assume_unique=True) for each in grams]
    prints = lru_cache(_KEPT)(lambda place: _without(_print(ordered[place]), common))
    pairs = []
    for i, j in _likely(grams, own, at_least)[: _TRIED * most]:
        pair = _compare(ordered[i], prints(i), ordered[j], prints(j))
        if pair.share >= at_least:
            pairs.append(pair)
    pairs.sort(key=lambda pair: (-pair.share, pair.one.name, pair.two.name))
    return pairs[:most]


def _print(work: Work) -> CodeFingerprint:
    # every gram and not a sample: the sample would follow Python's random string hashes
    text = io.StringIO("".join(f"{code}\n" for code in work.code.values()))
    return CodeFingerprint(work.name, GRAM, 1, language="python", fp=text)


def _common(grams: Sequence[Grams]) -> Grams:
    """Return the grams that many of the class have."""
    if not grams:
        return np.zeros(0, dtype=np.int64)
    found, counts = np.unique(np.concatenate(grams), return_counts=True)
    return found[counts > min(max(FEW, MANY * len(grams)), MOST)]


def _without(prints: CodeFingerprint, common: Grams) -> CodeFingerprint:
    prints.hashes -= set(common.tolist())
    prints.hash_idx = {gram: prints.hash_idx[gram] for gram in prints.hashes}
    length = len(prints.filtered_code)
    prints.token_coverage = get_token_coverage(prints.hash_idx, GRAM, length)
    return prints


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


def _compare(
    one: Work, its: CodeFingerprint, two: Work, others: CodeFingerprint
) -> Pair:
    _, shares, (one_spans, two_spans) = compare_files(its, others)
    one_places, two_places = _places(one), _places(two)
    passages = []
    for symbol, code in one.code.items():
        other = two.code.get(symbol, "")
        mine = _inside(one_spans, one_places[symbol], len(code))
        if mine:
            theirs = _inside(two_spans, two_places.get(symbol, 0), len(other))
            passages.append(Passage(symbol, code, other, mine, theirs))
    passages.sort(key=lambda passage: -sum(b - a for a, b in passage.one_spans))
    return Pair(one, two, min(float(max(shares)), 1.0), tuple(passages))


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
