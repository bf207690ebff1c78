"""Noticing what a submission tries, so that feedback can name it.

Python announces what it is about to do to "audit hooks". This one only takes notes:
what is allowed is for the kernel to say. Runs in the untrusted process, which can keep
things from it, but the grader accepts no words except those below.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from types import FrameType
from typing import Any

SOCKET = "tried to open a network socket"
PROCESS = "tried to start a process"
SIGNAL = "tried to send a signal to a process"
READ = "tried to read files that are not its own"
CHANGE = "tried to change files that are not its own"
LINK = "tried to make a link"
MEMORY = "looked through the interpreter's memory"
TRACE = "tried to listen to the interpreter's events"

WORDS = frozenset({SOCKET, PROCESS, SIGNAL, READ, CHANGE, LINK, MEMORY, TRACE})

_ALWAYS = {
    "socket.__new__": SOCKET,
    "subprocess.Popen": PROCESS,
    "os.system": PROCESS,
    "os.fork": PROCESS,
    "os.forkpty": PROCESS,
    "os.exec": PROCESS,
    "os.posix_spawn": PROCESS,
    "os.spawn": PROCESS,
    "os.kill": SIGNAL,
    "os.killpg": SIGNAL,
    "os.link": LINK,
    "os.symlink": LINK,
    "gc.get_objects": MEMORY,
    "gc.get_referrers": MEMORY,
    "sys.addaudithook": TRACE,
}
_BY_PATH = {
    "os.listdir": READ,
    "os.scandir": READ,
    "os.chdir": READ,
    "os.remove": CHANGE,
    "os.rename": CHANGE,
    "os.mkdir": CHANGE,
    "os.rmdir": CHANGE,
    "os.truncate": CHANGE,
    "os.chmod": CHANGE,
    "os.chown": CHANGE,
    "os.utime": CHANGE,
}
# modules that start helpers or look around on behalf of harmless questions
_LIBRARIES = ("site-packages", "importlib", "platform.py", "uuid.py", "ctypes")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

_noticed: set[str] = set()


def watch(root: Path, own: Iterable[str]) -> None:
    """Take notes from now on.

    Parameters
    ----------
    root : Path
        The submission's folder: what libraries do of themselves isn't noted.
    own : iterable of str
        Folders in which files may be opened.
    """
    top = f"{root}{os.sep}"
    folders = tuple(f"{folder}{os.sep}" for folder in own)

    def hook(event: str, args: tuple[Any, ...]) -> None:
        word = _ALWAYS.get(event)
        if word is None and (event == "open" or event in _BY_PATH):
            word = _about_path(event, args, folders)
        if word is not None and _called_from(top, sys._getframe(1)):
            _noticed.add(word)

    sys.addaudithook(hook)


def take() -> list[str]:
    """Return what was noticed since the last time."""
    words = sorted(_noticed)
    _noticed.clear()
    return words


def _about_path(event: str, args: tuple[Any, ...], own: tuple[str, ...]) -> str | None:
    try:
        path = os.path.abspath(os.fsdecode(args[0]))
    except (TypeError, ValueError):  # a descriptor, or none
        return None
    if f"{path}{os.sep}".startswith(own) or path == os.devnull:
        return None
    if event == "open":
        return CHANGE if args[2] & _WRITING else READ
    return _BY_PATH[event]


def _called_from(top: str, frame: FrameType | None) -> bool:
    """Tell whether the submission asked for it, and not a library that it uses."""
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(top):
            return True
        if any(name in file for name in _LIBRARIES):
            return False
        frame = frame.f_back
    return False
