"""Get a Pyodide distribution where only PyPI can be reached, such as in our CI.

numpy and matplotlib for Pyodide are on neither PyPI nor npm; they come with Pyodide's
own release. The wheel of open-webui, a program with a Python console for browsers,
carries a copy. Elsewhere name Pyodide's release itself: numgrade release --pyodide.

Usage: python ci/lite/fetch_pyodide.py FOLDER
"""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

CARRIER = "open-webui==0.12.4"
INSIDE = "open_webui/frontend/pyodide/"


def main(folder: Path) -> None:
    """Download the wheel and take Pyodide out of it."""
    with tempfile.TemporaryDirectory() as temporary:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--disable-pip-version-check", "--dest", temporary, CARRIER]
        subprocess.run(command, check=True)
        (wheel,) = Path(temporary).glob("*.whl")
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                file = name.removeprefix(INSIDE)
                if name.startswith(INSIDE) and file and "/" not in file:
                    (folder / file).write_bytes(archive.read(name))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
