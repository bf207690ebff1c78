"""Who a worker is: an unprivileged user of its own where possible, with no capability.

Only root can become another user; an ordinary user's worker stays that user.
"""

import contextlib
import ctypes
import os
from pathlib import Path

from autograder.sandbox.confine import kernel

# Between the users that people, services and container tools are given. The number
# depends on the fork server, so that two of them don't share a limit on processes.
_FIRST_UID, _UIDS = 62_000, 2_000

_READ_ANYTHING = (1 << 2, 1 << 1)  # CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE

_HEADER = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3 of the call; this process
_Words = ctypes.c_uint32 * 6


def worker_uid(server_pid: int) -> int:
    """Return the user that the workers of a fork server become."""
    return _FIRST_UID + server_pid % _UIDS


def processes_of(uid: int) -> int:
    """Count the threads that run for a user: the kernel's limit counts these, too."""
    count = 0
    for folder in Path("/proc").glob("[0-9]*/task"):
        with contextlib.suppress(OSError):  # it has just ended
            if folder.stat().st_uid == uid:
                count += len(os.listdir(folder))
    return count


def become(uid: int, folders: list[Path], may_keep: bool) -> int:
    """Become another user, one who can read ``folders``.

    Parameters
    ----------
    uid : int
        The user, and its group.
    folders : list of Path
        What it must be able to read.
    may_keep : bool
        Whether a capability may be kept for that.

    Returns
    -------
    int
        The bit mask of the capability that must be kept; mostly 0.

    Raises
    ------
    OSError
        If this can't be; then nothing has changed.
    """
    kernel.prctl(kernel.PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    try:
        os.setresuid(uid, uid, 0)  # the way back stays open
        mask = _needed_to_read(folders)
        if mask and not may_keep:
            raise PermissionError(f"user {uid} can't read {_closed(folders)[0]}")
    except OSError:
        os.setresuid(0, 0, 0)
        os.setresgid(0, 0, 0)
        raise
    os.setresuid(uid, uid, uid)
    return mask


def keep_capabilities(mask: int) -> None:
    """Give up all capabilities but those in a bit mask, for good."""
    low, high = mask & 0xFFFFFFFF, mask >> 32
    words = _Words(low, low, 0, high, high, 0)  # effective, permitted, inheritable
    kernel.syscall("capset", ctypes.byref(_HEADER), ctypes.byref(words))


def _needed_to_read(folders: list[Path]) -> int:
    """Return the mask of the capability without which ``folders`` can't be read, or 0.

    An interpreter in root's home is closed to all others. Where Landlock grants
    nothing but these folders, the right to read everything is worth no more than them.

    Raises
    ------
    PermissionError
        If they can't be read at all.
    """
    closed = _closed(folders)
    if not closed:
        return 0
    words = _Words()
    kernel.syscall("capget", ctypes.byref(_HEADER), ctypes.byref(words))
    permitted = words[1] | words[4] << 32
    for mask in _READ_ANYTHING:
        if permitted & mask:
            return mask
    raise PermissionError(f"{closed[0]} can't be read by user {os.getuid()}")


def _closed(folders: list[Path]) -> list[Path]:
    return [folder for folder in folders if not os.access(folder, os.R_OK)]
