"""Asking the kernel for what Python's standard library doesn't offer."""

import ctypes
import functools
import os
from typing import Any

from autograder.sandbox.confine.syscalls import NUMBERS

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38


@functools.cache
def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def syscall(name: str, *args: Any) -> int:
    """Make a system call by its name; ints, bytes and ctypes pointers as arguments.

    Raises
    ------
    OSError
        As the kernel says, or because this architecture's numbers aren't known.
    """
    if name not in NUMBERS:
        raise OSError(f"{name} is not known on this architecture")
    words = [ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in args]
    return _checked(_libc().syscall(ctypes.c_long(NUMBERS[name]), *words), name)


def prctl(option: int, value: int) -> None:
    """Change a setting of this process."""
    words = [ctypes.c_ulong(word) for word in (value, 0, 0, 0)]
    _checked(_libc().prctl(ctypes.c_int(option), *words), f"prctl {option}")


def unshare(flags: int) -> None:
    """Leave namespaces behind for new ones."""
    _checked(_libc().unshare(ctypes.c_int(flags)), "unshare")


def mount(
    source: str, target: str, kind: str = "", flags: int = 0, data: str = ""
) -> None:
    """Mount a filesystem, or a part of one that is mounted already."""
    texts = [os.fsencode(text) for text in (source, target, kind)]
    done = _libc().mount(*texts, ctypes.c_ulong(flags), os.fsencode(data))
    _checked(done, f"mount {target}")


def unmount(target: str, flags: int) -> None:
    """Unmount what is mounted at ``target``."""
    done = _libc().umount2(os.fsencode(target), ctypes.c_int(flags))
    _checked(done, f"unmount {target}")


def close_from(first: int) -> None:
    """Close all descriptors from ``first`` on."""
    try:
        syscall("close_range", first, 2**31 - 1, 0)
    except OSError:  # before Linux 5.9
        os.closerange(first, os.sysconf("SC_OPEN_MAX"))


def reason(error: OSError) -> str:
    """Return what an error says, without its number."""
    return error.strerror or str(error)


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result
