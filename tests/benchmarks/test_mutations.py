"""The mutants of a text: one slip each, on the lines asked for, in code that counts."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from kill_rate import read_equivalents, written_lines
from mutations import edits

TEXT = '''\
def f(x, w, n=1):
    """Return 2 + 2."""
    if x is None:
        raise ValueError(f"{n + 1} arguments")
    y = x.sum(axis=0, keepdims=True) - w.T @ x
    y[n] += 2
    if n > 0:
        y = np.maximum(y, n)
    return y.mean(axis=(0, 2))
'''
ALL = range(1, 10)


def changes(kind, lines=ALL):
    return {edit.after for edit in edits(TEXT, lines) if edit.kind == kind}


@pytest.mark.parametrize(
    ("kind", "after"),
    [
        ("operator", "y = (x.sum(axis=0, keepdims=True) + (w.T @ x))"),
        ("sign", "y = -(x.sum(axis=0, keepdims=True) - w.T @ x)"),
        ("keepdims", "y = x.sum(axis=0) - w.T @ x"),
        ("transpose", "y = x.sum(axis=0, keepdims=True) - w @ x"),
        ("swapped", "y = x.sum(axis=0, keepdims=True) - x @ w.T"),
        ("axis", "return y.mean(axis=(2,))"),
        ("off by one", "y[n] += 3"),
        ("overwritten", "y[n] = 2"),
        ("comparison", "if n >= 0:"),
        ("function", "y = np.minimum(y, n)"),
        ("dropped", "pass"),
    ],
)
def test_each_kind_of_slip_is_made(kind, after):
    assert after in changes(kind)


def test_docstrings_messages_and_guards_are_left_alone():
    assert {edit.line for edit in edits(TEXT, ALL)}.isdisjoint({2, 3, 4})


def test_only_the_lines_asked_for_change_and_each_mutant_is_another_program():
    found = edits(TEXT, {6})
    assert {edit.before for edit in found} == {"y[n] += 2"}
    assert len({edit.text for edit in found}) == len(found)
    for edit in found:
        compile(edit.text, "mutant", "exec")


def test_what_students_write_is_what_the_skeleton_lacks():
    skeleton = "def f(x):\n    a = 1\n    raise NotImplementedError\n"
    solution = "def f(x):\n    a = 1\n    b = 2\n    return a + b\n"
    assert written_lines(skeleton, solution) == {3, 4}


def test_argued_mutants_are_read_from_the_document(tmp_path):
    file = tmp_path / "equivalent.md"
    file.write_text(
        "Ties.\n\n```diff\n@@ layers.f @@\n- a > b\n+ a >= b\n- c\n+ d\n```\n"
    )
    assert read_equivalents(file) == {
        ("layers.f", "a > b", "a >= b"),
        ("layers.f", "c", "d"),
    }
