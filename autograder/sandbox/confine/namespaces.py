"""Namespaces: a worker sees no other process, no network, and a tree of its own.

The fork server enters them once, so that each worker is born inside. The new root is
built once, too; a worker adds its submission and an empty scratch folder to a private
copy of it. Both hold nothing else to be read, and no ``/proc``.
"""

import ctypes
import os
from pathlib import Path
from typing import NoReturn

from autograder.sandbox.confine import kernel

_NEW = {
    "mount": 0x00020000,
    "uts": 0x04000000,
    "ipc": 0x08000000,
    "pid": 0x20000000,
    "network": 0x40000000,
}
_NEW_USER = 0x10000000

_RDONLY, _NOSUID, _NODEV = 1, 2, 4  # the same for mount and mount_setattr
_BIND, _REC, _PRIVATE, _DETACH = 0x1000, 0x4000, 0x40000, 2
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000

# The new root is put together on a folder that every Linux has, and below which no
# submission and no library can lie.
_BUILT_AT = Path("/proc")

SUBMISSION, SCRATCH = Path("/submission"), Path("/scratch")


def missing(without: frozenset[str], folders: list[Path], devices: list[Path]) -> str:
    """Try it all in a process of its own; say why it can't be done, or nothing.

    Some systems let a process enter namespaces and then do nothing there.
    """
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if "mount" in enter(without):
                build_root(folders, devices)
        except OSError as error:
            os.write(tell, kernel.reason(error).encode())
        finally:
            os._exit(0)
    os.close(tell)
    with os.fdopen(told) as pipe:
        reason = pipe.read()
    os.waitpid(child, 0)
    return reason


def enter(without: frozenset[str] = frozenset()) -> list[str]:
    """Enter new namespaces; go on as their first process. Return their kinds.

    The process that calls stays outside, waits and ends as the first one ends; it is
    a child of it that returns from here.

    Raises
    ------
    OSError
        If the kernel or the container doesn't allow it.
    """
    kinds = [kind for kind in _NEW if kind not in without]
    flags = sum(_NEW[kind] for kind in kinds)
    uid, gid = os.geteuid(), os.getegid()
    try:
        kernel.unshare(flags)
    except PermissionError:
        if "user" in without:
            raise
        kernel.unshare(flags | _NEW_USER)
        kinds.insert(0, "user")
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    if "pid" in kinds:
        child = os.fork()
        if child:
            _wait_for(child)
    return kinds


def _wait_for(child: int) -> NoReturn:
    """End as the child ends, once all of its namespace is gone."""
    kernel.close_from(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    os._exit(code if code >= 0 else 128 - code)


def build_root(folders: list[Path], devices: list[Path]) -> None:
    """Put the part of a worker's root together that is the same for all.

    Raises
    ------
    OSError
        If the kernel is too old (before 5.12) or doesn't allow it.
    """
    kernel.mount("none", "/", flags=_REC | _PRIVATE)
    kernel.mount("tmpfs", str(_BUILT_AT), "tmpfs", _NOSUID | _NODEV, "mode=755")
    for place in (SUBMISSION, SCRATCH):
        _new(place).mkdir()
    for path in folders:
        _bind(path, path)
    _protect(_BUILT_AT, _NODEV)
    for device in devices:
        _bind(device, device)
    _protect(_BUILT_AT, _RDONLY | _NOSUID)


def enter_root(tree: Path, scratch: str) -> None:
    """Make the prepared root this process's own, with ``tree`` in it.

    Parameters
    ----------
    tree : Path
        The submission's folder; it appears as ``SUBMISSION``.
    scratch : str
        Mount options of the scratch folder, its size and owner.
    """
    kernel.unshare(_NEW["mount"])
    _bind(tree, SUBMISSION)
    _protect(_new(SUBMISSION), _RDONLY | _NOSUID | _NODEV)
    kernel.mount("tmpfs", str(_new(SCRATCH)), "tmpfs", _NOSUID | _NODEV, scratch)
    os.chdir(_BUILT_AT)
    kernel.syscall("pivot_root", b".", b".")
    kernel.unmount(".", _DETACH)
    os.chdir("/")


def _new(path: Path) -> Path:
    return _BUILT_AT / path.relative_to("/")


def _bind(source: Path, path: Path) -> None:
    """Show ``source`` as ``path`` of the new root."""
    place = _new(path)
    if source.is_dir():
        place.mkdir(parents=True, exist_ok=True)
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    kernel.mount(str(source), str(place), flags=_BIND | _REC)


class _MountAttributes(ctypes.Structure):
    """``struct mount_attr``."""

    _fields_ = tuple(
        (name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "userns")
    )


def _protect(place: Path, attributes: int) -> None:
    """Add attributes to a mount and to all below it."""
    wanted = _MountAttributes(attributes, 0, 0, 0)
    path, size = os.fsencode(place), ctypes.sizeof(wanted)
    call = (_AT_FDCWD, path, _AT_RECURSIVE, ctypes.byref(wanted), size)
    kernel.syscall("mount_setattr", *call)
