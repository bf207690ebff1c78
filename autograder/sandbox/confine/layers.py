"""The layers of the sandbox by name: what each is for, and what to do without it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from autograder.errors import SandboxError

Mode = Literal["auto", "strict", "off"]


class Policy(NamedTuple):
    """How to confine: a mode, and layers to do without whatever the mode."""

    mode: Mode = "auto"
    without: frozenset[str] = frozenset()


_CONTAINER = (
    "containers often refuse it; not needed where Landlock and seccomp are active"
)
_KERNEL = "use Linux {} or newer; in a container, its seccomp profile must allow it"


@dataclass(frozen=True)
class Layer:
    """One layer: its purpose, how to get it, whether ``strict`` insists on it."""

    purpose: str
    mend: str
    required: bool = False


LAYERS = {
    "session": Layer("empty environment, no inherited files, own session", "", True),
    "rlimits": Layer("memory, processor time, file size, open files", "", True),
    "cgroup": Layer(
        "memory and processes, counted together",
        "start numgrade by systemd-run --user with Delegate=yes; see docs/security.md",
    ),
    "mount namespace": Layer("no other file exists", _CONTAINER),
    "pid namespace": Layer("no other process exists; none is left over", _CONTAINER),
    "network namespace": Layer("no network exists", _CONTAINER),
    "ipc namespace": Layer("no shared memory with others", _CONTAINER),
    "user namespace": Layer(
        "privileges that mean nothing outside",
        "only wanted where an ordinary user grades; root's workers change their user",
    ),
    "uid": Layer(
        "a user of its own, who owns nothing",
        "only root can give a worker another user; as an ordinary user, rely on the "
        "other layers",
    ),
    "capabilities": Layer("no privilege of root's", "", True),
    "no_new_privs": Layer("setuid programs give nothing", "", True),
    "landlock": Layer(
        "reads interpreter and submission, writes scratch, nothing else",
        _KERNEL.format("5.13") + " and Landlock be listed in the boot option lsm=",
        True,
    ),
    "seccomp": Layer(
        "no socket, process, program, signal, mount or tracing",
        _KERNEL.format("4.14"),
        True,
    ),
    "scratch": Layer("disk space and number of files", "", True),
}

# what ``off`` leaves: enough that an endless loop ends
WITHOUT_SANDBOX = ("session", "rlimits", "scratch")


@dataclass(frozen=True)
class State:
    """Whether a layer is in force; ``detail`` says in what form, or why it isn't."""

    layer: str
    active: bool
    detail: str = ""


def switched_off(mode: Mode) -> frozenset[str]:
    """Return the layers that a mode does without."""
    return frozenset(LAYERS) - set(WITHOUT_SANDBOX) if mode == "off" else frozenset()


def active(states: Iterable[State]) -> tuple[str, ...]:
    """Return the names of the layers in force."""
    return tuple(state.layer for state in states if state.active)


def insist(states: Iterable[State]) -> None:
    """Refuse to go on without the layers that ``strict`` asks for.

    Raises
    ------
    SandboxError
        Naming what is missing, why, and the mend.
    """
    for state in states:
        layer = LAYERS[state.layer]
        if layer.required and not state.active:
            mend = f"; {layer.mend}" if layer.mend else ""
            raise SandboxError(
                f"--sandbox strict: {state.layer} is missing ({state.detail}){mend}; "
                "see numgrade doctor"
            )
