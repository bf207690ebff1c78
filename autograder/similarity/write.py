"""The pairs for people, side by side, and for the class page."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder import __version__
from autograder.course import Assignment
from autograder.grade.results import write_json, write_text
from autograder.inert import inert
from autograder.report.known import SIMILAR
from autograder.report.pages import render
from autograder.similarity.own import Work
from autograder.similarity.pairs import Pair, Span


def write_pairs(pairs: Sequence[Pair], assignment: Assignment, out: Path) -> Path:
    """Write ``similarity.json`` and ``.html`` into ``out``; return the page."""
    numbered = [(f"pair-{number}", pair) for number, pair in enumerate(pairs, start=1)]
    table = [
        {
            "id": name,
            "one": pair.one.name,
            "two": called(pair.two),
            "where": where(pair),
            "share": round(pair.share, 4),
        }
        for name, pair in numbered
    ]
    write_json(out / SIMILAR, table)
    page = {
        "title": assignment.title,
        "pairs": [_shown(name, pair) for name, pair in numbered],
        "version": __version__,
    }
    file = out / "similarity.html"
    write_text(file, render("similarity.html", page))
    return file


def called(work: Work) -> str:
    """Return a work's name, and where it is from unless it is the class's."""
    if work.origin == "model":
        return "the model solution"
    return f"{work.name} (earlier)" if work.origin == "earlier" else work.name


def where(pair: Pair, most: int = 3) -> str:
    """Name the symbols in which a pair is most alike."""
    names = [passage.symbol for passage in pair.passages]
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _shown(name: str, pair: Pair) -> dict[str, Any]:
    return {
        "id": name,
        "one": inert(pair.one.name),
        "two": inert(called(pair.two)),
        "share": f"{pair.share:.0%}",
        "passages": [
            {
                "symbol": passage.symbol,
                "one": _marked(passage.one, passage.one_spans),
                "two": _marked(passage.two, passage.two_spans),
            }
            for passage in pair.passages
        ],
    }


def _marked(text: str, spans: Sequence[Span]) -> list[dict[str, Any]]:
    """Cut a text into pieces that are alike and pieces that aren't."""
    pieces, done = [], 0
    for start, end in sorted(spans):
        pieces.append({"text": inert(text[done:start]), "alike": False})
        pieces.append({"text": inert(text[max(start, done) : end]), "alike": True})
        done = max(done, end)
    pieces.append({"text": inert(text[done:]), "alike": False})
    return [piece for piece in pieces if piece["text"]]
