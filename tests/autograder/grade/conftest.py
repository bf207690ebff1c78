"""A submission without a process of its own, for what needs no boundary."""

import types

import pytest

from autograder.grade.proxies import Handle
from autograder.sandbox.objects import Objects


class Here:
    """A session whose objects live in this process; it counts what it is asked."""

    def __init__(self, root):
        self.objects = Objects(root)
        self.last_call = ""
        self.notes = []
        self.asked = []

    def ask(self, op, **fields):
        self.asked.append(op)
        return getattr(self.objects, f"op_{op}")(**fields)

    def call(self, label, **fields):
        self.last_call = label
        return self.ask("call", name="", **fields)["result"]


@pytest.fixture
def here(tmp_path):
    return Here(tmp_path)


@pytest.fixture
def handle(here):
    """Return a function: an object -> the handle that a test would have of it."""

    def handle(value, label="layers"):
        if isinstance(value, dict) and all(map(callable, value.values())):
            value = types.SimpleNamespace(**value)
        return Handle(here, here.objects.hold(value), label)

    return handle
