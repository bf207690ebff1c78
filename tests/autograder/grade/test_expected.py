"""Stored expected outputs: read, recorded, found stale."""

import numpy as np
import pytest

from autograder.errors import CourseError
from autograder.grade.expected import Store, differences, read, write
from autograder.grade.failures import CheckFailed
from autograder.grade.fixtures import Expected

VALUES = {"test_a/out": np.arange(3.0), "test_a/loss": np.array(2.5)}


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "expected" / "layers.npz"
    write(file, VALUES, {"numpy": "2.0"})
    return file


def test_what_is_written_is_read_without_its_provenance(file):
    found = read(file)
    assert found.keys() == VALUES.keys()
    assert found["test_a/out"].tolist() == [0, 1, 2]
    assert found["test_a/loss"] == 2.5


def test_the_same_values_give_the_same_bytes(file, tmp_path):
    again = tmp_path / "again.npz"
    write(again, dict(reversed(VALUES.items())), {"numpy": "2.0"})
    assert again.read_bytes() == file.read_bytes()


def test_an_unknown_value_means_that_the_file_is_stale(file):
    with pytest.raises(CourseError, match=r"layers\.npz: no expected value 'test_b/o'"):
        Store(file, recording=False).value("test_b/o")


def test_a_missing_file_is_told_with_the_command_that_builds_it(tmp_path):
    with pytest.raises(CourseError, match="is missing; build it with numgrade expe"):
        read(tmp_path / "none.npz")


@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.9])
def test_a_damaged_file_is_told(file, keep):
    data = file.read_bytes()
    file.write_bytes(data[: int(keep * len(data)) if keep < 1 else keep])
    with pytest.raises(CourseError, match="is damaged"):
        read(file)


def test_a_pickle_in_the_place_of_values_is_not_opened(file):
    np.savez(file, out=np.array([object()]))
    with pytest.raises(CourseError, match="is damaged"):
        read(file)


def test_recording_keeps_values_and_comparing_uses_them(file, tmp_path):
    store = Store(file, recording=True)
    Expected(store, "test_a").close("out", [0, 1, 2])
    assert store.recorded["test_a/out"].tolist() == [0, 1, 2]
    stored = Expected(Store(file, recording=False), "test_a")
    stored.close("out", [0, 1, 2])
    with pytest.raises(CheckFailed):
        stored.close("out", [0, 1, 3])
    assert stored.agrees("out", [0, 1, 2])
    assert not stored.agrees("out", [0, 1, 3])


@pytest.mark.parametrize(
    ("got", "attempt"),
    [
        ([0, 2, 4], True),  # twice as much
        ([1, 1, 2], True),
        ([0, -1, -2], False),
        ([0, 0, 0], False),
        ([2, 0, 0], False),
        ([0, 1], False),
        ([0, 1, np.nan], False),
        (None, False),
    ],
)
def test_an_attempt_has_the_shape_and_roughly_the_direction(file, got, attempt):
    stored = Expected(Store(file, recording=False), "test_a")
    assert stored.resembles("out", got) is attempt


@pytest.mark.parametrize(("got", "attempt"), [(5, True), (-2.5, False), (11, False)])
def test_an_attempt_at_a_number_has_its_sign_and_roughly_its_size(file, got, attempt):
    stored = Expected(Store(file, recording=False), "test_a")
    assert stored.resembles("loss", got) is attempt


def test_differences_name_what_changed_and_by_how_much():
    old = {"a": np.ones(2), "b": np.ones(2), "c": np.ones(2), "d": np.ones(2)}
    new = {"b": np.ones(3), "c": np.array([1, 1.5]), "d": np.ones(2), "e": np.ones(1)}
    assert differences(old, new) == [
        "a: no longer used",
        "e: new",
        "b: shape (2,) -> (3,)",
        "c: changed by up to 5.00e-01",
    ]


def test_what_another_blas_would_change_is_no_difference():
    old = {"a": np.array([1e3, 1.0])}
    assert differences(old, {"a": old["a"] + 1e-7}) == []
    assert differences(old, {"a": old["a"] + 1e-5}) != []


def test_infinities_nans_and_masks_can_be_stored():
    odd = {"a": np.array([np.inf, np.nan, -np.inf, 1]), "m": np.array([True, False])}
    assert differences(odd, {key: value.copy() for key, value in odd.items()}) == []
    other = {"a": np.array([np.inf, np.nan, -np.inf, 2]), "m": np.array([True, True])}
    assert [line[:1] for line in differences(odd, other)] == ["a", "m"]


def test_two_values_of_a_test_with_one_name_are_refused(tmp_path):
    expected = Expected(Store(tmp_path / "layers.npz", recording=True), "test_a")
    expected.close("out", 1.0)
    with pytest.raises(CourseError, match="test_a/out is compared twice"):
        expected.close("out", 2.0)
