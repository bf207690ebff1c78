"""Refusing imports that an assignment forbids: in the files, and when they happen.

Runs in the untrusted process, but looks at the submission's files before any of them
has run. A file that imports what is forbidden can't be imported itself.
"""

import ast
import sys
from collections.abc import Collection, Iterator, Sequence
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
        self._offences = dict(find_offences(names, root))

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
        if self._offences:
            spec = PathFinder.find_spec(fullname, path)
            offence = self._offences.get(spec.origin or "") if spec else None
            if offence:
                raise ForbiddenImport(offence, name=fullname)
        return None


def forbid(names: Collection[str], root: Path) -> None:
    """Refuse the modules ``names``, and all below them, from now on."""
    for name in [name for name in sys.modules if _is_forbidden(name, names)]:
        del sys.modules[name]
    sys.meta_path.insert(0, Doorkeeper(names, root))


def find_offences(names: Collection[str], root: Path) -> Iterator[tuple[str, str]]:
    """Yield each file below ``root`` that imports something forbidden, and how."""
    for file in sorted(root.rglob("*.py")):
        if file.stat().st_size > MAX_SOURCE:
            continue
        try:
            tree = ast.parse(file.read_bytes())
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue  # importing it will say so
        for node in ast.walk(tree):
            for name in _imported(node):
                if _is_forbidden(name, names):
                    where = f"{file.relative_to(root)}, line {node.lineno}"  # type: ignore[attr-defined]
                    told = f"{where}: {name} is not allowed in this assignment"
                    yield str(file), told


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        below = [f"{node.module}.{alias.name}" for alias in node.names]
        return [node.module, *below]
    return []


def _is_forbidden(name: str, names: Collection[str]) -> bool:
    return any(name == other or name.startswith(f"{other}.") for other in names)
