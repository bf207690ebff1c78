"""Writing a tree to disk or into a zip whose bytes depend on the tree alone."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can state
_PLAIN_FILE = 0o100644 << 16
_PROGRAM = 0o100755 << 16


def write_tree(tree: Mapping[str, bytes], folder: Path) -> None:
    """Write every file of ``tree`` (path -> content) below ``folder``."""
    for path, content in tree.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        if _is_program(path):
            file.chmod(0o755)


def write_zip(tree: Mapping[str, bytes], file: Path | BinaryIO, top: str = "") -> None:
    """Write ``tree`` into a zip, inside the folder ``top``.

    The same tree gives the same bytes: files in order, no time, no user.
    """
    with zipfile.ZipFile(file, "w") as archive:
        for path in sorted(tree):
            info = zipfile.ZipInfo(f"{top}/{path}" if top else path, _EPOCH)
            info.create_system = 3  # Unix, wherever it was written
            info.external_attr = _PROGRAM if _is_program(path) else _PLAIN_FILE
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, tree[path], compresslevel=9)


def _is_program(path: str) -> bool:
    return path.endswith((".sh", "run_autograder"))
