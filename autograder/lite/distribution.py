"""The files of a Pyodide distribution, wherever the instructor has them.

Pyodide's own release holds all of its packages in one archive
(https://github.com/pyodide/pyodide/releases). Any folder with its core files, its lock
file and the wheels of numpy and matplotlib will do.
"""

import contextlib
import importlib.util
import shutil
import tarfile
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import UsageError

CORE = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
)


def latest_pyodide() -> str:
    """Return the address of the release that the installed JupyterLite was made for.

    Raises
    ------
    UsageError
        If JupyterLite isn't installed.
    """
    require_jupyterlite()
    from jupyterlite_pyodide_kernel.constants import PYODIDE_VERSION

    base = "https://github.com/pyodide/pyodide/releases/download"
    return f"{base}/{PYODIDE_VERSION}/pyodide-{PYODIDE_VERSION}.tar.bz2"


def require_jupyterlite() -> None:
    """Refuse to go on without JupyterLite.

    Raises
    ------
    UsageError
        If a part of it isn't installed.
    """
    for module in ("jupyterlite_core", "jupyterlite_pyodide_kernel", "jupyter_server"):
        if importlib.util.find_spec(module) is None:
            raise UsageError(
                f"{module} isn't installed; run pip install 'numgrade[lite]'"
            )


@contextlib.contextmanager
def distribution(where: str) -> Iterator[Path]:
    """Give the folder of a distribution, for as long as it is needed.

    Parameters
    ----------
    where : str
        A folder, an archive (``.tar.bz2``) or the ``https://`` address of one.

    Raises
    ------
    UsageError
        If it isn't one, or can't be fetched.
    """
    if Path(where).is_dir():
        yield _checked(Path(where), where)
        return
    with tempfile.TemporaryDirectory(prefix="numgrade-pyodide-") as folder:
        archive = Path(where)
        if where.startswith("https://"):
            archive = Path(folder, "pyodide.tar.bz2")
            _fetch(where, archive)
        try:
            with tarfile.open(archive) as stream:
                stream.extractall(folder, filter="data")
        except (OSError, tarfile.TarError) as error:
            raise UsageError(
                f"--pyodide {where}: no folder and no archive: {error}; "
                "name Pyodide's pyodide-VERSION.tar.bz2 or the folder that is in it"
            ) from None
        yield _checked(Path(folder, "pyodide"), where)


def _fetch(address: str, archive: Path) -> None:
    try:
        with urllib.request.urlopen(address) as stream, archive.open("wb") as file:
            shutil.copyfileobj(stream, file)
    except OSError as error:
        raise UsageError(
            f"can't fetch {address}: {error}; fetch it elsewhere and name the file "
            "with --pyodide"
        ) from None


def _checked(folder: Path, where: str) -> Path:
    missing = [name for name in CORE if not (folder / name).is_file()]
    if missing:
        raise UsageError(
            f"--pyodide {where}: {missing[0]} is missing; it needs Pyodide 314 or later"
        )
    return folder
