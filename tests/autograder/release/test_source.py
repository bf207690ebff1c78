"""Reading a model solution: spans, symbols, and what is said about wrong markers."""

from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.release.source import parse_source, read_source
from autograder.release.strip import render

FILE = Path("layers.py")


def spans(text):
    return parse_source(text, FILE).spans


GOOD = '''\
"""Layers."""


class Net:
    def loss(self):
        """Return it."""
        before = 1
        # BEGIN SOLUTION
        # STUB: # TODO: write this
        # STUB: return 0
        hidden = before + 1

        # a comment of the solution
        return hidden
        # END SOLUTION


def helper():
    return "# BEGIN SOLUTION"
'''


def test_a_span_knows_its_symbol_place_and_stub():
    (span,) = spans(GOOD)
    assert span.symbol == "Net.loss"
    assert (span.first, span.last) == (8, 15)
    assert span.indent == 8 * " "
    assert span.stub == ("# TODO: write this", "return 0")
    assert not span.fills_block


def test_symbols_and_docstrings_are_known():
    source = parse_source(GOOD, FILE)
    assert source.symbols == {"Net", "Net.loss", "helper"}
    assert source.documented == {"Net.loss"}


def test_a_marker_in_a_string_is_none():
    assert len(spans(GOOD)) == 1
    assert spans('text = """\n# BEGIN SOLUTION\n"""\n') == ()


def test_without_markers_all_else_stays_to_the_byte():
    source = parse_source(GOOD, FILE)
    kept = render(source, {})
    marks = ("# BEGIN SOLUTION", "# STUB", "# END SOLUTION")
    lines = [line for line in GOOD.split("\n") if not line.strip().startswith(marks)]
    assert kept == "\n".join(lines)


def test_a_stub_takes_the_place_of_its_span_alone():
    source = parse_source(GOOD, FILE)
    (span,) = source.spans
    text = render(source, {span: span.stub})
    assert "hidden" not in text
    assert "a comment of the solution" not in text
    assert "        before = 1\n        # TODO: write this\n        return 0\n" in text
    assert text.startswith('"""Layers."""\n\n\nclass Net:')
    assert text.endswith('def helper():\n    return "# BEGIN SOLUTION"\n')


def test_several_spans_in_one_function_are_kept_apart():
    text = (
        "def f():\n    # BEGIN SOLUTION\n    a = 1\n    # END SOLUTION\n    b = 2\n"
        "    # BEGIN SOLUTION\n    c = 3\n    # END SOLUTION\n"
    )
    first, second = spans(text)
    source = parse_source(text, FILE)
    out = render(source, {first: ("pass",)})
    assert out == "def f():\n    pass\n    b = 2\n    c = 3\n"
    assert render(source, {second: ()}) == "def f():\n    a = 1\n    b = 2\n"


def block(*lines):
    return "def f():\n" + "".join(f"    {line}\n" for line in lines)


BEGIN, END = "# BEGIN SOLUTION", "# END SOLUTION"
WRONG = {
    block(BEGIN, "a = 1"): (2, "no # END SOLUTION after it"),
    block("a = 1", END): (3, "no # BEGIN SOLUTION before it"),
    block(BEGIN, "a = 1", BEGIN, "b = 1", END): (2, "before the next # BEGIN"),
    block(BEGIN, END, "a = 1"): (2, "the span holds no statement"),
    block(BEGIN, "a = 1", "# STUB: b", END): (4, "directly after # BEGIN SOLUTION"),
    block("# STUB: b", "a = 1"): (2, "directly after # BEGIN SOLUTION"),
    block("# begin solution", "a = 1", END): (2, "looks like a marker"),
    block("#BEGIN SOLUTION", "a = 1", END): (2, "looks like a marker"),
    block("### BEGIN SOLUTION", "a = 1", "### END SOLUTION"): (
        2,
        "looks like a marker",
    ),
    block(BEGIN, "a = 1", "# END SOLUTIONS", END): (None, ""),
    block("a = 1  # BEGIN SOLUTION", "b = 2"): (2, "a line of its own"),
    block(BEGIN, "if a:", "    b = 1", f"    {END}", "c = 1"): (
        2,
        "no # END SOLUTION after it",
    ),
    block("if a:", f"    {BEGIN}", "    b = 1", END, "c = 1"): (5, "in the same block"),
    "# BEGIN SOLUTION\ndef f():\n    # BEGIN SOLUTION\n    a = 1\n"
    "    # END SOLUTION\n# END SOLUTION\n": (3, "inside the span that line 1 begins"),
    "def f(:\n    pass\n": (1, "not valid Python"),
    "x = 1\n%matplotlib inline\n": (2, "write a notebook's magic as a comment"),
}


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_a_mistake_is_told_in_one_line_with_file_line_and_mend(text):
    line, words = WRONG[text]
    if line is None:  # a word longer: no marker
        assert len(spans(text)) == 1
        return
    with pytest.raises(CourseError) as caught:
        spans(text)
    assert str(caught.value).startswith(f"layers.py:{line}: ")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_files_of_windows_and_with_a_mark_of_their_encoding_are_read(tmp_path):
    file = tmp_path / "a.py"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert read_source(file).text == GOOD


@pytest.mark.parametrize(
    ("content", "words"), [(b"\xff", "not UTF-8"), (None, "can't be read")]
)
def test_a_file_that_is_no_text_or_is_missing_is_told(tmp_path, content, words):
    file = tmp_path / "a.py"
    if content:
        file.write_bytes(content)
    with pytest.raises(CourseError, match=words):
        read_source(file)
