"""Putting the layers on, in the one order in which they can be.

A ``Confinement`` lives in the fork server, which prepares once what all workers share;
``apply`` then runs in each worker before it meets the submission.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from autograder.sandbox.confine import (
    cgroup,
    kernel,
    landlock,
    limits,
    namespaces,
    privileges,
    readable,
    seccomp,
)
from autograder.sandbox.confine.layers import LAYERS, State

_OFF = "switched off"
_SHARED = ("mount", "pid", "network", "ipc", "user")


@dataclass
class Confinement:
    """The layers of one fork server's workers, but for those named in ``without``.

    Attributes
    ----------
    folders : list of Path
        What workers may read beside the submission.
    entered : list of str
        The kinds of namespaces that the server is in.
    """

    without: frozenset[str] = frozenset()
    entered: list[str] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    _states: dict[str, State] = field(default_factory=dict)
    _devices: list[Path] = field(default_factory=list)
    _group: cgroup.Group | None = None
    _uid: int = 0
    _others: int = 0  # processes of this user that have nothing to do with us

    @property
    def alone(self) -> bool:
        """Whether the server is the first process of a namespace of its own."""
        return "pid" in self.entered

    # in the server

    def enter_namespaces(self) -> None:
        """Enter namespaces, if that is possible. Before any thread is started.

        The process that returns may be a child of the one that called.
        """
        self.folders = readable.interpreter_folders()
        self._devices = readable.devices()
        self._uid = privileges.worker_uid(os.getpid())
        self._others = privileges.processes_of(os.getuid())
        self._group = self._make_group()
        unwanted = [kind for kind in _SHARED if f"{kind} namespace" in self.without]
        if len(unwanted) == len(_SHARED):
            reason = _OFF
        else:
            skip = frozenset(unwanted)
            reason = namespaces.missing(skip, self.folders, self._devices)
            if not reason:
                self.entered = namespaces.enter(skip)
        for kind in _SHARED:
            name, off = f"{kind} namespace", kind in unwanted
            why = _OFF if off else reason
            if kind == "user" and not why:
                why = "" if kind in self.entered else "not needed: started as root"
            self._states[name] = State(name, kind in self.entered, why)

    def build_root(self) -> None:
        """Prepare the file tree that workers see, in a mount namespace."""
        if "mount" in self.entered:
            namespaces.build_root(self.folders, self._devices)

    def end_worker(self) -> None:
        """Kill what a worker may have left in its group."""
        if self._group is not None:
            self._group.kill()

    def close(self) -> None:
        """Remove what was prepared outside this process."""
        if self._group is not None:
            self._group.kill()
            self._group.remove()

    def _make_group(self) -> cgroup.Group | None:
        try:
            if "cgroup" in self.without:
                raise OSError(_OFF)
            return cgroup.Group(cgroup.find_parent(), f"numgrade-{os.getpid()}")
        except OSError as error:
            self._states["cgroup"] = State("cgroup", False, kernel.reason(error))
            return None

    # in a worker

    def apply(
        self, tree: Path, scratch: Path, wanted: limits.WorkerLimits
    ) -> tuple[Path, list[State]]:
        """Confine this process; return where the submission is now, and what holds.

        Raises
        ------
        OSError
            If the submission can't be read with what is left.
        """
        if not tree.is_dir():
            raise FileNotFoundError(f"no folder {tree}")
        self._note("session", "")
        self._attempt("cgroup", lambda: self._join_group(wanted))
        self._attempt("rlimits", lambda: wanted.apply(self._others))
        tree, scratch = self._arrange_files(tree, scratch, wanted)
        mask = self._become_nobody(tree)
        self._attempt("capabilities", lambda: privileges.keep_capabilities(mask))
        self._attempt("no_new_privs", limits.forbid_new_privileges)
        limits.die_with_parent()  # anew: a change of user cancels it
        readables = [*self.folders, tree]
        writables = [scratch, *self._devices]
        self._attempt("landlock", lambda: landlock.restrict(readables, writables))
        self._attempt("seccomp", lambda: seccomp.install(os.getpid()))
        return tree, [self._states[name] for name in LAYERS]

    def importable(self) -> list[str]:
        """Return the part of ``sys.path`` that a worker can read."""
        return readable.importable(self.folders)

    def _arrange_files(
        self, tree: Path, scratch: Path, wanted: limits.WorkerLimits
    ) -> tuple[Path, Path]:
        """Return where the submission and the scratch folder are from now on."""
        uid = self._uid if self._changes_user() else os.getuid()
        if "mount" in self.entered:
            size = f"size={wanted.scratch}m,nr_inodes={wanted.files}"
            namespaces.enter_root(tree, f"{size},mode=700,uid={uid},gid={uid}")
            tree, scratch = namespaces.SUBMISSION, namespaces.SCRATCH
            self._note("scratch", f"a file system of {wanted.scratch} MB")
        else:
            if self._changes_user():
                os.chown(scratch, uid, uid)
            self._note("scratch", f"looked after: {wanted.scratch} MB")
        os.environ.update(limits.clean_environment(str(scratch)))
        os.chdir(scratch)
        return tree, scratch

    def _become_nobody(self, tree: Path) -> int:
        """Change the user, if root; return the capabilities that must be kept."""
        mask = 0

        def change() -> str:
            nonlocal mask
            if os.getuid() != 0:
                raise OSError("not started as root")
            may_keep = self._landlock_works()
            mask = privileges.become(self._uid, [*self.folders, tree], may_keep)
            kept = ", may read what Landlock grants" if mask else ""
            return f"user {self._uid}{kept}"

        self._attempt("uid", change)
        if not mask and not os.access(tree, os.R_OK | os.X_OK):
            raise PermissionError(f"the submission can't be read by user {os.getuid()}")
        return mask

    def _changes_user(self) -> bool:
        return os.getuid() == 0 and "uid" not in self.without

    def _landlock_works(self) -> bool:
        try:
            return "landlock" not in self.without and landlock.version() > 0
        except OSError:
            return False

    def _join_group(self, wanted: limits.WorkerLimits) -> None:
        if self._group is None:
            raise OSError(self._states["cgroup"].detail)
        self._group.limit(wanted.memory + wanted.scratch, wanted.processes)
        self._group.add(os.getpid())

    def _attempt(self, layer: str, action: Callable[[], str | None]) -> None:
        """Put a layer on, or note why that isn't possible."""
        try:
            if layer in self.without:
                raise OSError(_OFF)
            self._note(layer, action() or "")
        except OSError as error:
            self._states[layer] = State(layer, False, kernel.reason(error))

    def _note(self, layer: str, detail: str) -> None:
        self._states[layer] = State(layer, True, detail)
