"""Runs ``numgrade`` as another user and without namespaces, and counts what is left.

Usage: launch.py REPORT UID REFUSE COMMAND...  with UID -1 for no change, REFUSE 0 or 1.
Writes the exit status, and the command line of every process that outlives the command.
"""

import ctypes
import json
import os
import sys
from pathlib import Path

from autograder.sandbox.confine import bpf, kernel, limits
from autograder.sandbox.confine.syscalls import NUMBERS

NEW_MOUNTS, BIND, REC, PRIVATE = 0x20000, 0x1000, 0x4000, 0x40000
ANY_NAMESPACE = 0x7E020000


def open_the_interpreter() -> None:
    """Let other users run an interpreter that lies in a folder closed to them."""
    wanted = [Path(sys.prefix), Path(sys.base_prefix), Path(__file__).parents[2]]
    closed = {
        folder: [path for path in wanted if path.is_relative_to(folder)]
        for path in wanted
        for folder in list(path.parents)[-2:-1]
        if not folder.stat().st_mode & 0o001
    }
    if not closed:
        return
    kernel.unshare(NEW_MOUNTS)
    kernel.mount("none", "/", flags=REC | PRIVATE)
    for folder, paths in closed.items():
        handles = [(path, os.open(path, os.O_PATH)) for path in paths]
        kernel.mount("tmpfs", str(folder), "tmpfs", 0, "mode=755")
        for path, handle in handles:
            path.mkdir(parents=True)
            source = f"/proc/self/fd/{handle}"
            kernel.mount(source, str(path), flags=BIND | REC)
            os.close(handle)


def refuse_namespaces() -> None:
    """Do as container engines do: no new namespaces, no mounts."""
    refuse, allow = bpf.end(0x00050001), bpf.end(0x7FFF0000)
    refused = (NUMBERS["unshare"], NUMBERS["mount"], NUMBERS["setns"])
    program = [
        *bpf.load(bpf.NUMBER),
        *bpf.among(refused, refuse),
        *bpf.when("!=", NUMBERS["clone"], allow),
        *bpf.load(bpf.argument(0)),
        *bpf.when("&", ANY_NAMESPACE, refuse),
        *allow,
    ]
    code = ctypes.create_string_buffer(b"".join(program), 8 * len(program))
    header = (ctypes.c_uint64 * 2)(len(program), ctypes.addressof(code))
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.syscall("seccomp", 1, 0, ctypes.byref(header))


def run(uid: int, refuse: bool, command: list[str]) -> int:
    """Run the command in a child; return its exit status."""
    child = os.fork()
    if child == 0:
        if uid >= 0:
            open_the_interpreter()
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
        if refuse:
            refuse_namespaces()
        os.execv(sys.executable, [sys.executable, "-m", "autograder", *command])
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def left_over() -> list[str]:
    """Return the processes that this one has inherited."""
    found = []
    for children in Path("/proc/self/task").glob("*/children"):
        for pid in children.read_text().split():
            words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
            found.append(words.decode(errors="replace") or f"process {pid}")
    return found


if __name__ == "__main__":
    report, uid, refuse, *command = sys.argv[1:]
    limits.adopt_orphans()
    status = run(int(uid), refuse == "1", command)
    Path(report).write_text(json.dumps({"status": status, "left": left_over()}))
