"""What a student's notebook cell gives to certain names, in the untrusted process.

Not the whole notebook runs, which may take hours and need data, unless that is asked
for: imports do, and the statements of the one cell up to the last that gives such a
name its value.
"""

import ast
import contextlib
import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from autograder.sandbox.notebooks import code_cells, leave_checks_out


def cell_values(
    file: Path, beside: str, names: Sequence[str], before: bool = False
) -> tuple[Any, ...]:
    """Return the values of ``names`` in the first cell that has ``beside`` in it.

    ``beside`` is code of the cell that is given, and so tells it from the others.
    ``before`` asks for all that stands before it, too: with the data at hand that is
    how a model was trained.

    Raises
    ------
    NotImplementedError
        If the cell is gone, doesn't name one of them, or still says ``"?"``.
    Exception
        What the cell itself raises.
    """
    namespace: dict[str, Any] = {"__name__": file.stem}
    if before:
        leave_checks_out(namespace)
        os.chdir(file.parent)  # data are looked for from there, as in Jupyter
    for number, source in code_cells(file):
        place = f"{file}, cell {number}"
        if beside in source:
            tree = ast.parse(source, place)
            _run(_until(tree.body, names), place, namespace)
            break
        with contextlib.suppress(SyntaxError):
            for statement in ast.parse(source).body:
                if before or isinstance(statement, ast.Import | ast.ImportFrom):
                    with contextlib.suppress(Exception, SystemExit):  # others need it
                        _run([statement], place, namespace)
    else:
        raise NotImplementedError(f"{file.name} has no cell with {beside!r}")
    for name in names:
        if name not in namespace:
            raise NotImplementedError(f"{file.name}: {name} has no value")
        if isinstance(namespace[name], str) and "?" in namespace[name]:
            words = f"{file.name}: {name} is still {namespace[name]!r}"
            raise NotImplementedError(words)
    return tuple(namespace[name] for name in names)


def _until(body: list[ast.stmt], names: Collection[str]) -> list[ast.stmt]:
    """Return the statements up to the last that gives one of ``names`` a value."""
    last = [i for i, statement in enumerate(body) if _stored(statement) & set(names)]
    return body[: last[-1] + 1] if last else []


def _stored(statement: ast.stmt) -> set[str]:
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _run(statements: list[ast.stmt], place: str, namespace: dict[str, Any]) -> None:
    module = ast.Module(body=statements, type_ignores=[])
    exec(compile(module, place, "exec"), namespace)
