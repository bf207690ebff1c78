"""Student machines: everything imports where Linux's modules and calls are missing."""

import subprocess
import sys

import pytest

# what Windows lacks; what is loaded before may have its own reasons to ask
PRETEND = """
import asyncio, ctypes, multiprocessing, numpy, platform, selectors, signal, socket
import subprocess, sysconfig, tempfile, msgpack, rich.console, rich.table, typer
import os, sys
for name in ("resource", "fcntl", "termios", "pwd", "grp"):
    sys.modules[name] = None
for name in ("fork", "setsid", "setresuid", "getuid", "geteuid", "O_PATH"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("AF_UNIX", "send_fds", "recv_fds", "SCM_RIGHTS"):
    if hasattr(socket, name):
        delattr(socket, name)
sys.platform = PLATFORM
platform.machine = lambda: MACHINE
def no_library(*args, **kwargs):
    raise TypeError("there is no libc here")
ctypes.CDLL = no_library
"""


def run(platform, machine, code):
    pretend = PRETEND.replace("PLATFORM", repr(platform))
    pretend = pretend.replace("MACHINE", repr(machine))
    command = [sys.executable, "-c", pretend + code]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    ("platform", "machine"), [("win32", "AMD64"), ("darwin", "arm64")]
)
def test_the_sandbox_imports_and_doctor_tells_why_it_is_empty(platform, machine):
    done = run(
        platform,
        machine,
        "import autograder.sandbox.plain, autograder.sandbox.worker\n"
        "from pathlib import Path\n"
        "from autograder.cli.doctor import run\n"
        "run(Path(), as_json=True)\n",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(f'"{platform}, not Linux"') == done.stdout.count('"layer"')


def test_grading_says_that_it_needs_linux():
    done = run(
        "darwin",
        "arm64",
        "from autograder.errors import SandboxError\n"
        "from autograder.sandbox import ForkServer\n"
        "try:\n    ForkServer().start()\n"
        "except SandboxError as error:\n    print(error)\n",
    )
    assert "grading needs Linux" in done.stdout, done.stderr
