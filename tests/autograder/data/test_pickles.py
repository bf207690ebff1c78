import os
import pickle
import pickletools

import numpy as np
import pytest

from autograder.data.pickles import read_pickle, write_pickle
from autograder.errors import UsageError

BATCH = {
    "batch_label": "training batch 1 of 5",
    "labels": [3, 0, 9],
    "data": np.arange(3 * 3072, dtype=np.uint8).reshape(3, 3072),
    "filenames": ["a.png", "b.png", "c" * 300],
}


def assert_same(batch, expected):
    assert batch.keys() == expected.keys()
    np.testing.assert_array_equal(batch["data"], expected["data"])
    assert batch["data"].dtype == np.uint8
    for key in ("batch_label", "labels", "filenames"):
        assert batch[key] == expected[key]


class Payload:
    """What an attacker pickles."""

    def __init__(self, *call):
        self.call = call

    def __reduce__(self):
        return self.call[0], self.call[1:]


def test_what_is_written_is_read_again(tmp_path):
    write_pickle(tmp_path / "batch", BATCH)
    assert_same(read_pickle(tmp_path / "batch"), BATCH)


def test_pythons_own_unpickler_reads_it_as_it_reads_python_2s(tmp_path):
    write_pickle(tmp_path / "batch", BATCH)
    content = (tmp_path / "batch").read_bytes()
    assert_same(pickle.loads(content, encoding="latin1"), BATCH)
    batch = pickle.loads(content, encoding="bytes")
    assert set(batch) == {b"batch_label", b"labels", b"data", b"filenames"}
    assert batch[b"filenames"][0] == b"a.png"


def test_it_is_written_with_python_2s_strings_and_numpys_old_names(tmp_path):
    write_pickle(tmp_path / "batch", BATCH)
    steps = list(pickletools.genops((tmp_path / "batch").read_bytes()))
    names = {step.name for step, _, _ in steps}
    assert {"SHORT_BINSTRING", "BINSTRING"} <= names
    assert not any("UNICODE" in name or "BINBYTES" in name for name in names)
    asked = {argument for step, argument, _ in steps if step.name == "GLOBAL"}
    assert asked == {
        "numpy dtype",
        "numpy ndarray",
        "numpy.core.multiarray _reconstruct",
    }


def test_what_todays_numpy_pickles_is_read_too(tmp_path):
    (tmp_path / "batch").write_bytes(pickle.dumps(BATCH, protocol=4))
    assert_same(read_pickle(tmp_path / "batch"), BATCH)


def test_a_pickle_that_would_run_a_command_does_not(tmp_path):
    proof = tmp_path / "ran"
    content = pickle.dumps({"data": Payload(os.system, f"touch {proof}")})
    (tmp_path / "batch").write_bytes(content)
    with pytest.raises(UsageError, match=r"asks for \w+\.system"):
        read_pickle(tmp_path / "batch")
    assert not proof.exists()
    pickle.loads(content)
    assert proof.exists()  # so the payload was a real one


@pytest.mark.parametrize(
    "call", [(eval, "1"), (getattr, 1, "real"), (np.load, "x"), (np.frombuffer, b"x")]
)
def test_nothing_but_arrays_can_be_asked_for(tmp_path, call):
    (tmp_path / "batch").write_bytes(pickle.dumps({"data": Payload(*call)}))
    with pytest.raises(UsageError, match="asks for"):
        read_pickle(tmp_path / "batch")


def test_arrays_of_objects_are_refused(tmp_path):
    batch = {"data": np.array([{}, []], dtype=object)}
    (tmp_path / "batch").write_bytes(pickle.dumps(batch, protocol=4))
    with pytest.raises(UsageError, match="array of objects"):
        read_pickle(tmp_path / "batch")


@pytest.mark.parametrize(
    "content", [b"", b"\x80\x02}q\x01", b"<html>", b"\x80\x02K\x01."]
)
def test_what_is_no_batch_is_named(tmp_path, content):
    (tmp_path / "batch").write_bytes(content)
    with pytest.raises(UsageError, match="batch can't be read as a batch of images"):
        read_pickle(tmp_path / "batch")
