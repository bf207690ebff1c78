"""The running numgrade as a wheel, so that students fetch nothing but PyPI packages.

Made from the installed files, whether they were installed from an archive or are a
source checkout; the same files give the same bytes.
"""

import base64
import hashlib
import io
from functools import lru_cache
from importlib import metadata
from pathlib import Path

import autograder
from autograder.errors import CourseError
from autograder.release.archive import write_zip

_CODE = {".py", ".sh", ".ini", ".toml", ".typed"}
_KINDS = _CODE | {".md", ".html", ".css", ".js", ".svg"}
_WHEEL = "Wheel-Version: 1.0\nGenerator: numgrade\nRoot-Is-Purelib: true\n"


@lru_cache(maxsize=1)
def build_wheel() -> tuple[str, bytes]:
    """Return the wheel's file name and its content.

    Raises
    ------
    CourseError
        If numgrade runs without having been installed.
    """
    try:
        installed = metadata.distribution("numgrade")
    except metadata.PackageNotFoundError:
        raise CourseError(
            "numgrade isn't installed, only run; install it with pip to release"
        ) from None
    stem = f"numgrade-{installed.version}"
    info = f"{stem}.dist-info"
    files = _package_files()
    files[f"{info}/METADATA"] = (installed.read_text("METADATA") or "").encode()
    files[f"{info}/WHEEL"] = f"{_WHEEL}Tag: py3-none-any\n".encode()
    entry_points = installed.read_text("entry_points.txt") or ""
    files[f"{info}/entry_points.txt"] = entry_points.encode()
    record = [f"{path},sha256={_digest(c)},{len(c)}" for path, c in files.items()]
    record.append(f"{info}/RECORD,,")
    files[f"{info}/RECORD"] = ("\n".join(record) + "\n").encode()
    stream = io.BytesIO()
    write_zip(files, stream)
    return f"{stem}-py3-none-any.whl", stream.getvalue()


def _package_files() -> dict[str, bytes]:
    package = Path(autograder.__file__).parent
    return {
        f"autograder/{path.relative_to(package).as_posix()}": path.read_bytes()
        for path in sorted(package.rglob("*"))
        if path.suffix in _KINDS and "__pycache__" not in path.parts
    }


def _digest(content: bytes) -> str:
    digest = hashlib.sha256(content).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
