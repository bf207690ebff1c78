"""Handles read like the objects that they stand for."""

import numpy as np
import pytest

from autograder.grade.failures import CheckFailed, check
from autograder.grade.proxies import Handle, fetch
from autograder.grade.session import Session
from autograder.sandbox import WorkerLimits


class Model:
    def __init__(self):
        self.params = {"W": np.ones(2)}
        self.reg = 0.5

    def loss(self, x, scale=1.0):
        return scale * x.sum(), {"W": x}


def make_model():
    return Model()


def test_attributes_items_and_results_come_back_as_values_or_handles(handle):
    model = handle(Model())
    assert model.reg == 0.5
    assert isinstance(model.params, Handle)
    assert model.params["W"].tolist() == [1, 1]
    loss, grads = model.loss(np.arange(3.0), scale=2.0)
    assert loss == 6
    assert grads["W"].tolist() == [0, 1, 2]


def test_what_is_set_is_set_there(handle):
    real = Model()
    model = handle(real)
    model.reg = 3
    model.params["b"] = np.zeros(1)
    assert real.reg == 3
    assert real.params["b"].tolist() == [0]


def test_containers_have_length_keys_and_membership(handle):
    cache = handle({"x": 1, "w": 2, "items": [1]})
    assert len(cache) == 3
    assert list(cache) == ["x", "w", "items"]
    assert "w" in cache
    assert "b" not in cache


def test_a_handle_given_back_is_the_object_itself(handle):
    box = handle([])
    same = handle({"same": lambda a, b: a[0] is b})
    assert same.same([box], box) is True


def test_fetch_opens_an_object_as_far_as_it_is_plain(handle):
    cache = handle({"x": (1, [np.ones(2)]), "inner": {"n": None}})
    plain = fetch(cache)
    assert plain["x"][1][0].tolist() == [1, 1]
    assert plain["inner"] == {"n": None}
    assert fetch(5) == 5


def test_messages_name_things_as_the_test_does(handle):
    layers = handle({"Model": Model, "make_model": make_model})
    assert "layers.Model" in repr(layers.Model)
    assert repr(layers.Model()) == "<Model: a Model of the submission's>"
    assert repr(layers.make_model().params).startswith("<what layers.make_model ret")
    assert repr(handle([[]])[0]) == "<layers[0]: a list of the submission's>"


def test_an_object_never_passes_for_a_yes(handle):
    for value in (Model(), [], [1], {"a": 1}):
        with pytest.raises(CheckFailed, match="where yes or no is asked for"):
            check(handle(value), "no")


def test_pythons_own_protocols_are_not_asked_of_the_submission(handle, here):
    model = handle(Model())
    assert not hasattr(model, "__array_interface__")
    assert here.asked == []


def test_a_call_is_told_with_the_shapes_of_all_arrays_in_it(tmp_path, monkeypatch):
    session = Session(None, tmp_path, str, 1.0, WorkerLimits())
    answer = {"result": None, "changed": []}
    monkeypatch.setattr(session, "ask", lambda op, **fields: answer)
    data = {"train": (np.zeros((2, 3)), np.zeros(2, int))}
    session.call("fit", args=(data, list(range(9))), kwargs={"reg": 0.5})
    told = "fit({'train': (float64 (2, 3), int64 (2,))}, [0, 1, 2, 3, 4, 5, 6, 7, ...],"
    assert session.last_call == f"{told} reg=0.5)"
