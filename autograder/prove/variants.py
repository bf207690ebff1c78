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
    node = definition(text, name)
    return begin(node), node.end_lineno or node.lineno


def definition(text: str, name: str) -> ast.FunctionDef | ast.ClassDef:
    """Return the syntax tree of the definition of ``name``.

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
    return scope


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
        Source of functions and classes. A class keeps the methods that ``other`` hasn't
        in the class of the same name, and takes over its bases, if it names any. What
        the module hasn't is added before what follows it in ``other``, imports at the
        beginning.

    Raises
    ------
    CourseError
        If the tree has no such module.
    """
    path, _ = locate(assignment, f"{module}.", tree)
    text = tree[path].decode()
    new = ""
    for node in ast.parse(other).body:
        source, place = _source(other, node), _find(text, node)
        if isinstance(node, ast.Import | ast.ImportFrom):
            text = _import(text, source)
        elif place is None:
            new += f"{source}\n\n"
        else:
            if isinstance(node, ast.ClassDef):
                source = _merge(_lines(text, *place), node, other)
            text = _put(text, place, new + source)
            new = ""
    return {**tree, path: (f"{text}\n\n{new}" if new else text).encode()}


def _merge(merged: str, node: ast.ClassDef, other: str) -> str:
    """Return the class ``merged`` with the bases and the body of ``other``'s."""
    if node.bases:
        (own,) = ast.parse(merged).body
        assert isinstance(own, ast.ClassDef)
        bases = ", ".join(ast.unparse(base) for base in node.bases)
        header = f"class {node.name}({bases}):\n"
        merged = _put(merged, (own.lineno - 1, begin(own.body[0])), header)
    for part in node.body:
        source, place = _source(other, part), _find(merged, part, f"{node.name}.")
        merged = f"{merged}\n{source}" if not place else _put(merged, place, source)
    return merged


def _find(text: str, node: ast.stmt, scope: str = "") -> tuple[int, int] | None:
    """Return the lines that define in ``text`` what ``node`` does; None if none do."""
    try:
        return definition_lines(text, scope + getattr(node, "name", ""))
    except CourseError:
        return None


def _put(text: str, place: tuple[int, int], source: str) -> str:
    return _lines(text, 0, place[0]) + source + _lines(text, place[1], None)


def _import(text: str, source: str) -> str:
    """Add an import below the module's docstring and its ``__future__`` imports."""
    place = 0
    for node in ast.parse(text).body:
        is_docstring = isinstance(node, ast.Expr)
        is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if not (is_docstring or is_future):
            break
        place = node.end_lineno or node.lineno
    return _put(text, (place, place), source)


def _source(text: str, node: ast.stmt) -> str:
    return _lines(text, begin(node), node.end_lineno)


def _lines(text: str, first: int, last: int | None) -> str:
    return "".join(text.splitlines(keepends=True)[first:last])


def begin(node: ast.stmt) -> int:
    """Return the index of a statement's first line, that of a decorator included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(part.lineno for part in decorators)]) - 1
