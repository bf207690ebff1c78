"""Which works share passages, by the fingerprints of copydetect.

Winnowing, Schleimer, Wilkerson and Aiken (SIGMOD 2003): names and comments count for
nothing, so renaming and reformatting don't hide a copy. A passage that many of the
class wrote is what the task asks for, and counts for nothing either.
"""

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from copydetect import CodeFingerprint, compare_files
from copydetect.utils import get_token_coverage

from autograder.similarity.own import Work

GRAM = 25  # characters of code without names, as copydetect's default
MANY = 0.25  # of the class: what more have written is no sign of copying
FEW = 4  # nor is what more have written in a small class

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


@dataclass(frozen=True)
class _Printed:
    """A work as one text, with the place of each symbol in it, and its fingerprints."""

    work: Work
    places: dict[str, int]
    prints: Any


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
    printed = [_print(work) for work in ordered if work.code]
    _forget_common(printed)
    pairs = []
    for (i, j), count in _count_shared(printed).items():
        fewer = min(len(printed[i].prints.hashes), len(printed[j].prints.hashes))
        if count >= at_least * fewer / 2:  # a cheap bound; exact below
            pair = _compare(printed[i], printed[j])
            if pair.share >= at_least:
                pairs.append(pair)
    pairs.sort(key=lambda pair: (-pair.share, pair.one.name, pair.two.name))
    return pairs[:most]


def _print(work: Work) -> _Printed:
    places, texts, length = {}, [], 0
    for symbol, code in work.code.items():
        places[symbol] = length
        texts.append(code + "\n")
        length += len(code) + 1
    # every gram and not a sample: the sample would follow Python's random string hashes
    text = io.StringIO("".join(texts))
    prints = CodeFingerprint(work.name, GRAM, 1, language="python", fp=text)
    return _Printed(work, places, prints)


def _forget_common(printed: Sequence[_Printed]) -> None:
    """Drop the fingerprints that many of the class have."""
    own = [each for each in printed if each.work.origin == "class"]
    counts = Counter(gram for each in own for gram in each.prints.hashes)
    limit = max(FEW, MANY * len(own))
    common = {gram for gram, count in counts.items() if count > limit}
    for each in printed:
        prints = each.prints
        prints.hashes -= common
        prints.hash_idx = {gram: prints.hash_idx[gram] for gram in prints.hashes}
        length = len(prints.filtered_code)
        prints.token_coverage = get_token_coverage(prints.hash_idx, GRAM, length)


def _count_shared(printed: Sequence[_Printed]) -> Counter[tuple[int, int]]:
    """Count the fingerprints that two works share, for all that share any."""
    owners: dict[int, list[int]] = {}
    for place, each in enumerate(printed):
        for gram in each.prints.hashes:
            owners.setdefault(gram, []).append(place)
    shared: Counter[tuple[int, int]] = Counter()
    for places in owners.values():
        shared.update(
            (i, j)
            for i, j in combinations(places, 2)
            if printed[i].work.origin == "class"  # works of the class come first
        )
    return shared


def _compare(one: _Printed, two: _Printed) -> Pair:
    _, shares, (one_spans, two_spans) = compare_files(one.prints, two.prints)
    passages = []
    for symbol, code in one.work.code.items():
        other = two.work.code.get(symbol, "")
        mine = _inside(one_spans, one.places[symbol], len(code))
        if mine:
            theirs = _inside(two_spans, two.places.get(symbol, 0), len(other))
            passages.append(Passage(symbol, code, other, mine, theirs))
    passages.sort(key=lambda passage: -sum(b - a for a, b in passage.one_spans))
    return Pair(one.work, two.work, min(float(max(shares)), 1.0), tuple(passages))


def _inside(spans: Any, start: int, length: int) -> tuple[Span, ...]:
    """Cut spans of the whole text to one symbol's part."""
    begins, ends = np.asarray(spans, dtype=int).reshape(2, -1)
    begins, ends = (np.clip(places - start, 0, length) for places in (begins, ends))
    cut = zip(begins.tolist(), ends.tolist(), strict=True)
    return tuple((begin, end) for begin, end in cut if end > begin)
