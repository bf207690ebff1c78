"""From a marked model solution to plain code or to a student's skeleton.

Works on whole lines, so all that is outside of the spans stays as it is, to the byte.
"""

import json
import textwrap
from collections.abc import Mapping, Sequence

from autograder.course import Question
from autograder.release.source import Source, Span

LINE_LENGTH = 88


def render(source: Source, stubs: Mapping[Span, Sequence[str]]) -> str:
    """Return the source without markers, spans in ``stubs`` replaced.

    Parameters
    ----------
    source : Source
        A model solution.
    stubs : mapping of Span to lines
        What stands in place of a span; its indentation is added. The statements of
        all other spans stay.
    """
    lines = source.lines
    out: list[str] = []
    done = 0
    for span in source.spans:
        out += lines[done : span.first - 1]
        if span in stubs:
            out += [span.indent + line if line else "" for line in stubs[span]]
        else:
            out += lines[span.first + len(span.stub) : span.last - 1]
        done = span.last
    return "\n".join(out + lines[done:])


def question_stub(
    source: Source, span: Span, question: Question | None
) -> tuple[str, ...]:
    """Return the lines that stand in a module where students answer ``question``.

    Without one they may write the symbol, for no points.
    """
    if span.stub:
        return span.stub
    siblings = [s for s in source.spans if s.symbol == span.symbol]
    part = f", {siblings.index(span) + 1} of {len(siblings)}"
    whose, where = "optional, no points", "optional"
    if question is not None:
        points = f"{question.points:g} point{'s' * (question.points != 1)}"
        whose, where = f"{question.name}, {points}", f"question {question.name}"
    if question is not None and question.notebook:
        where += f" in {question.notebook}"
    message = f"{span.symbol} is not written yet: {where}{_reading(source, span)}"
    return (
        f"# TODO ({whose}): write this part{part if len(siblings) > 1 else ''}.",
        *_raise(message, LINE_LENGTH - len(span.indent)),
    )


def cell_stub(span: Span) -> tuple[str, ...]:
    """Return the lines that stand in a notebook's cell where students write code."""
    if span.stub:
        return span.stub
    return ("# TODO: your code here", *(["pass"] if span.fills_block else []))


def _reading(source: Source, span: Span) -> str:
    """Say which docstring to read, the nearest one around the span."""
    if span.symbol in source.documented:
        return ", formula in the docstring above"
    names = span.symbol.split(".")
    while names:
        names.pop()
        if ".".join(names) in source.documented:
            return f", formula in the docstring of {names[-1]}"
    return ""


def _raise(message: str, width: int) -> list[str]:
    line = f"raise NotImplementedError({_quote(message)})"
    if len(line) <= width:
        return [line]
    pieces = textwrap.wrap(
        message,
        max(width - 6, 30),  # the indentation and the quotes
        drop_whitespace=False,
        break_long_words=False,
        break_on_hyphens=False,
    )
    quoted = [f"    {_quote(piece)}" for piece in pieces]
    return ["raise NotImplementedError(", *quoted, ")"]


def _quote(text: str) -> str:
    """Write ``text`` as Python source in double quotes."""
    return json.dumps(text, ensure_ascii=False)
