"""Recognising released cells in a notebook that a student has worked in.

Cells get moved, copied, edited, split, and lose their ids and tags on the way through
other programs. A cell is recognised by its question's tag, else by its heading, else by
its id, else by its text.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from autograder.written.notebook import Cell

SIMILAR = 0.6  # share of words in common from which on two texts are taken for one
_COMPARED = 20_000  # characters of a cell that are compared


@dataclass(frozen=True)
class Match:
    """The released cell that a submitted one is, by its place, and what tells so."""

    place: int
    how: str


def match_cells(
    released: Sequence[Cell], submitted: Sequence[Cell]
) -> list[Match | None]:
    """Return for each submitted cell the released one that it is; None for new ones.

    Several submitted cells may be the same released one: students copy cells.
    """
    headings = Counter(cell.heading for cell in released if cell.heading)
    by_heading = {
        cell.heading: place
        for place, cell in enumerate(released)
        if headings[cell.heading] == 1 and cell.questions
    }
    by_id = {cell.id: place for place, cell in enumerate(released) if cell.id}
    by_text = {(c.is_code, c.text.strip()): n for n, c in enumerate(released)}

    def recognise(cell: Cell) -> Match | None:
        place = _tagged(released, cell)
        if place is not None:
            return Match(place, "tag")
        if cell.heading in by_heading and not cell.questions:
            return Match(by_heading[cell.heading], "heading")
        if cell.id in by_id and released[by_id[cell.id]].is_code == cell.is_code:
            return Match(by_id[cell.id], "id")
        place = by_text.get((cell.is_code, cell.text.strip()))
        return None if place is None else Match(place, "text")

    matches = [recognise(cell) for cell in submitted]
    _match_similar(released, submitted, matches)
    return matches


def _tagged(released: Sequence[Cell], cell: Cell) -> int | None:
    """Return the place of the released cell with the same question and kind."""
    if not cell.questions:
        return None
    places = [
        place
        for place, other in enumerate(released)
        if other.questions == cell.questions and other.is_code == cell.is_code
    ]
    if not places:
        return None
    same = [place for place in places if released[place].id == cell.id]
    if same:
        return same[0]
    words = _words(cell.text[:_COMPARED])
    return max(places, key=lambda place: _likeness(released[place], words))


def _match_similar(
    released: Sequence[Cell], submitted: Sequence[Cell], matches: list[Match | None]
) -> None:
    """Pair what is left by likeness, the most alike first."""
    taken = {match.place for match in matches if match}
    left = [place for place in range(len(released)) if place not in taken]
    pairs = []
    for number, cell in enumerate(submitted):
        if matches[number] is None and cell.text.strip():
            words = _words(cell.text[:_COMPARED])
            for place in left:
                if released[place].is_code == cell.is_code:
                    likeness = _likeness(released[place], words)
                    if likeness >= SIMILAR:
                        pairs.append((likeness, place, number))
    for _, place, number in sorted(pairs, key=lambda pair: (-pair[0], *pair[1:])):
        if place not in taken and matches[number] is None:
            matches[number] = Match(place, "text")
            taken.add(place)


def _likeness(cell: Cell, words: frozenset[str]) -> float:
    """Return how much of a released cell is in a text; of code, also the reverse.

    An answer makes a text cell longer, so what is new in one counts for nothing.
    """
    own = _words(cell.text)
    whole = own | words if cell.is_code else own
    return len(own & words) / max(len(whole), 1)


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower()))
