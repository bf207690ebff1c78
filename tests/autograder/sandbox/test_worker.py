"""Real workers on real submissions: what each way of misbehaving comes to."""

import time
from pathlib import Path

import numpy as np
import pytest

from autograder.errors import SandboxError
from autograder.sandbox import (
    LAYERS,
    Crashed,
    ForkServer,
    Garbled,
    Policy,
    Raised,
    Ref,
    TimedOut,
    WorkerLimits,
)
from autograder.sandbox.client import MAX_OUTPUT

SOON = 5.0


NAMESPACES = frozenset(name for name in LAYERS if name.endswith("namespace"))
SANDBOXES = {
    "everything": Policy(),
    "as in a container": Policy(without=NAMESPACES),
    "off": Policy("off"),
}


@pytest.fixture(scope="module", params=["everything", "as in a container"])
def server(request):
    with ForkServer(SANDBOXES[request.param]) as server:
        yield server


@pytest.fixture(scope="module")
def bare_server():
    """Return a server whose workers are processes like any other."""
    with ForkServer(SANDBOXES["off"]) as server:
        yield server


@pytest.fixture
def start(server, tmp_path):
    """Return a function that starts a worker on a module ``student`` of given text."""
    yield from starter(server, tmp_path)


@pytest.fixture
def start_bare(bare_server, tmp_path):
    """Return the same for a worker without a sandbox."""
    yield from starter(bare_server, tmp_path)


def starter(server, tmp_path):
    workers = []

    def start(text, **limits):
        root, scratch = tmp_path / "tree", tmp_path / "scratch"
        root.mkdir(exist_ok=True)
        scratch.mkdir(exist_ok=True)
        (root / "student.py").write_text(text)
        worker = server.spawn(root, scratch, WorkerLimits(**limits))
        workers.append(worker)
        return worker

    yield start
    for worker in workers:
        worker.end()


def ask(worker, op, seconds=SOON, **fields):
    return worker.request(op, time.monotonic() + seconds, **fields)


def call(worker, name, *args, seconds=SOON, **kwargs):
    module = ask(worker, "import", module="student")
    fields = {"target": module, "name": name, "args": args, "kwargs": kwargs}
    return ask(worker, "call", seconds, **fields)


def test_a_call_returns_arrays_as_values_and_a_cache_as_a_ref(start):
    worker = start("def double(x):\n    return 2 * x, [x, {'a': object()}]\n")
    out, cache = call(worker, "double", np.arange(3.0))["result"]
    assert out.tolist() == [0.0, 2.0, 4.0]
    assert isinstance(cache, Ref)
    assert cache.kind == "list"


def test_a_ref_handed_back_is_the_very_object(start):
    worker = start(
        "kept = []\n"
        "def make():\n    kept.append(object())\n    return kept[-1]\n"
        "def same(x):\n    return x is kept[-1]\n"
    )
    made = call(worker, "make")["result"]
    assert call(worker, "same", made)["result"] is True


def test_arguments_changed_in_place_are_named(start):
    worker = start("def f(x, d):\n    x += 1\n    d['m'][0] = 7\n    d['new'] = 1\n")
    changed = call(worker, "f", np.zeros(2), {"m": np.zeros(1), "n": np.zeros(1)})
    assert changed["changed"] == [(0,), (1, "m")]


def test_a_state_kept_beside_settings_is_not_a_change_of_inputs(start):
    worker = start("def rule(w, config):\n    config['velocity'] += 1\n")
    config = {"learning_rate": 0.1, "velocity": np.zeros(2)}
    assert call(worker, "rule", np.zeros(2), config)["changed"] == []


def test_a_ref_of_the_previous_check_is_void(start):
    worker = start("def f():\n    return []\n")
    old = call(worker, "f")["result"]
    ask(worker, "begin", seed=0)
    with pytest.raises(Raised, match="KeyError"):
        ask(worker, "len", target=old)


def test_each_check_begins_with_the_same_random_state(start):
    worker = start("import numpy as np\ndef f():\n    return np.random.rand()\n")
    draws = []
    for _ in range(2):
        ask(worker, "begin", seed=3)
        draws.append(call(worker, "f")["result"])
    assert draws[0] == draws[1] == np.random.RandomState(3).rand()


def test_an_exception_names_the_students_own_line(start):
    worker = start("def f(x):\n    y = x + 1\n    return y @ y.T @ 3\n")
    with pytest.raises(Raised) as caught:
        call(worker, "f", np.zeros((2, 2)))
    assert caught.value.type == "ValueError"
    (frame,) = caught.value.frames
    assert (frame.file, frame.line, frame.function) == ("student.py", 3, "f")
    assert frame.code == "return y @ y.T @ 3"


def test_a_syntax_error_names_file_and_line(start):
    worker = start("def f(:\n    pass\n")
    with pytest.raises(Raised) as caught:
        ask(worker, "import", module="student")
    assert caught.value.type == "SyntaxError"
    assert caught.value.frames[-1].file == "student.py"
    assert caught.value.frames[-1].line == 1


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("raise NotImplementedError('later')", "not_implemented"),
        ("import no_such_module", "missing_module"),
        ("raise SystemExit(0)", "error"),
        ("raise KeyboardInterrupt", "error"),
        ("raise GeneratorExit", "error"),
        ("[].append(*range(3))", "error"),
        ("f()", "error"),  # recursion without end
        ("bytes(2**40)", "error"),
    ],
)
def test_what_is_raised_is_told_apart_and_the_worker_lives_on(start, statement, kind):
    worker = start(f"def f():\n    {statement}\ndef g():\n    return 1\n")
    with pytest.raises(Raised) as caught:
        call(worker, "f")
    assert caught.value.kind == kind
    assert call(worker, "g")["result"] == 1


def test_an_exception_that_cannot_print_itself_is_still_reported(start):
    worker = start(
        "class E(Exception):\n"
        "    def __str__(self):\n        raise ValueError\n"
        "def f():\n    raise E\n"
    )
    with pytest.raises(Raised, match="can't be shown"):
        call(worker, "f")


def test_an_endless_loop_is_killed_when_its_time_is_up(start):
    worker = start("def f():\n    while True:\n        pass\n")
    started = time.monotonic()
    with pytest.raises(TimedOut):
        call(worker, "f", seconds=0.5)
    assert time.monotonic() - started < 3
    assert not worker.alive


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("import os; os._exit(0)", "ended itself with exit code 0"),
        ("import ctypes; ctypes.string_at(0)", "segmentation fault"),
        ("import os; os.kill(os.getpid(), 9)", "killed by SIGKILL"),
        ("import os; os.close(3)", "exit code 1"),
    ],
)
def test_a_worker_that_ends_itself_is_a_crash_with_its_cause(start, statement, words):
    worker = start(f"def f():\n    {statement}\n")
    with pytest.raises(Crashed, match=words):
        call(worker, "f")


def test_processor_time_is_limited_however_long_the_check_may_take(start):
    worker = start("def f():\n    while True:\n        pass\n", cpu=2)
    with pytest.raises(Crashed, match="processor time"):
        call(worker, "f", seconds=20)


def test_memory_is_limited(start):
    worker = start("def f():\n    return len(bytes(400 * 2**20))\n", memory=600)
    assert call(worker, "f")["result"] == 400 * 2**20
    worker.end()
    worker = start("def f():\n    return len(bytes(800 * 2**20))\n", memory=600)
    with pytest.raises(Raised, match="MemoryError"):
        call(worker, "f")


def test_a_file_cannot_grow_beyond_its_limit(start):
    text = (
        "import os\n"
        "def f():\n    with open('big', 'wb') as f:\n        f.write(bytes(5*2**20))\n"
        "def size():\n    return os.stat('big').st_size\n"
    )
    worker = start(text, file_size=1)
    with pytest.raises(Raised, match="File too large"):
        call(worker, "f")
    assert call(worker, "size")["result"] <= 2**20


def test_a_flood_of_output_is_cut_and_harms_nothing(start):
    worker = start("def f():\n    print('x' * 20_000_000)\n    return 5\n")
    assert call(worker, "f", seconds=20)["result"] == 5
    assert worker.printed == "x" * MAX_OUTPUT


def test_children_that_left_the_group_are_killed_with_the_worker(start_bare, tmp_path):
    worker = start_bare(
        "import os, time\n"
        "def f():\n"
        "    for _ in range(3):\n"
        "        if os.fork() == 0:\n"
        "            os.setsid()\n"
        "            if os.fork() == 0:\n"
        "                os.setsid()\n"
        "            open(f'pid{os.getpid()}', 'w').close()\n"
        "            time.sleep(600)\n"
        "            os._exit(0)\n"
        "    while len(os.listdir('.')) < 6:\n"
        "        time.sleep(0.01)\n"
    )
    call(worker, "f")
    pids = [int(path.name[3:]) for path in (tmp_path / "scratch").iterdir()]
    assert len(pids) == 6
    worker.end()
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


@pytest.mark.parametrize("sandbox", SANDBOXES)
def test_the_environment_holds_nothing_of_the_graders(sandbox, monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_TOKEN", "xyzzy")
    text = (
        "import os\n"
        "def names():\n    return ' '.join(sorted(os.environ))\n"
        "def everything():\n"
        "    try:\n"
        "        return open(f'/proc/{os.getppid()}/environ').read()\n"
        "    except OSError as error:\n"
        "        return str(error)\n"
    )
    with ForkServer(SANDBOXES[sandbox]) as fresh:
        for start in starter(fresh, tmp_path):
            worker = start(text)
            assert "SECRET_TOKEN" not in call(worker, "names")["result"]
            assert "xyzzy" not in call(worker, "everything")["result"]


def test_it_begins_in_its_scratch_folder_which_is_empty_and_its_own(start):
    worker = start(
        "import os\n"
        "def f():\n"
        "    open('mine', 'w').close()\n"
        "    return os.environ['HOME'] == os.getcwd(), os.listdir()[0]\n"
    )
    assert call(worker, "f")["result"] == (True, "mine")


def test_only_the_line_to_the_grader_and_the_standard_descriptors_are_open(start):
    worker = start(
        "import os\n"
        "def is_open(fd):\n"
        "    try:\n"
        "        return bool(os.fstat(fd))\n"
        "    except OSError:\n"
        "        return False\n"
        "def f():\n"
        "    return ' '.join(str(fd) for fd in range(250) if is_open(fd))\n"
    )
    assert call(worker, "f")["result"] == "0 1 2 3"


LIES = {
    "junk": "b'\\x00\\x00\\x00\\x05\\x00\\x00\\x00\\x00hello'",
    "a huge header": "b'\\xff' * 8",
    "an answer to another question": (
        "protocol.encode({'id': 999, 'value': {'result': 1, 'changed': []}})"
    ),
    "an answer twice": (
        "2 * protocol.encode({'id': 2, 'value': {'result': 1, 'changed': []}})"
    ),
    "no dict": "protocol.encode([1, 2])",
    "an error that is none": "protocol.encode({'id': 2, 'error': 5})",
    "an error with odd parts": (
        "protocol.encode({'id': 2, 'error': {'type': 1, 'message': 2, 'bases': 3, "
        "'module': 4, 'frames': 5}})"
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_message_that_lies_ends_in_a_fault_and_nothing_else(start, lie):
    worker = start(
        "import socket\n"
        "from autograder.sandbox import protocol\n"
        "def f():\n"
        f"    socket.socket(fileno=3).sendall({LIES[lie]})\n"
        "    while True:\n        pass\n"
    )
    if lie == "an answer twice":
        assert call(worker, "f")["result"] == 1  # its own loss: the second is too much
        # unless the socket, which it let go of, has been closed by then
        with pytest.raises((Garbled, Crashed)):
            ask(worker, "begin", seed=0)
    else:
        with pytest.raises(Garbled):
            call(worker, "f")
    assert not worker.alive


def test_a_message_that_never_ends_is_a_timeout(start):
    worker = start(
        "import socket, time\n"
        "def f():\n"
        "    line = socket.socket(fileno=3)\n"
        "    line.sendall(b'\\x00\\x00\\x10\\x00\\x00\\x00\\x00\\x00')\n"
        "    while True:\n"
        "        line.sendall(b'\\x90')\n"
        "        time.sleep(0.05)\n"
    )
    with pytest.raises(TimedOut):
        call(worker, "f", seconds=0.5)


def test_a_worker_that_takes_the_server_down_costs_only_itself(start_bare):
    worker = start_bare(
        "import os\ndef f():\n    os.kill(os.getppid(), 9)\n    return 1\n"
    )

    def call_until_it_is_noticed():  # the kernel needs a moment to take it all down
        while True:
            call(worker, "f")

    with pytest.raises(Crashed):
        call_until_it_is_noticed()
    worker = start_bare("def f():\n    return 2\n")
    assert call(worker, "f")["result"] == 2


def test_a_server_that_was_killed_is_replaced(tmp_path):
    with ForkServer() as server:
        for start in starter(server, tmp_path):
            start("def f():\n    return 1\n").end()
            server._process.kill()  # not yet noticed when the next worker is wanted
            worker = start("def f():\n    return 2\n")
            assert call(worker, "f")["result"] == 2


def test_a_worker_that_cannot_be_confined_is_our_error_not_the_submissions(
    server, tmp_path
):
    with pytest.raises(SandboxError, match="could not start"):
        server.spawn(tmp_path / "missing", tmp_path, WorkerLimits())


def test_the_worker_process_is_gone_when_it_was_ended(start_bare):
    worker = start_bare("")
    assert Path(f"/proc/{worker.pid}").exists()
    worker.end()
    assert not Path(f"/proc/{worker.pid}").exists()


def test_values_on_both_sides_of_an_argument(start):
    worker = start("def square(x, a):\n    return a * x**2, None\n")
    module = ask(worker, "import", module="student")
    sides = ask(
        worker,
        "slope",
        target=module,
        name="square",
        args=(np.array([1.0, 2.0]), 3.0),
        place=0,
        pick=0,
        directions=np.array([0, 1]),
        step=0.5,
    )
    assert sides[0, 0].tolist() == [3 * 1.5**2, 12.0]
    assert sides[0, 1].tolist() == [3 * 0.5**2, 12.0]
    assert sides[1, 0].tolist() == [3.0, 3 * 2.5**2]


def test_an_item_that_was_moved_is_back_in_its_place_afterwards(start):
    worker = start(
        "import numpy as np\n"
        "params = {'w': np.array([1.0, 2.0])}\n"
        "alias = params['w']\n"
        "def loss():\n    return (alias**2).sum()\n"
    )
    module = ask(worker, "import", module="student")
    params = ask(worker, "get", target=module, name="params")
    sides = ask(
        worker,
        "slope",
        target=module,
        name="loss",
        args=(),
        place=(params, "w"),
        pick=None,
        directions=np.array([[1.0, 1.0]]),
        step=1.0,
    )
    assert sides.tolist() == [[13.0, 1.0]]
    assert ask(worker, "fetch", target=params)["w"].tolist() == [1.0, 2.0]
