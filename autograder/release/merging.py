"""Merging the imports of several modules into one sorted block."""

import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import libcst as cst

from autograder.release.strip import LINE_LENGTH


@dataclass(frozen=True)
class Import:
    """``from module import name as bound``, or ``import module as bound``."""

    module: str  # with its dots, if relative
    name: str  # "" for a plain import
    bound: str

    @property
    def origin(self) -> tuple[str, str]:
        """What the bound name stands for."""
        if not self.name and self.bound == self.module.split(".")[0]:
            return self.bound, ""  # import os.path binds os
        return self.module, self.name


def imports_of(statement: cst.CSTNode) -> list[Import]:
    """Return what a statement of nothing but imports binds; [] for any other."""
    if not isinstance(statement, cst.SimpleStatementLine):
        return []
    found: list[Import] = []
    for node in statement.body:
        if isinstance(node, cst.Import):
            for alias in node.names:
                name = alias.evaluated_name
                bound = alias.evaluated_alias or name.split(".")[0]
                found.append(Import(name, "", bound))
        elif isinstance(node, cst.ImportFrom):
            found += _names(node)
        else:
            return []
    return found


def merge(imports: Iterable[Import], own: Collection[str]) -> str:
    """Return the imports as source: each once, sorted in the usual sections.

    ``own`` names the top-level modules of the student's tree; they come last.
    """
    sections: dict[int, list[Import]] = {}
    for line in sorted(set(imports), key=lambda i: (i.module.lower(), i.module)):
        sections.setdefault(_section(line, own), []).append(line)
    return "\n\n".join(_lines(sections[key]) for key in sorted(sections))


def _names(node: cst.ImportFrom) -> list[Import]:
    dots = "." * len(node.relative)
    name = cst.helpers.get_full_name_for_node(node.module) if node.module else ""
    module = f"{dots}{name}"
    if isinstance(node.names, cst.ImportStar):
        return [Import(module, "*", "*")]
    return [
        Import(
            module, alias.evaluated_name, alias.evaluated_alias or alias.evaluated_name
        )
        for alias in node.names
    ]


def _section(line: Import, own: Collection[str]) -> int:
    root = line.module.split(".")[0]
    if root == "__future__":
        return 0
    if root in sys.stdlib_module_names:
        return 1
    return 3 if not root or root in own else 2


def _lines(imports: list[Import]) -> str:
    plain: list[str] = []
    named: dict[str, list[Import]] = {}
    for line in imports:
        if line.name:
            named.setdefault(line.module, []).append(line)
        else:
            root = line.module.split(".")[0]
            suffix = "" if line.bound == root else f" as {line.bound}"
            plain.append(f"import {line.module}{suffix}")
    return "\n".join(
        [*plain, *(_from_line(module, lines) for module, lines in named.items())]
    )


def _from_line(module: str, imports: list[Import]) -> str:
    names = [
        line.name if line.bound == line.name else f"{line.name} as {line.bound}"
        for line in sorted(imports, key=_name_order)
    ]
    text = f"from {module} import {', '.join(names)}"
    if len(text) <= LINE_LENGTH:
        return text
    return "\n".join([f"from {module} import (", *(f"    {n}," for n in names), ")"])


def _name_order(line: Import) -> tuple[int, str]:
    """Sort constants first, then classes, then the rest."""
    kind = 0 if line.name.isupper() else 1 if line.name[:1].isupper() else 2
    return kind, line.name
