"""Stored outputs that changed say why: checks, reference, seed, numpy."""

import numpy as np
import pytest

from autograder.grade import expected
from autograder.prove.reasons import explain, make_note

STORED = "assignments/tiny-a1/expected/hidden/layers.npz"
HIDDEN = "assignments/tiny-a1/tests/hidden/test_layers.py"


def reasons(course):
    """Return why the hidden outputs are stale, with the files left as they are."""
    return list(course.rebuild_expected(check_only=True)[course.root / STORED].reasons)


def test_an_edited_reference_is_named_by_its_file(course):
    course.edit("solutions/tiny/net.py", "0.5 * float", "0.7 * float")
    course.write("assignments/tiny-a1/misconceptions.toml", "")
    assert reasons(course) == ["the reference was edited: tn/net.py"]


def test_another_seed_is_told(course):
    course.edit("assignments/tiny-a1/assignment.toml", "seed = 7", "seed = 8")
    assert reasons(course) == [
        "the seed is another one: hidden checks draw other inputs"
    ]


def test_edited_checks_are_told(course):
    course.edit(HIDDEN, "rng.randn(3, 4)", "rng.randn(5, 4)")
    assert reasons(course) == ["the checks themselves were edited"]


def test_another_numpy_is_told(course, solution):
    file = course.root / STORED
    note = expected.read_note(file)
    values = {**expected.read(file), "test_loss_of_random_inputs/loss": np.array(1.0)}
    expected.write(file, values, {**note, "numpy": "1.21.0"})
    assert reasons(course) == [f"numpy 1.21.0 -> {np.__version__}"]


def test_a_file_that_is_new_or_no_longer_used_says_so(course):
    (course.root / STORED).rename(course.root / STORED.replace("layers", "old"))
    changes = course.rebuild_expected(check_only=True)
    assert changes[course.root / STORED].reasons == ("there was no file",)
    old = changes[course.root / STORED.replace("layers", "old")]
    assert old.lines == ["no longer used"]


@pytest.mark.parametrize(
    ("digest", "told"), [("", ["the reference was edited"]), (None, [])]
)
def test_a_note_of_an_earlier_release_is_read(course, solution, digest, told):
    new = make_note(course.load(), solution, course.root / STORED)
    old = {key: new[key] for key in ("numpy", "seed", "solution")}
    old["solution"] = new["solution"] if digest is None else digest
    assert list(explain(old, new)) == told


def test_a_lost_and_a_new_module_are_told():
    note = {"numpy": "2.0", "seed": 1, "solution": "", "checks": ""}
    old = {**note, "modules": {"a.py": "1", "b.py": "2"}}
    new = {**note, "modules": {"b.py": "2", "c.py": "3"}}
    assert list(explain(old, new)) == [
        "the reference lost a file: a.py",
        "the reference has a new file: c.py",
    ]
