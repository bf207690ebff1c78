"""Imports follow the files: from where a module lies in solutions/ to where it ships.

A family of solutions imports its own modules by where they are there. The student's
tree has them elsewhere, or joined into one; each such import is pointed there. Imports
of anything else stay as they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import NoReturn

import libcst as cst
from libcst.helpers import get_full_name_for_node
from libcst.metadata import MetadataWrapper, PositionProvider

from autograder.release.source import course_error, parse_module

# a module of solutions/ by its dotted name -> the modules it is in the student tree
Moves = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Place:
    """Where a file is in solutions/ and where in the student's tree, as modules.

    ``shipped`` is "" for a notebook, which imports but can't be imported. A package's
    ``__init__`` has the package's name; ``is_package`` and ``ships_as_package`` say so.
    ``relative`` says whether the student's modules import each other relatively.
    """

    file: Path
    module: str
    shipped: str
    is_package: bool = False
    ships_as_package: bool = False
    relative: bool = True


def module_name(path: str) -> str:
    """Return the dotted name of the module at ``path``: of a file or a folder."""
    parts = PurePosixPath(path).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1:] == ("__init__",) else parts)


def is_init(path: str) -> bool:
    """Say whether the file at ``path`` is a package's ``__init__``."""
    return PurePosixPath(path).name == "__init__.py"


def imported_module(node: cst.ImportFrom, place: Place) -> str:
    """Return the module that ``node`` imports from, absolute; "" above the root."""
    name = get_full_name_for_node(node.module) or "" if node.module else ""
    if not node.relative:
        return name
    package = place.module.split(".")
    up = len(node.relative) - place.is_package
    if up > len(package):
        return ""
    package = package[: len(package) - up]
    return ".".join([*package, *([name] if name else [])])


def move_imports(text: str, place: Place, moves: Moves) -> str:
    """Return the module ``text`` with its imports of the family's modules moved.

    Raises
    ------
    CourseError
        If it imports a module of the family that the student's tree hasn't.
    """
    return _moved(text, place, tuple((name, tuple(to)) for name, to in moves.items()))


@lru_cache(maxsize=256)  # trees differ in a few modules, and are built by the dozen
def _moved(
    text: str, place: Place, moves: tuple[tuple[str, tuple[str, ...]], ...]
) -> str:
    wrapper = MetadataWrapper(parse_module(text, place.file), unsafe_skip_copy=True)
    return wrapper.visit(_Mover(place, dict(moves))).code


class _Mover(cst.CSTTransformer):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, place: Place, moves: Moves) -> None:
        super().__init__()
        self.place = place
        self.moves = moves
        self.roots = {name.split(".")[0] for name in moves}

    def leave_Import(  # noqa: N802
        self, original_node: cst.Import, updated_node: cst.Import
    ) -> cst.Import | cst.FlattenSentinel[cst.BaseSmallStatement]:
        names = [alias.evaluated_name for alias in original_node.names]
        if not any(name.split(".")[0] in self.roots for name in names):
            return updated_node
        statements = []
        for alias, name in zip(original_node.names, names, strict=True):
            bound = alias.evaluated_alias
            target = name
            if name.split(".")[0] in self.roots:
                target = self._target(name, original_node)
                if not bound:
                    self._fail(
                        original_node,
                        f"'import {name}' can't be renamed for students; "
                        f"write 'import {name} as ...'",
                    )
            statements.append(_import_as(target, bound))
        return cst.FlattenSentinel(statements)

    def leave_ImportFrom(  # noqa: N802
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.ImportFrom | cst.FlattenSentinel[cst.BaseSmallStatement]:
        module = imported_module(original_node, self.place)
        if not original_node.relative and module.split(".")[0] not in self.roots:
            return updated_node
        relative = bool(original_node.relative) and self.place.relative
        if isinstance(original_node.names, cst.ImportStar):
            origin = self._clause(self._target(module, original_node), relative)
            return _from(updated_node, origin, updated_node.names)
        statements: list[cst.BaseSmallStatement] = []
        names: dict[str, list[cst.ImportAlias]] = {}
        for alias in original_node.names:
            name = alias.evaluated_name
            submodule = f"{module}.{name}"
            if submodule not in self.moves:
                origin = self._clause(self._target(module, original_node), relative)
                names.setdefault(origin, []).append(alias)
                continue
            parent, _, leaf = self._target(submodule, original_node).rpartition(".")
            bound = alias.evaluated_alias or name
            if parent:
                origin = self._clause(parent, relative)
                names.setdefault(origin, []).append(_alias(leaf, bound))
            else:
                statements.append(_import_as(leaf, bound))
        for origin, aliases in names.items():
            whole = aliases == list(original_node.names)
            kept = updated_node.names if whole else _separate(aliases)
            statements.append(_from(updated_node, origin, kept))
        return cst.FlattenSentinel(statements)

    def leave_SimpleStatementLine(  # noqa: N802
        self,
        original_node: cst.SimpleStatementLine,
        updated_node: cst.SimpleStatementLine,
    ) -> cst.SimpleStatementLine | cst.FlattenSentinel[cst.BaseStatement]:
        body = updated_node.body
        if len(body) == len(original_node.body):
            return updated_node
        single = [s.with_changes(semicolon=cst.MaybeSentinel.DEFAULT) for s in body]
        first = updated_node.with_changes(body=single[:1])
        rest = [cst.SimpleStatementLine([statement]) for statement in single[1:]]
        return cst.FlattenSentinel([first, *rest])

    def _target(self, module: str, node: cst.CSTNode) -> str:
        """Return the shipped module that ``module`` became, the nearest if several."""
        targets = self.moves.get(module)
        if not targets:
            self._fail(
                node,
                f"imports {module or 'from above solutions/'}, which students don't "
                "get; list it under [[files]] or drop the import",
            )
        here = self.place.shipped.split(".")
        target = max(targets, key=lambda name: _common(name.split("."), here))
        if target == self.place.shipped and not self.place.ships_as_package:
            self._fail(
                node,
                f"imports {module}, which students get in the same module; "
                "between parts, import names at the top",
            )
        return target

    def _clause(self, target: str, relative: bool) -> str:
        """Return what stands between ``from`` and ``import``."""
        here = self.place.shipped.split(".")
        if not self.place.ships_as_package:
            here.pop()
        parts = target.split(".")
        common = _common(parts, here)
        if not relative or not common:
            return target
        return "." * (len(here) - common + 1) + ".".join(parts[common:])

    def _fail(self, node: cst.CSTNode, text: str) -> NoReturn:
        line = self.get_metadata(PositionProvider, node).start.line
        raise course_error(self.place.file, line, text)


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    """Count the equal parts at the beginning."""
    count = 0
    for left, right in zip(a, b, strict=False):
        if left != right:
            break
        count += 1
    return count


def _statement(text: str) -> cst.BaseSmallStatement:
    line = cst.ensure_type(cst.parse_statement(text), cst.SimpleStatementLine)
    return line.body[0]


def _import_as(module: str, bound: str | None) -> cst.BaseSmallStatement:
    suffix = "" if bound in (None, module) else f" as {bound}"
    return _statement(f"import {module}{suffix}")


def _alias(name: str, bound: str) -> cst.ImportAlias:
    suffix = "" if bound == name else f" as {bound}"
    node = cst.ensure_type(_statement(f"from x import {name}{suffix}"), cst.ImportFrom)
    assert not isinstance(node.names, cst.ImportStar)
    return node.names[0]


def _separate(aliases: Iterable[cst.ImportAlias]) -> list[cst.ImportAlias]:
    """Forget where the names' commas were."""
    default = cst.MaybeSentinel.DEFAULT
    return [alias.with_changes(comma=default) for alias in aliases]


def _from(
    node: cst.ImportFrom,
    origin: str,
    names: Sequence[cst.ImportAlias] | cst.ImportStar,
) -> cst.ImportFrom:
    """Return ``node`` with other names, and with another module after ``from``."""
    other = cst.ensure_type(_statement(f"from {origin} import x"), cst.ImportFrom)
    changes: dict[str, object] = {"module": other.module, "relative": other.relative}
    if names is not node.names:
        changes |= {"names": names, "lpar": None, "rpar": None}
    return node.with_changes(**changes)
