"""Control groups: memory and processes of all that a worker starts, counted together.

Needs cgroup version 2 and a group handed over to us ("delegated"), which systemd does
on request and containers rarely do.
"""

import contextlib
import os
import time
from pathlib import Path

MB = 2**20
_CONTROLLERS = {"memory", "pids"}


class Group:
    """A group for the workers of one fork server, beside the group that it is in.

    Parameters
    ----------
    parent : Path
        A group that may be divided: ``find_parent``.
    name : str
        Of the new group.
    """

    def __init__(self, parent: Path, name: str) -> None:
        self._folder = parent / name
        self._folder.mkdir(exist_ok=True)

    def limit(self, memory: int, processes: int) -> None:
        """Set the limits: MB, and a count."""
        (self._folder / "memory.max").write_text(str(memory * MB))
        (self._folder / "pids.max").write_text(str(processes))
        with contextlib.suppress(OSError):  # a kernel that doesn't count swap
            (self._folder / "memory.swap.max").write_text("0")

    def add(self, pid: int) -> None:
        """Move a process into the group; what it starts stays there."""
        (self._folder / "cgroup.procs").write_text(str(pid))

    def kill(self) -> None:
        """Kill every process of the group."""
        with contextlib.suppress(OSError):  # before Linux 5.14; others kill them, too
            (self._folder / "cgroup.kill").write_text("1")

    def remove(self) -> None:
        """Remove the group, when its processes have gone."""
        for _ in range(50):
            try:
                self._folder.rmdir()
                return
            except FileNotFoundError:
                return
            except OSError:
                time.sleep(0.01)


def find_parent(mounts: str | None = None, membership: str | None = None) -> Path:
    """Return the group that ours is part of, if it may be divided further.

    Parameters
    ----------
    mounts, membership : str, optional
        Instead of ``/proc/self/mounts`` and ``/proc/self/cgroup``.

    Raises
    ------
    OSError
        Saying why there is none.
    """
    mounts = mounts or Path("/proc/self/mounts").read_text()
    membership = membership or Path("/proc/self/cgroup").read_text()
    rows = [line.split() for line in mounts.splitlines()]
    roots = [Path(row[1]) for row in rows if row[2] == "cgroup2"]
    ours = [line[3:] for line in membership.splitlines() if line.startswith("0::")]
    if not roots or not ours:
        raise OSError("no cgroup version 2 is mounted")
    parent = roots[0] / ours[0].strip("/")
    parent = parent.parent if parent != roots[0] else parent
    control = parent / "cgroup.subtree_control"
    if not control.exists() or not os.access(parent, os.W_OK):
        raise OSError(f"{parent} was not delegated to us")
    lacking = _CONTROLLERS - set(control.read_text().split())
    if lacking:
        wanted = " ".join(f"+{name}" for name in sorted(lacking))
        try:
            control.write_text(wanted)
        except OSError as error:
            raise OSError(
                f"{parent} gives no {' and '.join(sorted(lacking))}: {error.strerror}"
            ) from None
    return parent
