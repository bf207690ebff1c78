"""Other names for the same thing: courses that call a keyword differently.

Renames identifiers in code, and the same words in strings and comments.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import libcst as cst

from autograder.errors import CourseError
from autograder.release.source import parse_module


def rename(text: str, names: Mapping[str, str], file: Path) -> str:
    """Return the module ``text`` with identifiers renamed: old name -> new name.

    Raises
    ------
    CourseError
        If a new name means something else there already.
    """
    if not any(name in text for name in names):
        return text
    module = parse_module(text, file)
    found = _Names()
    module.visit(found)
    for old, new in names.items():
        if old in found.names and new in found.names:
            raise CourseError(
                f"{file}: renames: {new!r} is used there already; choose another name "
                f"for {old!r}"
            )
    return module.visit(_Renamer(names)).code


class _Names(cst.CSTVisitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def visit_Name(self, node: cst.Name) -> None:  # noqa: N802
        self.names.add(node.value)


class _Renamer(cst.CSTTransformer):
    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__()
        self.names = names
        self.words = re.compile(rf"\b({'|'.join(map(re.escape, names))})\b")

    def leave_Name(  # noqa: N802
        self, original_node: cst.Name, updated_node: cst.Name
    ) -> cst.Name:
        value = updated_node.value
        return updated_node.with_changes(value=self.names.get(value, value))

    def leave_SimpleString(  # noqa: N802
        self, original_node: cst.SimpleString, updated_node: cst.SimpleString
    ) -> cst.SimpleString:
        return updated_node.with_changes(value=self._reword(updated_node.value))

    def leave_FormattedStringText(  # noqa: N802
        self,
        original_node: cst.FormattedStringText,
        updated_node: cst.FormattedStringText,
    ) -> cst.FormattedStringText:
        return updated_node.with_changes(value=self._reword(updated_node.value))

    def leave_Comment(  # noqa: N802
        self, original_node: cst.Comment, updated_node: cst.Comment
    ) -> cst.Comment:
        return updated_node.with_changes(value=self._reword(updated_node.value))

    def _reword(self, text: str) -> str:
        return self.words.sub(lambda match: self.names[match.group()], text)
