"""Refusing imports that an assignment forbids: in the files, and when they happen.

Runs in the untrusted process. A file that imports what is forbidden, be it in a
function that nobody calls, can't be imported itself.
"""

import ast
import sys
from collections.abc import Collection, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

MAX_SOURCE = 2**20  # bytes; no module that a person wrote is larger


class ForbiddenImport(ImportError):  # noqa: N818  (says what happened)
    """The submission imports what the assignment forbids."""


class Doorkeeper(MetaPathFinder):
    """Refuses forbidden modules, and modules of the submission that import them."""

    def __init__(self, names: Collection[str], root: Path) -> None:
        self._names = names
        self._root = root

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Raise ``ForbiddenImport`` for what is forbidden; leave the rest to others."""
        if _is_forbidden(fullname, self._names):
            raise ForbiddenImport(
                f"{fullname} is not allowed in this assignment", name=fullname
            )
        spec = PathFinder.find_spec(fullname, path)
        file = Path(spec.origin or "") if spec is not None else Path()
        own = file.suffix == ".py" and _is_own(file, self._root)
        if own and (offence := find_offence(self._names, file)):
            where = file.relative_to(self._root)
            raise ForbiddenImport(f"{where}, {offence}", name=fullname)
        return None


def forbid(names: Collection[str], root: Path) -> None:
    """Refuse the modules ``names``, and all below them, from now on."""
    for name in [name for name in sys.modules if _is_forbidden(name, names)]:
        del sys.modules[name]
    sys.meta_path.insert(0, Doorkeeper(names, root))


def find_offence(names: Collection[str], file: Path) -> str:
    """Tell a line of ``file`` that imports something forbidden; "" if none does."""
    if file.stat().st_size > MAX_SOURCE:
        return ""
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""  # importing it will say so
    for node in ast.walk(tree):
        for name in _imported(node):
            if _is_forbidden(name, names):
                line = node.lineno  # type: ignore[attr-defined]
                return f"line {line}: {name} is not allowed in this assignment"
    return ""


def _is_own(file: Path, root: Path) -> bool:
    """Tell a student's file from those of an environment that lies beside it."""
    own = file.is_relative_to(root)
    return own and "site-packages" not in file.relative_to(root).parts


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        below = [f"{node.module}.{alias.name}" for alias in node.names]
        return [node.module, *below]
    return []


def _is_forbidden(name: str, names: Collection[str]) -> bool:
    return any(name == other or name.startswith(f"{other}.") for other in names)
