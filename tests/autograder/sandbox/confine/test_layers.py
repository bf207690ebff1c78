"""Layers: each does its part alone, and each that is missing is reported."""

import contextlib
import os
import socket
import time

import pytest

from autograder.errors import SandboxError
from autograder.sandbox import (
    LAYERS,
    ForkServer,
    Policy,
    Raised,
    WorkerLimits,
    active,
    probe,
)

OPTIONAL = [name for name in LAYERS if name not in ("session", "rlimits", "scratch")]

# Each returns "done" if it got through: a submission's function, given what it needs.
ATTEMPTS = """
import os, socket

def read(path):
    with open(path) as file:
        file.read()
    return "done"

def write(path):
    with open(path, "a"):
        return "done"

def fork():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return "done"

def make_socket():
    socket.socket().close()
    return "done"

def signal(pid):
    os.kill(pid, 0)  # only asks whether it might
    return "done"

def connect(port):
    socket.create_connection(("127.0.0.1", port), timeout=2).close()
    return "done"

def give_away():
    open("mine", "w").close()
    os.chown("mine", 1234, 1234)
    return "done"
"""

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="root alone has it to give up")
HELD = [
    ("read", "landlock"),
    ("write", "landlock"),
    ("signal", "landlock"),
    ("connect", "landlock"),
    ("read", "mount namespace"),
    ("write", "mount namespace"),
    ("fork", "seccomp"),
    ("make_socket", "seccomp"),
    ("signal", "seccomp"),
    ("signal", "pid namespace"),
    ("connect", "network namespace"),
    pytest.param("signal", "uid", marks=AS_ROOT),
    pytest.param("give_away", "capabilities", marks=AS_ROOT),
]


# what the kernel may allow only together with another layer: those who forgo new
# privileges may restrict themselves, users may enter namespaces of their own
FOLLOW = {
    "no_new_privs": {"landlock", "seccomp"},
    "user namespace": {name for name in LAYERS if name.endswith("namespace")},
}


@pytest.fixture(scope="module")
def machine():
    """Return the layers that this machine has."""
    return frozenset(active(probe()))


@pytest.fixture
def attempt(tmp_path):
    """Return a function that runs an attempt under given layers and no others."""
    (tmp_path / "secret").write_text("secret")
    tmp_path.chmod(0o711)
    for parent in list(tmp_path.parents)[:2]:
        parent.chmod(0o711)
    tree, scratch = tmp_path / "tree", tmp_path / "scratch"
    tree.mkdir()
    scratch.mkdir()
    (tree / "student.py").write_text(ATTEMPTS)

    def run(name, layers):
        # without these, an ordinary user is refused the other ones
        wanted = {*layers, "no_new_privs"}
        if any(name.endswith("namespace") for name in layers):
            wanted.add("user namespace")
        without = frozenset(OPTIONAL) - wanted
        with contextlib.ExitStack() as stack:
            server = stack.enter_context(ForkServer(Policy(without=without)))
            door = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            worker = server.spawn(tree, scratch, WorkerLimits())
            stack.callback(worker.end)
            given = {
                "read": (str(tmp_path / "secret"),),
                "write": (str(tmp_path / "secret"),),
                "signal": (os.getpid(),),
                "connect": (door.getsockname()[1],),
            }.get(name, ())
            soon = time.monotonic() + 10
            module = worker.request("import", soon, module="student")
            fields = {"target": module, "name": name, "args": given, "kwargs": {}}
            return worker.request("call", soon, **fields)["result"]

    return run


@pytest.mark.parametrize("name", ["read", "write", "fork", "make_socket", "connect"])
def test_without_layers_it_can_be_done(attempt, name):
    assert attempt(name, ()) == "done"


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user may never do these")
@pytest.mark.parametrize("name", ["signal", "give_away"])
def test_without_layers_root_can_do_it(attempt, name):
    assert attempt(name, ()) == "done"


@pytest.mark.parametrize(("name", "layer"), HELD)
def test_one_layer_alone_holds_it_back(attempt, machine, name, layer):
    if layer not in machine:
        pytest.skip(f"this machine has no {layer}")
    # another user may need a view of files in which it can read the interpreter
    others = ("mount namespace",) if layer == "uid" else ()
    with pytest.raises(Raised) as caught:
        attempt(name, (layer, *others))
    assert "OSError" in caught.value.bases


@pytest.mark.parametrize("layer", OPTIONAL)
def test_a_layer_that_is_switched_off_is_reported_and_it_alone(layer, machine, spawn):
    worker, states = spawn(Policy(without=frozenset({layer})))
    (state,) = (state for state in states if state.layer == layer)
    assert (state.active, state.detail) == (False, "switched off")
    rest, reported = machine - {layer}, frozenset(worker.layers)
    assert rest - FOLLOW.get(layer, set()) <= reported <= rest


@pytest.fixture
def spawn(tmp_path):
    """Return a function that starts a worker; it returns it and the layers' states."""
    servers = []

    def start(policy):
        server = ForkServer(policy)
        servers.append(server)
        (tmp_path / "tree").mkdir(exist_ok=True)
        (tmp_path / "scratch").mkdir(exist_ok=True)
        worker = server.spawn(tmp_path / "tree", tmp_path / "scratch", WorkerLimits())
        worker.end()
        return worker, server.states

    yield start
    for server in servers:
        server.close()


def test_off_leaves_what_ends_an_endless_loop(spawn):
    worker, _ = spawn(Policy("off"))
    assert worker.layers == ("session", "rlimits", "scratch")


@pytest.mark.parametrize("layer", [n for n in OPTIONAL if LAYERS[n].required])
def test_strict_refuses_to_go_on_without_a_needed_layer(layer, spawn):
    with pytest.raises(SandboxError, match=rf"{layer} is missing \(switched off\)"):
        spawn(Policy("strict", frozenset({layer})))


def test_strict_does_without_what_containers_refuse(spawn):
    namespaces = frozenset(name for name in LAYERS if name.endswith("namespace"))
    worker, _ = spawn(Policy("strict", namespaces))
    assert {"landlock", "seccomp", "no_new_privs"} <= set(worker.layers)


def test_layers_are_reported_in_the_order_of_the_table(spawn):
    _, states = spawn(Policy())
    assert [state.layer for state in states] == list(LAYERS)
