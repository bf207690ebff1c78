"""Fuzzing: ``pytest tests/fuzz --minutes 10`` goes on for that long, in all."""

import contextlib
import resource
import signal
import time

import pytest

HANG = 20  # s for one input; ordinary ones take milliseconds
ROOM = 2**30  # bytes of address space beyond what the tests themselves have taken


def pytest_addoption(parser):
    parser.addoption("--minutes", type=float, default=0.0, help="fuzz for this long")


@pytest.fixture
def go_on(request):
    """Return a function that repeats a fuzzing test until its share of time is up."""
    minutes = request.config.getoption("--minutes", default=0.0)
    tests = [item for item in request.session.items if "go_on" in item.fixturenames]
    share = 60 * minutes / len(tests)

    def repeat(fuzz):
        end = time.monotonic() + share
        with bounded_memory():
            fuzz()
            while time.monotonic() < end:
                fuzz()

    return repeat


@contextlib.contextmanager
def bounded_memory():
    """Let memory without bounds fail instead of taking the machine down."""
    with open("/proc/self/statm") as file:
        now = int(file.read().split()[0]) * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (now + ROOM, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@pytest.fixture
def alarmed():
    """Return a context manager that ends an input that hangs."""

    def ring(*_):
        raise TimeoutError(f"an input took more than {HANG} s")

    @contextlib.contextmanager
    def within_reason():
        before = signal.signal(signal.SIGALRM, ring)
        signal.alarm(HANG)
        try:
            yield
        finally:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, before)

    return within_reason
