"""Trees that differ from the model solution in the definition of single symbols."""

import ast
from collections.abc import Mapping

from autograder.course import Assignment, nearest_module
from autograder.errors import CourseError


def locate(
    assignment: Assignment, symbol: str, tree: Mapping[str, bytes]
) -> tuple[str, str]:
    """Return the file of a symbol such as ``layers.relu_forward``, and its name there.

    Raises
    ------
    CourseError
        If no module of the tree can hold it.
    """
    modules = {
        assignment.module_of(path): path for path in tree if path.endswith(".py")
    }
    module = nearest_module(symbol, modules)
    if module is None:
        raise CourseError(f"{symbol!r} is in no module of the student tree")
    return modules[module], symbol.removeprefix(f"{module}.") if module else symbol


def definition_lines(text: str, name: str) -> tuple[int, int]:
    """Return where the definition of ``name`` begins and ends, for slicing lines.

    Raises
    ------
    CourseError
        If nothing in ``text`` defines it.
    """
    scope: ast.AST = ast.parse(text)
    for part in name.split("."):
        for node in ast.iter_child_nodes(scope):
            is_definition = isinstance(node, ast.FunctionDef | ast.ClassDef)
            if is_definition and getattr(node, "name", "") == part:
                scope = node
                break
        else:
            raise CourseError(f"nothing defines {name}")
    assert isinstance(scope, ast.FunctionDef | ast.ClassDef)
    return scope.lineno - 1, scope.end_lineno or scope.lineno


def replace_definitions(
    assignment: Assignment, tree: Mapping[str, bytes], module: str, other: str
) -> dict[str, bytes]:
    """Return the tree with the definitions of ``other`` in the place of its own.

    Parameters
    ----------
    assignment : Assignment
        Whose tree it is.
    tree : mapping
        Path -> content.
    module : str
        The module to change, named as below the student's package: ``layers``.
    other : str
        Source of functions, and of classes whose methods replace those of the class
        of the same name. What the module hasn't is added at its end, imports at its
        beginning.

    Raises
    ------
    CourseError
        If the tree has no such module.
    """
    path, _ = locate(assignment, f"{module}.", tree)
    text = tree[path].decode()
    for node in ast.parse(other).body:
        if isinstance(node, ast.ClassDef):
            for method in node.body:
                text = _put(text, method, f"{node.name}.", other)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            text = _import(text, _source(other, node))
        else:
            text = _put(text, node, "", other)
    return {**tree, path: text.encode()}


def _put(text: str, node: ast.stmt, scope: str, other: str) -> str:
    source = _source(other, node)
    name = getattr(node, "name", "")
    lines = text.splitlines(keepends=True)
    try:
        first, last = definition_lines(text, scope + name)
    except CourseError:
        return f"{text}\n\n{source}"
    return "".join([*lines[:first], source, *lines[last:]])


def _import(text: str, source: str) -> str:
    """Add an import below the module's docstring and its ``__future__`` imports."""
    lines = text.splitlines(keepends=True)
    place = 0
    for node in ast.parse(text).body:
        is_docstring = isinstance(node, ast.Expr)
        is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if not (is_docstring or is_future):
            break
        place = node.end_lineno or node.lineno
    return "".join([*lines[:place], source, *lines[place:]])


def _source(text: str, node: ast.stmt) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(lines[node.lineno - 1 : node.end_lineno])
