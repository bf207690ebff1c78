"""The packages of a site: Pyodide's own, the rest from PyPI, and a lock naming both.

Pyodide loads what its lock file lists and finds it beside that file, so the lock is cut
down to what notebooks and checks need: nothing is fetched from elsewhere.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from autograder.errors import UsageError
from autograder.lite.distribution import CORE
from autograder.release.wheel import build_wheel

#: Loaded before the first cell, with what they depend on: the kernel's libraries, and
#: the course's and the checks', since a student's own module may import any of them.
PRELOADED = ("ipython", "jedi", "comm", "matplotlib", "tqdm", "numgrade")

# the lock lists what old pytests needed
_PYTEST = ("iniconfig", "packaging", "pluggy", "pygments")
_CHECKS = ("msgpack", "msgspec", "numpy", "pytest")

Entry = dict[str, Any]


def lay_out_pyodide(distribution: Path, target: Path) -> None:
    """Copy a distribution's core and the packages needed into ``target``.

    What the distribution lacks comes from PyPI, built for the same Pyodide.

    Raises
    ------
    UsageError
        If a package is neither there nor on PyPI.
    """
    target.mkdir(parents=True)
    for name in CORE:
        shutil.copyfile(distribution / name, target / name)
    lock = json.loads((distribution / "pyodide-lock.json").read_bytes())
    entries = _needed(lock["packages"])
    lacking = []
    for entry in entries.values():
        wheel = distribution / entry["file_name"]
        if entry["file_name"] and wheel.is_file():
            shutil.copyfile(wheel, target / wheel.name)
        else:
            lacking.append(entry)
    _download(lacking, lock["info"], target)
    for entry in entries.values():
        entry["sha256"] = _digest(target / entry["file_name"])
    name, content = build_wheel()
    (target / name).write_bytes(content)
    entries["numgrade"] = _entry("numgrade", "autograder", _CHECKS) | {
        "file_name": name,
        "version": name.split("-")[1],
        "sha256": _digest(target / name),
    }
    lock["packages"] = dict(sorted(entries.items()))
    (target / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")


def _needed(known: dict[str, Entry]) -> dict[str, Entry]:
    """Return the entries of ``ROOTS`` and of all that they depend on."""
    entries: dict[str, Entry] = {}
    waiting = ["micropip", *PRELOADED, *_CHECKS]
    while waiting:
        name = _canonical(waiting.pop())
        if name in entries or name == "numgrade":
            continue
        entry = dict(known.get(name) or _entry(name, name))
        if name == "pytest":
            entry["depends"] = list(_PYTEST)
        entries[name] = entry
        waiting += entry["depends"]
    return entries


def _entry(name: str, module: str, depends: tuple[str, ...] = ()) -> Entry:
    return {
        "name": name,
        "version": "",
        "file_name": "",
        "install_dir": "site",
        "package_type": "package",
        "imports": [module],
        "depends": list(depends),
        "unvendored_tests": False,
        "sha256": "",
    }


def _download(lacking: list[Entry], info: dict[str, str], target: Path) -> None:
    """Fetch wheels for this Pyodide, and name them in their entries.

    Of Python alone, the version of the lock; of compiled ones, what PyPI has for this
    ABI.
    """
    if not lacking:
        return
    python = "".join(info["python"].split(".")[:2])
    options = ["--only-binary", ":all:", "--implementation", "cp", "--no-deps"]
    options += ["--python-version", python, "--abi", f"cp{python}"]
    options += ["--platform", f"pyemscripten_{info['abi_version']}_wasm32"]
    pure = {e["name"] for e in lacking if e["file_name"].endswith("-none-any.whl")}
    wanted = [
        f"{e['name']}=={e['version']}" if e["name"] in pure else e["name"]
        for e in lacking
    ]
    command = [sys.executable, "-m", "pip", "download", "--quiet"]
    command += ["--disable-pip-version-check", "--dest", str(target), *options]
    done = subprocess.run(
        [*command, *wanted], capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode != 0:
        told = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise UsageError(
            f"the distribution lacks {', '.join(wanted)}, and PyPI has not all of them "
            f"for Pyodide's ABI {info['abi_version']}: {told[-1] if told else ''}; "
            "name a full Pyodide distribution with --pyodide"
        )
    wheels = {_canonical(w.name.split("-")[0]): w for w in target.glob("*.whl")}
    for entry in lacking:
        wheel = wheels[_canonical(entry["name"])]
        entry.update(file_name=wheel.name, version=wheel.name.split("-")[1])


def _canonical(name: str) -> str:
    """Write a name as Pyodide looks it up."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
