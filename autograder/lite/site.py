"""Building the site with JupyterLite: files for any web server, none of its own."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.errors import UsageError
from autograder.lite.distribution import require_jupyterlite
from autograder.lite.packages import PRELOADED, lay_out_pyodide
from autograder.release.archive import write_tree

_KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
#: What a browser has no use for.
_LEFT_OUT = (".", "vendor/", "requirements.txt", "environment.yml")


def build_site(student: Mapping[str, bytes], distribution: Path, out: Path) -> None:
    """Write a student's folder as a site, all of whose files are below ``out``.

    Parameters
    ----------
    student : mapping
        The released folder, path -> content.
    distribution : Path
        A Pyodide distribution's folder.
    out : Path
        Where the site goes.

    Raises
    ------
    UsageError
        If JupyterLite isn't installed or doesn't build; says why.
    """
    require_jupyterlite()
    with tempfile.TemporaryDirectory(prefix="numgrade-lite-") as folder:
        work = Path(folder)
        kept = {p: c for p, c in student.items() if not p.startswith(_LEFT_OUT)}
        write_tree(kept, work / "contents")
        lay_out_pyodide(distribution, work / "lite" / "static" / "pyodide")
        _write_settings(work / "lite")
        words = [sys.executable, "-m", "jupyterlite_core", "build", "--apps", "lab"]
        words += ["--lite-dir", str(work / "lite"), "--output-dir", str(out)]
        words += ["--contents", str(work / "contents"), "--no-sourcemaps"]
        done = subprocess.run(
            words, capture_output=True, encoding="utf-8", cwd=work, check=False
        )
        if done.returncode != 0:
            lines = (done.stderr or done.stdout).strip().splitlines()
            raise UsageError(f"jupyter lite build failed: {lines[-1] if lines else ''}")


def _write_settings(folder: Path) -> None:
    """Have the kernel load libraries as it starts, and nothing from afar."""
    kernel: dict[str, Any] = {
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": list(PRELOADED)},
    }
    config = {"litePluginSettings": {_KERNEL: kernel}}
    table = {"jupyter-lite-schema-version": 0, "jupyter-config-data": config}
    (folder / "jupyter-lite.json").write_text(json.dumps(table), encoding="utf-8")
