"""What every worker may read: the interpreter, its libraries, and nothing of a course.

Entries of ``sys.path`` are no guide: an editable install puts a whole project there,
with its model solutions and hidden tests.
"""

import site
import sys
import sysconfig
from pathlib import Path

_SYSTEM = (
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/local/lib64",
    "/usr/share/fonts",
    "/usr/share/matplotlib",
    "/usr/share/zoneinfo",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
)
_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
_STORE = Path("/nix/store")  # where NixOS keeps an interpreter's libraries


def interpreter_folders() -> list[Path]:
    """Return the folders that Python itself, its packages and their libraries are in.

    None lies inside another one.
    """
    names = [sysconfig.get_path(key) for key in ("stdlib", "platstdlib")]
    names += [sysconfig.get_path(key) for key in ("purelib", "platlib")]
    names += site.getsitepackages()
    for prefix in {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}:
        names += [f"{prefix}/lib", f"{prefix}/lib64"]
    folders = [Path(name) for name in names]
    if Path(sys.base_prefix).is_relative_to(_STORE):
        folders.append(_STORE)
    folders += [Path(name) for name in _SYSTEM]
    return outermost(folders + [folder.resolve() for folder in folders])


def devices() -> list[Path]:
    """Return the devices that programs take for granted."""
    return [Path(name) for name in _DEVICES if Path(name).exists()]


def outermost(paths: list[Path]) -> list[Path]:
    """Return the paths that exist, without those that lie below another one."""
    kept: list[Path] = []
    for path in sorted(set(paths)):
        if path.exists() and not any(path.is_relative_to(above) for above in kept):
            kept.append(path)
    return kept


def importable(folders: list[Path]) -> list[str]:
    """Return the entries of ``sys.path`` that lie in one of ``folders``."""
    return [
        entry
        for entry in sys.path
        if any(Path(entry).is_relative_to(folder) for folder in folders)
    ]
