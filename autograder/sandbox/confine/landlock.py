"""Landlock: which files a worker may read, and the one folder where it may write.

Unprivileged, and in force for the process and all that it starts. What isn't granted
is denied: other files, and where the kernel is young enough, TCP, device controls,
abstract sockets and signals to processes outside.
"""

import contextlib
import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

from autograder.sandbox.confine import kernel

_VERSION = 1  # flag of landlock_create_ruleset: only ask for the version
_PATH_BENEATH = 1  # rule type

(
    EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE, MAKE_CHAR,
    MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK, MAKE_SYM, REFER, TRUNCATE,
    IOCTL_DEV,
) = (1 << bit for bit in range(16))  # fmt: skip

READ = READ_FILE | READ_DIR
WRITE = (
    READ | WRITE_FILE | TRUNCATE | MAKE_REG | MAKE_DIR | REMOVE_FILE | REMOVE_DIR
    | REFER
)  # fmt: skip
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV

# how many file rights each version of the interface knows; the last holds onwards
_KNOWN_RIGHTS = (0, 13, 14, 15, 15, 16)
_TCP_BOTH = 0b11  # bind, connect
_SCOPE_BOTH = 0b11  # abstract sockets, signals


class _Ruleset(ctypes.Structure):
    """``struct landlock_ruleset_attr``; older kernels take its beginning."""

    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    """``struct landlock_path_beneath_attr``."""

    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """Return the version of the kernel's interface.

    Raises
    ------
    OSError
        If it has none, or has it switched off.
    """
    return kernel.syscall("landlock_create_ruleset", None, 0, _VERSION)


def restrict(readable: Iterable[Path], writable: Iterable[Path]) -> str:
    """Confine this process to these files from now on; say what is covered.

    Raises
    ------
    OSError
        If the kernel can't.
    """
    known = version()
    rights = (1 << _KNOWN_RIGHTS[min(known, len(_KNOWN_RIGHTS) - 1)]) - 1
    ruleset = _Ruleset(
        rights, _TCP_BOTH if known >= 4 else 0, _SCOPE_BOTH if known >= 6 else 0
    )
    size = 8 if known < 4 else 16 if known < 6 else 24
    descriptor = kernel.syscall(
        "landlock_create_ruleset", ctypes.byref(ruleset), size, 0
    )
    try:
        for path in readable:
            _grant(descriptor, path, READ & rights)
        for path in writable:
            _grant(descriptor, path, WRITE & rights)
        kernel.syscall("landlock_restrict_self", descriptor, 0)
    finally:
        os.close(descriptor)
    covered = ["files"] + ["TCP"] * (known >= 4) + ["signals"] * (known >= 6)
    return f"version {known}: {', '.join(covered)}"


def _grant(ruleset: int, path: Path, rights: int) -> None:
    """Allow something below ``path``; what doesn't exist needs no permission."""
    with contextlib.suppress(FileNotFoundError):
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not path.is_dir():
                rights &= OF_FILES
            rule = _PathBeneath(rights, descriptor)
            kernel.syscall(
                "landlock_add_rule", ruleset, _PATH_BENEATH, ctypes.byref(rule), 0
            )
        finally:
            os.close(descriptor)
